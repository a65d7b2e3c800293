import { IsocenterError } from '../geometry';
import {
  newRecord,
  parseRecords,
  recordId,
  studyFingerprint,
  type ReaderRecord,
  type ReaderStudy,
  type SetAside,
} from '../readerStudy';

/** Records as they lie on the disk; damaged ones are the reader's business. */
export interface RecordStore {
  save(record: { readonly id: string }): Promise<void>;
  list(): Promise<readonly unknown[]>;
  remove(id: string): Promise<void>;
}

/** What is known of a study's readers. */
export interface KnownRecords {
  readonly records: readonly ReaderRecord[];
  readonly damaged: readonly SetAside[];
}

/** The records of the study that is open: kept on this machine, or brought. */
export class StudyRecords {
  readonly #study: ReaderStudy;
  readonly #store: RecordStore;
  readonly #changed: (known: KnownRecords) => void;
  #records: readonly ReaderRecord[] = [];
  /** Kept here, and brought but no records. */
  #damaged: readonly SetAside[] = [];
  #refused: readonly SetAside[] = [];

  constructor(study: ReaderStudy, store: RecordStore, changed: (known: KnownRecords) => void) {
    this.#study = study;
    this.#store = store;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    const { records, damaged } = parseRecords(await this.#store.list());
    this.#records = records.filter((record) => record.study.id === this.#study.id);
    this.#damaged = damaged;
    this.#tell();
  }

  /** Keeps a record, at once in what is known: one that cannot be stored can still be exported. */
  async save(record: ReaderRecord): Promise<void> {
    this.#records = [...this.#records.filter(({ id }) => id !== record.id), record];
    this.#tell();
    await this.#store.save(record);
  }

  async remove(id: string): Promise<void> {
    await this.#store.remove(id);
    await this.load();
  }

  /** Takes in files that readers handed in; of two records of a reader the one that holds more. */
  async take(texts: readonly string[]): Promise<void> {
    const { records, damaged } = parseRecords(texts.map(jsonOf));
    this.#refused = [...this.#refused, ...damaged];
    for (const record of records) {
      const known = this.#records.find(({ id }) => id === record.id);
      if (!known || known.readings.length < record.readings.length) await this.#store.save(record);
    }
    await this.load();
  }

  /** @throws IsocenterError `read-elsewhere`: another tab has kept readings that are not among these */
  async assertNewest({ id, readings }: ReaderRecord): Promise<void> {
    const { records } = parseRecords(await this.#store.list());
    const kept = records.find((record) => record.id === id);
    if (!kept || kept.readings.length <= readings.length) return;
    throw new IsocenterError(
      'read-elsewhere',
      'This reader has read on in another tab.',
      'Leave, close the study and open it again: it goes on where the other tab is.',
    );
  }

  #tell(): void {
    this.#changed({ records: this.#records, damaged: [...this.#damaged, ...this.#refused] });
  }
}

/** What is no JSON is no record either: it is set aside as it is. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What is known of a reader of this version of the study; a new record where nothing is. */
export function recordOf(
  study: ReaderStudy,
  records: readonly ReaderRecord[],
  reader: string,
  versions: Record<string, string>,
): ReaderRecord {
  const of = { id: study.id, fingerprint: studyFingerprint(study) };
  return records.find(({ id }) => id === recordId(of, reader)) ?? newRecord(of, reader, versions);
}
