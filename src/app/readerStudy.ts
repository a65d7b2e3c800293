import { IsocenterError } from '../geometry';
import {
  addReading,
  analyseStudy,
  AUTOMATIC_READER,
  CONFIDENCE_SCALES,
  isReadByAi,
  nextStep,
  parseStudy,
  QUESTIONS,
  probabilityOf,
  studyFingerprint,
  withTruths,
  type LevelReading,
  type ReaderRecord,
  type ReaderStudy,
  type StudyFile,
} from '../readerStudy';
import { isAbort, toCaseError } from './errors';
import { recordedByAi, type AiCase, type CaseImages, type StudyEngines } from './readerStudyCase';
import { recordFile, studyArchive, type StudyArchive } from './readerStudyFiles';
import type { CaseImageStore } from './readerStudyImages';
import { CasePreparer, type PreparerEngines } from './readerStudyPreparer';
import { recordOf, StudyRecords, type RecordStore } from './readerStudyRecords';
import { NO_STUDY, type Confidences, type ReaderStudyState, type Reading } from './readerStudyState';
import { Stopwatch } from './stopwatch';

export interface ReaderStudyEngines extends StudyEngines {
  readonly store: RecordStore;
  /** Cases made ready before; absent where none are kept. */
  readonly images?: CaseImageStore;
  readonly versions: () => Record<string, string>;
}

const NONE_GIVEN: Confidences = QUESTIONS.map(() => null);

/** The reading study without its screen: subscribe to the state, call the actions. */
export class ReaderStudyController {
  /** Studies that come with the program. */
  readonly studies: readonly ReaderStudy[];
  readonly #engines: ReaderStudyEngines;
  readonly #listeners = new Set<() => void>();
  #state: ReaderStudyState = NO_STUDY;
  #preparer: CasePreparer | null = null;
  #ai: AiCase | null = null;
  #records: StudyRecords | null = null;
  /** Of the level in hand, pauses left out. */
  readonly #watch: Stopwatch;
  /** Counts what is waited for: what comes back after something else was begun is stale. */
  #turn = 0;

  constructor(engines: ReaderStudyEngines, studies: readonly ReaderStudy[]) {
    this.#engines = engines;
    this.studies = studies;
    this.#watch = new Stopwatch(() => engines.clock());
  }

