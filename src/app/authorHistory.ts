import type { Json } from './authorJson';

interface Entry {
  readonly before: Json;
  readonly after: Json;
  /** What was done, for undo and redo. */
  readonly words: string;
  /** Changes of one place, one after the other, are one step; null: a step of its own. */
  readonly place: string | null;
}

/** Steps of editing a draft. A slider dragged or a text typed is one step until something else is changed. */
export class DraftHistory {
  #past: Entry[] = [];
  #future: Entry[] = [];
  #sealed = true;

  get undoWords(): string | null {
    return this.#past.at(-1)?.words ?? null;
  }
  get redoWords(): string | null {
    return this.#future.at(-1)?.words ?? null;
  }

  record(before: Json, after: Json, words: string, place: string | null = null): void {
    const last = this.#past.at(-1);
    this.#future = [];
    if (!this.#sealed && last && place !== null && last.place === place)
      this.#past[this.#past.length - 1] = { ...last, after };
    else this.#past.push({ before, after, words, place });
    this.#sealed = false;
  }

  /** The next change of the same place is a step of its own. */
  seal(): void {
    this.#sealed = true;
  }

  /** The draft as it was; null when there is nothing to take back. */
  undo(): Json | null {
    const entry = this.#past.pop();
    if (!entry) return null;
    this.#future.push(entry);
    this.seal();
    return entry.before;
  }

  redo(): Json | null {
    const entry = this.#future.pop();
    if (!entry) return null;
    this.#past.push(entry);
    this.seal();
    return entry.after;
  }
}
