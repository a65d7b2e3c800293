import { IsocenterError } from '../geometry';
import { parsePhantomDefinition } from '../patient';
import {
  isObject,
  moveAt,
  pathText,
  removeAt,
  setAt,
  type Json,
  type JsonObject,
  type Path,
} from './authorJson';
import { DraftHistory } from './authorHistory';
import { cleared } from './authorSchema';
import { wordsFor } from './authorWords';

interface Draft {
  readonly scenario: () => JsonObject;
  readonly change: (scenario: JsonObject) => void;
}

const nameOf = (path: Path): string =>
  wordsFor(path.filter((key, i) => typeof key !== 'number' || i < path.length - 1)).label.toLowerCase();

/** Changes of a draft, each with a way back. */
export class DraftEdits {
  readonly #draft: Draft;
  #history = new DraftHistory();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  get undoWords(): string | null {
    return this.#history.undoWords;
  }
  get redoWords(): string | null {
    return this.#history.redoWords;
  }

  /** Another draft is edited from now on. */
  begin(): void {
    this.#history = new DraftHistory();
  }

  /** Sets a value; one typed or dragged further is one step until `seal`. */
  set(path: Path, value: Json): void {
    this.#apply(setAt(this.#draft.scenario(), path, value), `Change ${nameOf(path)}`, pathText(path));
  }

  /** Leaves a value out, and what is empty thereby. */
  clear(path: Path): void {
    this.#apply(cleared(this.#draft.scenario(), path), `Clear ${nameOf(path)}`, pathText(path));
  }

  add(path: Path, value: Json, label: string): void {
    this.#apply(setAt(this.#draft.scenario(), path, value), `Add ${label.toLowerCase()}`);
  }

  remove(path: Path, label: string): void {
    this.#apply(removeAt(this.#draft.scenario(), path), `Remove ${label.toLowerCase()}`);
  }

  /** An entry of a list earlier or later. */
  move(path: Path, by: number, label: string): void {
    this.#apply(moveAt(this.#draft.scenario(), path, by), `Move ${label.toLowerCase()}`);
  }

  /**
   * Makes the patient the scenario's own, with every value to edit, as the phantom or the draw is now.
   * @throws IsocenterError `phantom-definition-invalid` where there is none to take over
   */
  ownPatient(definition: unknown, seed: number): void {
    const own: unknown = JSON.parse(JSON.stringify(parsePhantomDefinition(definition)));
    if (!isObject(own as Json))
      throw new IsocenterError(
        'phantom-definition-invalid',
        'The patient has no definition.',
        'Choose another.',
      );
    this.#apply(
      setAt(this.#draft.scenario(), ['patient'], { definition: own as Json, seed }),
      'Make the patient its own',
    );
  }

  /** The change in hand is done: the next one is a step of its own. */
  seal(): void {
    this.#history.seal();
  }

  undo(): void {
    const before = this.#history.undo();
    if (isObject(before ?? undefined)) this.#draft.change(before as JsonObject);
  }

  redo(): void {
    const after = this.#history.redo();
    if (isObject(after ?? undefined)) this.#draft.change(after as JsonObject);
  }

  #apply(next: Json, words: string, place: string | null = null): void {
    const before = this.#draft.scenario();
    if (!isObject(next) || JSON.stringify(next) === JSON.stringify(before)) return;
    this.#history.record(before, next, words, place);
    this.#draft.change(next);
  }
}