  getState(): ReaderStudyState {
    return this.#state;
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** ms since 1970. */
  now(): number {
    return this.#engines.clock();
  }

  /** Opens a study and what is kept of it on this machine. */
  async open(json: unknown): Promise<void> {
    await this.#guard(async () => {
      const study = parseStudy(json);
      this.close();
      this.#preparer = new CasePreparer(study, this.#preparerEngines(study), (caseId, progress) => {
        const { reading } = this.#state;
        if (reading && !reading.images && reading.step.kind === 'read' && reading.step.case.id === caseId)
          this.#patchReading({ progress });
      });
      this.#patch({ study });
      const records = new StudyRecords(study, this.#engines.store, (known) => {
        if (this.#records === records) this.#patch(known);
      });
      this.#records = records;
      await records.load();
    });
  }

  /** Back to the list of studies; everything under way is given up. */
  close(): void {
    this.#turn++;
    this.#preparer?.close();
    this.#preparer = null;
    this.#ai = null;
    this.#records = null;
    this.#patch(NO_STUDY);
  }

  /** A reader sits down, paused before the case that comes next. */
  begin(reader: string): void {
    const { study } = this.#state;
    if (!study) return;
    const record = this.recordOf(study, reader);
    const step = nextStep(study, record, this.#engines.clock());
    this.#patch({
      analysis: null,
      reading: {
        ...{ record, step, images: null, ai: null, first: null, confidences: NONE_GIVEN },
        ...{ active: 0, isPaused: true, progress: null },
      },
    });
    if (step.kind === 'read') void this.#fetchCase();
  }

  /** The reader gets up; what was answered of the level in hand is not kept. */
  leave(): void {
    this.#turn++;
    this.#watch.reset();
    this.#ai = null;
    this.#patch({ reading: null });
  }

  pause(): void {
    this.#watch.stop();
    this.#patchReading({ isPaused: true });
  }

  resume(): void {
    this.#patchReading({ isPaused: false });
    this.#startClock();
  }

  /** Asks again what comes next: an arm may have opened. */
  lookAgain(): void {
    const { reading } = this.#state;
    if (reading && reading.step.kind !== 'read') this.begin(reading.record.reader);
  }

  activate(active: number): void {
    this.#patchReading({ active: Math.min(Math.max(active, 0), QUESTIONS.length - 1) });
  }

  /** Answers a question; what is off the scale is ignored. */
  answer(question: number, confidence: number): void {
    const { study, reading } = this.#state;
    if (!study || !reading || !this.isReadable()) return;
    const [first, last] = CONFIDENCE_SCALES[study.confidence.scale];
    if (!Number.isInteger(confidence) || confidence < first || confidence > last) return;
    this.#patchReading({ confidences: reading.confidences.with(question, confidence), active: question });
  }

  /** Whether images are shown and answers taken. */
  isReadable(): boolean {
    const { reading } = this.#state;
    return Boolean(reading && !reading.isPaused && reading.images && reading.step.kind === 'read');
  }

  /** Whether the AI is shown only once every question has an answer, and is not shown yet. */
  awaitsFirstImpression(): boolean {
    const { study, reading } = this.#state;
    return (
      study?.aiShown === 'after-first-impression' &&
      reading?.step.kind === 'read' &&
      reading.step.arm === 'with-ai' &&
      reading.first === null
    );
  }

  /** Takes the answers of the level in hand and goes on: to the AI's answer after a first impression, else to the next level. */
  async submit(): Promise<void> {
    const { study, reading } = this.#state;
    if (!study || !reading || !this.isReadable() || reading.step.kind !== 'read') return;
    if (reading.confidences.includes(null)) return;
    if (this.awaitsFirstImpression()) {
      this.#patchReading({ first: reading.confidences, ai: this.#aiOfLevel(reading), active: 0 });
      return;
    }
    await this.#guard(async () => {
      this.#watch.stop();
      const finished = this.#finished(reading);
      const known = withTruths(reading.record, reading.images?.truths ?? []);
      let record: ReaderRecord;
      try {
        record = addReading(study, known, finished);
      } catch (error) {
        this.#startClock();
        throw error;
      }
      await this.#records?.assertNewest(reading.record);
      this.#next(study, record);
      await this.#records?.save(record);
    });
  }

  /** Lets the AI read alone every case that it has not read yet. */
  async runAutomatic(): Promise<void> {
    const { study } = this.#state;
    const preparer = this.#preparer;
    if (!study || !preparer || this.#state.automatic || this.#state.reading) return;
    await this.#guard(async () => {
      try {
        for (const one of study.cases) {
          const total = study.cases.length;
          const done = study.cases.filter(({ id }) =>
            isReadByAi(this.recordOf(study, AUTOMATIC_READER), id),
          ).length;
          this.#patch({ automatic: { label: 'The AI reads alone', done, total } });
          if (isReadByAi(this.recordOf(study, AUTOMATIC_READER), one.id)) continue;
          const prepared = preparer.prepare(one);
          const [images, ai] = [await prepared.images, await prepared.readByAi()];
          if (this.#preparer !== preparer || !this.#state.automatic) return;
          await this.#keepAutomatic(study, images, ai);
        }
      } finally {
        if (this.#preparer === preparer) this.#patch({ automatic: null });
      }
    });
  }

  /** After the case in hand. */
  stopAutomatic(): void {
    this.#patch({ automatic: null });
  }

  /** Takes in records that readers handed in; those of readers known here only where they hold more. */
  async importRecords(texts: readonly string[]): Promise<void> {
    await this.#guard(async () => {
      await this.#records?.take(texts);
      if (this.#state.analysis) this.showResults();
    });
  }

  /** Deletes what is kept of a reader on this machine. */
  async removeRecord(id: string): Promise<void> {
    await this.#guard(async () => {
      await this.#records?.remove(id);
      if (this.#state.analysis) this.showResults();
    });
  }

  showResults(): void {
    const { study, records } = this.#state;
    if (study) this.#patch({ analysis: analyseStudy(study, records), reading: null });
  }

  hideResults(): void {
    this.#patch({ analysis: null });
  }

  /** The file that a reader hands in; null where nothing was read. */
  exportRecord(reader: string): StudyFile | null {
    const { study } = this.#state;
    const record = study && this.recordOf(study, reader);
    return record && record.readings.length > 0 ? recordFile(record) : null;
  }

  /** Every record, readings for other programs, and the analysis in words and numbers, in one archive. */
  async exportAll(): Promise<StudyArchive | null> {
    const { study, records, analysis } = this.#state;
    return study && studyArchive(study, records, analysis ?? analyseStudy(study, records));
  }

  showError(error: unknown): void {
    this.#patch({ error: toCaseError(error) });
  }

  dismissError(): void {
    this.#patch({ error: null });
  }

  /** Reads a text as a study. @throws IsocenterError `study-invalid` */
  static studyOf(text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new IsocenterError('study-invalid', 'The study file is not JSON.', 'Choose another file.', {
        cause,
      });
    }
  }

  #next(study: ReaderStudy, record: ReaderRecord): void {
    const before = this.#state.reading;
    const step = nextStep(study, record, this.#engines.clock());
    const isSameCase =
      before?.step.kind === 'read' && step.kind === 'read' && before.step.case.id === step.case.id;
    this.#patch({
      reading: {
        ...{ record, step, first: null, confidences: NONE_GIVEN, active: 0, ai: null, progress: null },
        images: isSameCase ? before.images : null,
        isPaused: step.kind !== 'read' || step.isBreak,
      },
    });
    if (isSameCase) this.#showLevel();
    else if (step.kind === 'read') void this.#fetchCase();
  }

  /** Waits for the case in hand, and for the AI where its answer is to be seen; the next case is made ready meanwhile. */
  async #fetchCase(): Promise<void> {
    const { study, reading } = this.#state;
    const preparer = this.#preparer;
    if (!study || !preparer || reading?.step.kind !== 'read') return;
    const turn = ++this.#turn;
    const { step } = reading;
    await this.#guard(async () => {
      this.#ai = null;
      const prepared = preparer.prepare(step.case);
      const images = await prepared.images;
      const ai = step.arm === 'with-ai' ? await prepared.readByAi() : null;
      if (turn !== this.#turn) return;
      this.#ai = ai;
      this.#patchReading({ images, progress: null });
      this.#showLevel();
      const isWanted = study.arms.includes('automatic');
      if (isWanted && !isReadByAi(this.recordOf(study, AUTOMATIC_READER), step.case.id))
        await this.#keepAutomatic(study, images, await prepared.readByAi());
      if (turn !== this.#turn || !step.after) return;
      // Nobody waits for these yet: a failure shows when somebody does.
      const next = preparer.prepare(step.after);
      next.images.catch(() => undefined);
      if (step.arm === 'with-ai') next.readByAi().catch(() => undefined);
    });
  }

  #showLevel(): void {
    const { reading } = this.#state;
    if (!reading) return;
    this.#watch.reset();
    this.#patchReading({ ai: this.awaitsFirstImpression() ? null : this.#aiOfLevel(reading) });
    this.#startClock();
  }

  #aiOfLevel({ step }: Reading): Reading['ai'] {
    if (step.kind !== 'read' || step.arm !== 'with-ai') return null;
    return this.#ai?.levels.get(step.level) ?? null;
  }

  #startClock(): void {
    if (this.isReadable()) this.#watch.start();
  }

  #finished({ step, confidences, first, ai }: Reading): LevelReading {
    if (step.kind !== 'read') throw new Error('nothing is read');
    return {
      ...{ case: step.case.id, level: step.level, arm: step.arm },
      at: Math.round(this.#engines.clock()),
      seconds: this.#watch.seconds,
      answers: QUESTIONS.map((question, i) => ({
        ...question,
        confidence: confidences[i] ?? NaN,
        first: first?.[i] ?? null,
        ai: ai?.reading ? probabilityOf(question, ai.reading) : null,
      })),
    };
  }

  async #keepAutomatic(study: ReaderStudy, images: CaseImages, ai: AiCase): Promise<void> {
    const before = this.recordOf(study, AUTOMATIC_READER);
    const record = recordedByAi(before, images, ai, this.#engines.clock());
    if (record !== before) await this.#records?.save(record);
  }

  /** What is kept of a reader; a new record where nothing is. */
  recordOf(study: ReaderStudy, reader: string): ReaderRecord {
    return recordOf(study, this.#state.records, reader, this.#engines.versions());
  }

  /** Images depend on the study and on the program that drew and scanned them. */
  #preparerEngines(study: ReaderStudy): PreparerEngines {
    const { images, versions } = this.#engines;
    if (!images) return this.#engines;
    const name = `${study.id} ${studyFingerprint(study)} ${versions()['program'] ?? ''}`;
    return { ...this.#engines, prepared: { images, study: name } };
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.showError(error);
    }
  }

  #patch(part: Partial<ReaderStudyState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  #patchReading(part: Partial<Reading>): void {
    const { reading } = this.#state;
    if (reading) this.#patch({ reading: { ...reading, ...part } });
  }
}
