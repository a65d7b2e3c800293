import { isAbort, toCaseError } from './errors';
import { NOTHING_BROUGHT, workOf, type Brought } from './regressionCase';
import type { CaseHooks, RegressionEngines } from './regressionEngines';
import { NOTHING_OPEN, type RegressionState, type StepIn } from './regressionState';

const TEXTS = /\.jsonl?$/i;
const VOLUMES = /\.(nii|nii\.gz|mha|mhd|nrrd)$/i;

/** Files without the folders they came in. */
const named = (file: File): string => file.name.split('/').at(-1) ?? file.name;

/** The room of the regression bench: one run's results, and a case of it that is looked into. */
export class RegressionController {
  readonly #engines: RegressionEngines;
  readonly #listeners = new Set<() => void>();
  #state: RegressionState = NOTHING_OPEN;
  #brought: Brought = NOTHING_BROUGHT;
  #reading = new AbortController();
  #stepping = new AbortController();

  constructor(engines: RegressionEngines) {
    this.#engines = engines;
  }

  getState(): RegressionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes in files: results with what they are compared with make a new run; anything else is added to the one that is open.
   * Of a set with a damaged or foreign file nothing is taken.
   */
  async open(files: readonly File[]): Promise<void> {
    // A run's folder holds pictures and reports as well.
    const texts = files.filter(({ name }) => TEXTS.test(name));
    const volumes = files.filter(({ name }) => VOLUMES.test(name));
    this.#reading.abort();
    const reading = (this.#reading = new AbortController());
    this.#patch({ busy: { label: 'Reading the results', done: 0, total: 1 }, error: null });
    try {
      const before = this.#state.run;
      const isVolumesOnly = texts.length === 0 && volumes.length > 0 && before !== null;
      const opened = isVolumesOnly
        ? { run: null, suites: [], phantoms: new Map<string, never>() }
        : await this.#engines.bench.open(texts, before, { signal: reading.signal });
      this.#brought = {
        suites: [...opened.suites, ...this.#brought.suites],
        phantoms: new Map([...this.#brought.phantoms, ...opened.phantoms]),
        volumes: new Map([...this.#brought.volumes, ...volumes.map((file) => [named(file), file] as const)]),
      };
      if (opened.run) {
        this.leaveCase();
        this.#patch({ run: opened.run });
      }
      // What was missing of the case in hand may be there now.
      const { step } = this.#state;
      if (step) void this.stepInto(step.record.case.id);
    } catch (error) {
      if (!isAbort(error)) this.#patch({ error: toCaseError(error) });
    } finally {
      if (this.#reading === reading) this.#patch({ busy: null });
    }
  }

  /** Nothing is open any more. */
  close(): void {
    this.#reading.abort();
    this.leaveCase();
    this.#brought = NOTHING_BROUGHT;
    this.#patch(NOTHING_OPEN);
  }

  /** Draws a case of the run, scans, labels and measures it again. */
  async stepInto(id: string): Promise<void> {
    const { run } = this.#state;
    const record = run?.records.find((one) => one.case.id === id);
    if (!run || !record) return;
    this.#stepping.abort();
    const stepping = (this.#stepping = new AbortController());
    const { signal } = stepping;
    const baseline = run.baseline?.find((one) => one.case.id === id) ?? null;
    this.#patch({
      step: {
        ...{ record, baseline, sight: null, axial: null, again: null, work: null, error: null },
        progress: { label: 'Looking for the case', done: 0, total: 1 },
      },
    });
    const onProgress = (progress: NonNullable<StepIn['progress']>): void =>
      this.#patchStep(signal, { progress });
    try {
      const work = await workOf(record, this.#brought, this.#engines);
      signal.throwIfAborted();
      this.#patchStep(signal, { work });
      const again = await this.#engines.bench.workOut(work, this.#hooks(signal, onProgress), {
        ...{ signal, onProgress },
      });
      this.#patchStep(signal, { again });
    } catch (error) {
      if (!isAbort(error)) this.#patchStep(signal, { error: toCaseError(error) });
    } finally {
      this.#patchStep(signal, { progress: null });
    }
  }

  /** Gives up what is under way; what is there of the case stays. */
  stop(): void {
    this.#stepping.abort();
    const { step } = this.#state;
    if (step) this.#patch({ step: { ...step, progress: null } });
  }

  /** Back to the run. */
  leaveCase(): void {
    this.#stepping.abort();
    this.#patch({ step: null });
  }

  dismissError(): void {
    this.#patch({ error: null });
  }

  #hooks(signal: AbortSignal, onProgress: (progress: NonNullable<StepIn['progress']>) => void): CaseHooks {
    const { segmenter } = this.#engines;
    return {
      segment: async (volume) => {
        const { labels, confidence } = await segmenter.segment(volume, { signal, onProgress });
        return { labels, confidence };
      },
      labelAxial: (volume, canal) => segmenter.labelAxial(volume, canal, { signal, onProgress }),
      onSight: (sight) => this.#patchStep(signal, { sight }),
      onAxial: (axial) => this.#patchStep(signal, { axial }),
    };
  }

  /** What comes late, of a case that was left, changes nothing. */
  #patchStep(signal: AbortSignal, part: Partial<StepIn>): void {
    const { step } = this.#state;
    if (step && !signal.aborted) this.#patch({ step: { ...step, ...part } });
  }

  #patch(part: Partial<RegressionState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
