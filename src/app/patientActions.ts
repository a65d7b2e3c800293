import { awaitsPosition, isocentreAboveL3Mm, LOCALIZED, type PatientInfo, type Scenario } from '../exercise';
import type { AiActions } from './aiActions';
import type { CaseStore } from './caseStore';
import type { RunOptions } from './engines';
import { examId, scenarioFor, type BeginRequest, type Session } from './session';

const EXERCISE: BeginRequest = { mode: 'exercise', trainee: null, assignment: null, draw: null };

/** From a scenario or a person's files to a localizer and the AI's plan. */
export class PatientActions {
  readonly #store: CaseStore;
  readonly #ai: AiActions;
  /** Ends the AI's look at a localizer that the table has left. */
  #looking = new AbortController();

  constructor(store: CaseStore, ai: AiActions) {
    this.#store = store;
    this.#ai = ai;
  }

  /** Opens a scenario of the list as an exercise on its own patient. */
  async openScenario(id: string): Promise<void> {
    const scenario = this.#store.scenarios.find((candidate) => candidate.id === id);
    if (!scenario) throw new Error(`no scenario ${id}`);
    await this.open(scenario, EXERCISE);
  }

  /** Opens a scenario in a mode, for somebody. @throws IsocenterError `trainee-unknown`, `mode-volume` */
  async open(scenario: Scenario, request: BeginRequest): Promise<void> {
    const made = scenarioFor(scenario, request);
    const { patient } = made;
    if ('volume' in patient) return;
    this.#begin(made, { ...request, assignment: request.assignment?.id ?? null });
    await this.#load((options) => this.#store.engines.patients.openPhantom(patient, options));
  }

  /** Reads a person's own patient; when the files hold several volumes, `chooseVolume` has to follow. */
  async openFiles(files: readonly File[]): Promise<void> {
    const scenario = this.#store.scenarios.find((candidate) => 'volume' in candidate.patient);
    if (!scenario || files.length === 0) return;
    this.#begin(scenario, { ...EXERCISE, assignment: null });
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

  /** Lays the laser cross on a landmark; the localizer follows. Nothing where the scenario does not ask, or it is done. */
  async position(landmark: string): Promise<void> {
    const store = this.#store;
    const before = store.case.answers;
    store.dispatch({ type: 'positioned', landmark, at: new Date(store.engines.clock()).toISOString() });
    if (store.case.answers === before) return;
    store.log('positioned', landmark);
    await this.runLocalizer();
  }

  /** Moves the table to another landmark; a new localizer follows. Nothing while a series runs, or where the table lies there. */
  async moveTable(landmark: string): Promise<void> {
    const store = this.#store;
    const before = store.case.answers;
    store.dispatch({ type: 'tableMoved', landmark, at: new Date(store.engines.clock()).toISOString() });
    if (store.case.answers === before) return;
    this.#looking.abort();
    store.log('table moved', landmark);
    await this.runLocalizer();
  }

  async runLocalizer(): Promise<void> {
    const store = this.#store;
    if (store.case.phase !== 'patientLoaded') return;
    store.dispatch({ type: 'localizerStarted' });
    const series = await store.task((options) =>
      store.engines.scanner.localizer(options, isocentreAboveL3Mm(store.case.answers.position)),
    );
    if (!series) return;
    store.log(LOCALIZED);
    store.dispatch({ type: 'localized', series });
    this.#looking = new AbortController();
    await this.#ai.planOnLocalizer(series, AbortSignal.any([store.caseSignal, this.#looking.signal]));
  }

  /** Ends the loading or the localizer under way. */
  cancel(): void {
    if (this.#store.state.choices) this.close();
    else this.#store.cancelTask();
  }

  close(): void {
    this.#store.close();
    this.#store.engines.local.tabs.release();
  }

  /**
   * The same scenario and patient from an empty table. A person's own volume has to be brought again, and where tries are counted
   * the start page tells what is left.
   */
  async restart(): Promise<void> {
    const { session, case: exam } = this.#store.state;
    const { scenario } = exam;
    const isCounted = session?.mode === 'assessment' || session?.assignment !== null;
    if (!scenario || !session || isCounted || 'volume' in scenario.patient) return this.close();
    const { patient } = scenario;
    this.#begin(scenario, session);
    await this.#load((options) => this.#store.engines.patients.openPhantom(patient, options));
  }

  #begin(scenario: Scenario, { mode, trainee, assignment }: Omit<Session, 'id'>): void {
    const id = examId(scenario, this.#store.engines.clock());
    this.#store.begin(scenario, { id, mode, trainee, assignment });
  }

  async #load(work: (options: RunOptions) => Promise<PatientInfo>): Promise<void> {
    const patient = await this.#store.task(work);
    if (!patient) return;
    this.#store.dispatch({ type: 'patientLoaded', patient });
    if (!awaitsPosition(this.#store.case)) await this.runLocalizer();
  }
}
