import type { PatientInfo } from '../exercise';
import type { AiActions } from './aiActions';
import type { CaseStore } from './caseStore';
import type { RunOptions } from './engines';

/** From a scenario or a person's files to a localizer and the AI's plan. */
export class PatientActions {
  readonly #store: CaseStore;
  readonly #ai: AiActions;

  constructor(store: CaseStore, ai: AiActions) {
    this.#store = store;
    this.#ai = ai;
  }

  async openScenario(id: string): Promise<void> {
    const scenario = this.#store.scenarios.find((candidate) => candidate.id === id);
    if (!scenario) throw new Error(`no scenario ${id}`);
    const { patient } = scenario;
    if ('volume' in patient) return;
    this.#store.begin(scenario);
    await this.#load((options) => this.#store.engines.patients.openPhantom(patient, options));
  }

  /** Reads a person's own patient; when the files hold several volumes, `chooseVolume` has to follow. */
  async openFiles(files: readonly File[]): Promise<void> {
    const scenario = this.#store.scenarios.find((candidate) => 'volume' in candidate.patient);
    if (!scenario || files.length === 0) return;
    this.#store.begin(scenario);
    const found = await this.#store.task((options) => this.#store.engines.importer.read(files, options));
    const first = found?.[0];
    if (!found || !first) return;
    if (found.length > 1) this.#store.patch({ choices: found });
    else await this.chooseVolume(first.index);
  }

  async chooseVolume(index: number): Promise<void> {
    this.#store.patch({ choices: null });
    await this.#load((options) => this.#store.engines.importer.choose(index, options));
  }

  async runLocalizer(): Promise<void> {
    const store = this.#store;
    if (store.case.phase !== 'patientLoaded') return;
    store.dispatch({ type: 'localizerStarted' });
    const series = await store.task((options) => store.engines.scanner.localizer(options));
    if (!series) return;
    store.log('localizer acquired');
    store.dispatch({ type: 'localized', series });
    await this.#ai.planOnLocalizer(series, store.caseSignal);
  }

  /** Ends the loading or the localizer under way. */
  cancel(): void {
    if (this.#store.state.choices) this.close();
    else this.#store.cancelTask();
  }

  close(): void {
    this.#store.begin(null);
  }

  /** The same scenario from an empty table. A person's own volume has to be brought again. */
  async restart(): Promise<void> {
    const { scenario } = this.#store.case;
    if (scenario && !('volume' in scenario.patient)) await this.openScenario(scenario.id);
    else this.close();
  }

  async #load(work: (options: RunOptions) => Promise<PatientInfo>): Promise<void> {
    const patient = await this.#store.task(work);
    if (!patient) return;
    this.#store.dispatch({ type: 'patientLoaded', patient });
    await this.runLocalizer();
  }
}
