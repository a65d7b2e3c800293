import { isAbort, toCaseError } from './errors';
import type { AuthorEngines } from './authorEngines';
import type { JsonObject } from './authorJson';
import { drawnPatient } from './authorPatient';
import type { PictureState } from './authorState';

/** A slider on its way is not drawn; one that rests is. */
const DRAW_AFTER_MS = 250;

/** Keeps the picture of a draft's patient up to date: the newest patient wins, the last picture stays until then. */
export class PatientPicture {
  readonly #engines: Pick<AuthorEngines, 'painter' | 'definitionOf'>;
  readonly #show: (part: Partial<PictureState>) => void;
  #wanted = '';
  #run: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    engines: Pick<AuthorEngines, 'painter' | 'definitionOf'>,
    show: (part: Partial<PictureState>) => void,
  ) {
    this.#engines = engines;
    this.#show = show;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#run?.abort();
    this.#run = null;
    this.#wanted = '';
  }

  /** Draws the patient of a draft unless it is drawn already. */
  follow(scenario: JsonObject): void {
    const wanted = JSON.stringify(scenario['patient'] ?? null);
    if (wanted === this.#wanted) return;
    this.stop();
    this.#wanted = wanted;
    const patient = drawnPatient(scenario);
    if ('reason' in patient) {
      this.#show({ isCurrent: false, progress: null, reason: patient.reason });
      return;
    }
    this.#show({
      isCurrent: false,
      reason: null,
      progress: { label: 'Drawing the patient', done: 0, total: 0 },
    });
    const run = new AbortController();
    this.#run = run;
    this.#timer = setTimeout(() => void this.#draw(patient, run.signal), DRAW_AFTER_MS);
  }

  async #draw(
    patient: Exclude<ReturnType<typeof drawnPatient>, { reason: string }>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const definition = await this.#engines.definitionOf(patient);
      signal.throwIfAborted();
      const picture = await this.#engines.painter.paint(definition, patient.seed, {
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.#show({ progress });
        },
        onCoarse: (coarse) => {
          if (!signal.aborted) this.#show({ picture: coarse });
        },
      });
      if (!signal.aborted) this.#show({ picture, isCurrent: true, progress: null });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#show({ progress: null, reason: `Not drawn: ${toCaseError(error).message}` });
    }
  }
}
