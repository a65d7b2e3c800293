import { postStatements, type RecordStoreAccess } from './post';
import type { StatementQueue } from './statementQueue';

/** Statements in one request. */
const BATCH = 25;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 300_000;

/** What a delivery needs of its surroundings. */
export interface DeliveryEngines {
  readonly fetch: typeof globalThis.fetch;
  /** Now, ms. */
  readonly clock: () => number;
  /** 0 … 1. */
  readonly random: () => number;
  /** Resolves after the time, or at once when the signal fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Runs the work while no other tab of the browser does the same. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
}

/** How long to wait after so many failures in a row: doubled each time, spread so that a class does not come back as one. */
export const waitAfter = (failures: number, random: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + random / 2);

/**
 * Empties the queue into a record store: the oldest first, at least once each, the order kept. What the store will not take is set aside,
 * one statement at a time; what fails for a while is tried again.
 */
export class Delivery {
  readonly #queue: StatementQueue;
  readonly #engines: DeliveryEngines;
  readonly #onChange: (trouble: string | null) => void;
  #access: RecordStoreAccess | null = null;
  #running: Promise<void> | null = null;
  #isAskedAgain = false;
  #wake = new AbortController();

  /** @param onChange called after every step, with what is in the way */
  constructor(queue: StatementQueue, engines: DeliveryEngines, onChange: (trouble: string | null) => void) {
    this.#queue = queue;
    this.#engines = engines;
    this.#onChange = onChange;
  }

  /** Sends there from now on; null: nowhere. */
  use(access: RecordStoreAccess | null): void {
    this.#access = access;
    void this.sendNow();
  }

  /** Sends what waits, now: a pause between tries ends. */
  sendNow(): Promise<void> {
    this.#wake.abort();
    return this.send();
  }

  /** Sends what waits. Resolves when nothing is left that can be done. */
  send(): Promise<void> {
    this.#isAskedAgain = true;
    this.#running ??= this.#engines
      .alone(() => this.#run())
      .catch((error: unknown) => this.#onChange(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#running = null;
        // Asked for while the last run was going out.
        if (this.#isAskedAgain) void this.send();
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      let batch = BATCH;
      for (;;) {
        const access = this.#access;
        const waiting = await this.#queue.first(batch);
        const first = waiting[0];
        if (!access || !first) {
          this.#onChange(null);
          break;
        }
        const { fetch, clock, random, wait } = this.#engines;
        const statements = waiting.map(({ statement }) => statement);
        this.#wake = new AbortController();
        const result = await postStatements(access, statements, { fetch, nowMs: clock() });
        if (result.kind === 'taken') {
          failures = 0;
          await this.#queue.remove(waiting);
          this.#onChange(null);
        } else if (result.kind === 'refused') {
          // One bad statement has the whole request refused: the others are not to suffer for it.
          if (waiting.length > 1) batch = 1;
          else await this.#queue.refuse(first, result.reason);
          this.#onChange(null);
        } else {
          this.#onChange(result.reason);
          if (result.kind === 'no-access') break;
          failures++;
          await wait(result.afterMs ?? waitAfter(failures, random()), this.#wake.signal);
        }
      }
    }
  }
}
