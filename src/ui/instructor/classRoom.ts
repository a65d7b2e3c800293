import { classBook, readRecordText, type ClassBook, type ImportedFile } from '../../competency';
import type { ExportVerifier } from '../../exercise';
import type { SettingsStore } from '../../app';

/** A file as the browser or a test hands it over. */
export interface TextFile {
  readonly name: string;
  text(): Promise<string>;
}

interface KeptFile {
  readonly name: string;
  readonly text: string;
}

export interface ClassState {
  readonly book: ClassBook;
  readonly files: number;
  /** While files are being read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  /** Whether the files are kept on this machine, beyond this visit. */
  readonly isKept: boolean;
}

const SETTING = 'class';

/** Kept by any program at all: what is no list of files is none. */
function keptFiles(value: unknown): KeptFile[] {
  return (Array.isArray(value) ? value : []).filter(
    (file: unknown): file is KeptFile =>
      typeof file === 'object' &&
      file !== null &&
      'name' in file &&
      'text' in file &&
      typeof file.name === 'string' &&
      typeof file.text === 'string',
  );
}

/** The exports of a class, in memory unless the instructor wants them kept on this machine. Nothing is sent anywhere. */
export class ClassRoom {
  readonly #settings: SettingsStore;
  readonly #verify: ExportVerifier | null;
  readonly #listeners = new Set<() => void>();
  #files: { readonly source: KeptFile; readonly read: ImportedFile }[] = [];
  #state: ClassState = { book: classBook([]), files: 0, reading: null, isKept: false };

  /** @param verify null where signatures cannot be checked */
  constructor(settings: SettingsStore, verify: ExportVerifier | null) {
    this.#settings = settings;
    this.#verify = verify;
  }

  get state(): ClassState {
    return this.#state;
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Brings back what was kept. @throws IsocenterError `storage-unavailable` */
  async restore(): Promise<void> {
    const kept = keptFiles(await this.#settings.read(SETTING));
    if (kept.length === 0) return;
    await this.#read(kept.map((file) => ({ name: file.name, text: () => Promise.resolve(file.text) })));
    this.#patch({ isKept: true });
  }

  /**
   * Reads files one after the other; one of the same name takes the earlier one's place.
   * @throws IsocenterError `storage-full`, `storage-unavailable` where they are kept: they are read all the same
   */
  async add(files: readonly TextFile[]): Promise<void> {
    await this.#read(files);
    if (this.#state.isKept) await this.#save();
  }

  /** @throws IsocenterError `storage-full`, `storage-unavailable` */
  async keep(isKept: boolean): Promise<void> {
    if (isKept) await this.#save();
    else await this.#settings.update(SETTING, () => []);
    this.#patch({ isKept });
  }

  /** Forgets the class, here and on the disk. @throws IsocenterError `storage-unavailable` */
  async clear(): Promise<void> {
    this.#files = [];
    this.#patch({ book: classBook([]), files: 0 });
    if (this.#state.isKept) await this.keep(false);
  }

  async #read(files: readonly TextFile[]): Promise<void> {
    const total = files.length;
    try {
      for (const [done, file] of files.entries()) {
        this.#patch({ reading: { done, total } });
        const source = { name: file.name, text: await file.text() };
        const read = await readRecordText(source.text, file.name, this.#verify);
        this.#files = [
          ...this.#files.filter((earlier) => earlier.source.name !== file.name),
          { source, read },
        ];
      }
    } finally {
      const book = classBook(this.#files.map(({ read }) => read));
      this.#patch({ reading: null, book, files: this.#files.length });
    }
  }

  async #save(): Promise<void> {
    const sources = this.#files.map(({ source }) => source);
    await this.#settings.update(SETTING, () => sources);
  }

  #patch(change: Partial<ClassState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
