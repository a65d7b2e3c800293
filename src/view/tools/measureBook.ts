import { TypedEvents } from '../typedEvents';
import type { Measure } from './measure';

type Pages = ReadonlyMap<string, readonly Measure[]>;

/** Steps kept for undo. */
const KEPT = 100;

/** Everything measured on the series of one exam, with undo; views that show the same series share it. */
export class MeasureBook extends TypedEvents<{ change: null }> {
  #pages: Pages = new Map();
  #past: Pages[] = [];
  #future: Pages[] = [];
  #nextId = 1;

  of(series: string): readonly Measure[] {
    return this.#pages.get(series) ?? [];
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Returns the new measure's id. */
  add(series: string, measure: Omit<Measure, 'id'>): number {
    const id = this.#nextId++;
    this.#write(series, [...this.of(series), { ...measure, id }]);
    return id;
  }

  replace(series: string, measure: Measure): void {
    this.#write(
      series,
      this.of(series).map((present) => (present.id === measure.id ? measure : present)),
    );
  }

  remove(series: string, id: number): void {
    const left = this.of(series).filter((measure) => measure.id !== id);
    if (left.length < this.of(series).length) this.#write(series, left);
  }

  undo(): boolean {
    return this.#turn(this.#past, this.#future);
  }
  redo(): boolean {
    return this.#turn(this.#future, this.#past);
  }

  /** For the next exam. */
  clear(): void {
    this.#pages = new Map();
    this.#past = [];
    this.#future = [];
    this.emit('change', null);
  }

  #write(series: string, measures: readonly Measure[]): void {
    this.#past = [...this.#past, this.#pages].slice(-KEPT);
    this.#future = [];
    this.#pages = new Map(this.#pages).set(series, measures);
    this.emit('change', null);
  }

  #turn(from: Pages[], to: Pages[]): boolean {
    const pages = from.pop();
    if (!pages) return false;
    to.push(this.#pages);
    this.#pages = pages;
    this.emit('change', null);
    return true;
  }
}
