import { chainStart, nextLink, type AttemptEvent, type ChainHeader } from '../exercise';

/** What happened in an exam, each event chained to the one before as it is written. */
export class EventLog {
  readonly header: ChainHeader;
  readonly #events: AttemptEvent[];
  readonly #links: string[];

  /** @param kept events and their links of an exam that goes on */
  constructor(
    header: ChainHeader,
    kept: { readonly events: readonly AttemptEvent[]; readonly links: readonly string[] } = {
      events: [],
      links: [],
    },
  ) {
    this.header = header;
    this.#events = [...kept.events];
    this.#links = [...kept.links];
  }

  get events(): readonly AttemptEvent[] {
    return this.#events;
  }
  get links(): readonly string[] {
    return this.#links;
  }

  add(event: AttemptEvent): void {
    this.#links.push(nextLink(this.#links.at(-1) ?? chainStart(this.header), event));
    this.#events.push(event);
  }
}
