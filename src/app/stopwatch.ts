/** Time that was really spent: runs, stands still and runs on. */
export class Stopwatch {
  readonly #clock: () => number;
  #countedMs = 0;
  #since: number | null = null;

  /** @param clock ms */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  start(): void {
    this.#since ??= this.#clock();
  }

  stop(): void {
    if (this.#since !== null) this.#countedMs += this.#clock() - this.#since;
    this.#since = null;
  }

  reset(): void {
    this.#countedMs = 0;
    this.#since = null;
  }

  /** Up to the last stop; a clock that was put back meanwhile makes no time negative. */
  get seconds(): number {
    return Math.max(0, this.#countedMs) / 1000;
  }
}
