import type { Progress } from '../exercise';
import type { ReaderStudy, StudyCase } from '../readerStudy';
import type { RunOptions } from './engines';
import { readCaseByAi, scanCase, type AiCase, type CaseImages, type StudyEngines } from './readerStudyCase';
import type { CaseImageStore } from './readerStudyImages';

/** A case under way or ready. */
export interface PreparedCase {
  readonly caseId: string;
  readonly images: Promise<CaseImages>;
  /** Begun with the first call, once. */
  readByAi(): Promise<AiCase>;
}

export interface PreparerEngines extends StudyEngines {
  /** Where images stay beyond the page, and the name of study, version and program they are kept under. */
  readonly prepared?: { readonly images: CaseImageStore; readonly study: string };
}

/** Makes a study's cases ready, one after the other: there is one table and one network. Keeps the few that were asked for last. */
export class CasePreparer {
  readonly #study: ReaderStudy;
  readonly #engines: PreparerEngines;
  readonly #onProgress: (caseId: string, progress: Progress) => void;
  readonly #closed = new AbortController();
  readonly #cases = new Map<string, PreparedCase>();
  #scanning: Promise<unknown> = Promise.resolve();
  static readonly #kept = 2;

  constructor(
    study: ReaderStudy,
    engines: PreparerEngines,
    onProgress: (caseId: string, progress: Progress) => void,
  ) {
    this.#study = study;
    this.#engines = engines;
    this.#onProgress = onProgress;
  }

  /** A case that failed is tried again when it is asked for again. */
  prepare(one: StudyCase): PreparedCase {
    const known = this.#cases.get(one.id);
    if (known) return known;
    const options = {
      signal: this.#closed.signal,
      onProgress: (progress: Progress) => this.#onProgress(one.id, progress),
    };
    const before = this.#scanning;
    const images = before.then(() => this.#images(one, options));
    this.#scanning = images.catch(() => this.#cases.delete(one.id));
    let reading: Promise<AiCase> | null = null;
    const prepared: PreparedCase = {
      caseId: one.id,
      images,
      readByAi: () => {
        reading ??= images.then((scanned) => readCaseByAi(scanned, this.#engines, options));
        reading.catch(() => this.#cases.delete(one.id));
        return reading;
      },
    };
    this.#cases.set(one.id, prepared);
    for (const id of [...this.#cases.keys()].slice(0, -CasePreparer.#kept)) this.#cases.delete(id);
    return prepared;
  }

  /** As they were made before, where they are kept; else made, and kept. What cannot be kept is made again. */
  async #images(one: StudyCase, options: RunOptions): Promise<CaseImages> {
    const { prepared } = this.#engines;
    const known = await prepared?.images.read(prepared.study, one.id).catch(() => null);
    if (known) return known;
    const images = await scanCase(this.#study, one, this.#engines, options);
    void prepared?.images.save(prepared.study, images).catch(() => undefined);
    return images;
  }

  /** Nothing that is still under way comes to an end. */
  close(): void {
    this.#closed.abort();
    this.#cases.clear();
  }
}
