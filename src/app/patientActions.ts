import { assessConfidence } from '../anatomy';
import type { PatientInfo } from '../exercise';
import { nearestOrientation, sliceNormal } from '../geometry';
import type { Series } from '../scanner';
import type { CaseStore } from './caseStore';
import type { RunOptions } from './engines';
import { isAbort, toCaseError } from './errors';

/** From a scenario or a person's files to a localizer and the AI's plan. */
export class PatientActions {
  readonly #store: CaseStore;

  constructor(store: CaseStore) {
    this.#store = store;
  }

  async openScenario(id: string): Promise<void> {
    const scenario = this.#store.scenarios.find((candidate) => candidate.id === id);
    if (!scenario) throw new Error(`no scenario ${id}`);
    const { patient } = scenario;
    if (!('phantom' in patient)) return;
    this.#store.begin(scenario);
    await this.#load((options) =>
      this.#store.engines.patients.openPhantom(patient.phantom, patient.seed, options),
    );
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
    await this.#segment(series, store.caseSignal);
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
    if (scenario && 'phantom' in scenario.patient) await this.openScenario(scenario.id);
    else this.close();
  }

  async #load(work: (options: RunOptions) => Promise<PatientInfo>): Promise<void> {
    const patient = await this.#store.task(work);
    if (!patient) return;
    this.#store.dispatch({ type: 'patientLoaded', patient });
    await this.runLocalizer();
  }

  /** The network and the automatic plan; the trainee may plan meanwhile, so a failure only costs the AI. */
  async #segment(localizer: readonly Series[], signal: AbortSignal): Promise<void> {
    const store = this.#store;
    const { segmenter, planner } = store.engines;
    const options: RunOptions = {
      signal,
      onProgress: (progress) => {
        if (!signal.aborted && store.case.phase === 'localized')
          store.dispatch({ type: 'progressed', progress });
      },
    };
    try {
      const backend = await segmenter.backend(options.onProgress);
      if (signal.aborted) return;
      store.dispatch({ type: 'backendChosen', backend });
      const { labels, confidence, timings } = await segmenter.segment(
        seriesToSegment(localizer).volume,
        options,
      );
      if (signal.aborted) return;
      const doubt = assessConfidence(confidence);
      const { spine, spineConfidence, plan, decisions, unmet, doubts } = await planner.plan(labels, options);
      if (signal.aborted) return;
      const totalMs = timings.locateMs + timings.conformMs + timings.networkMs + timings.postMs;
      store.log('AI plan ready');
      const result = { labels, spine, spineConfidence, confidence, totalMs };
      const all = doubt === null ? doubts : [doubt, ...doubts];
      store.dispatch({ type: 'segmented', result, plan, decisions, unmet, doubts: all });
    } catch (error) {
      if (signal.aborted) return;
      if (isAbort(error)) return;
      store.log('AI plan failed');
      store.dispatch({ type: 'segmentationFailed', error: toCaseError(error) });
    }
  }
}

/** The network is trained on sagittal slabs: the sagittal localizer with the most slices. */
export function seriesToSegment(localizer: readonly Series[]): Series {
  const [best] = localizer
    .filter((series) => nearestOrientation(sliceNormal(series.group)) === 'sagittal')
    .sort((a, b) => b.group.sliceCount - a.group.sliceCount);
  if (!best) throw new Error('the localizer has no sagittal series');
  return best;
}
