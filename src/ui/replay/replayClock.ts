/** How fast a replay runs: shown seconds a second. */
export const SPEEDS = [1, 2, 4, 8, 16] as const;
export type Speed = (typeof SPEEDS)[number];

/** Runs a replay along by the page's own frames; asks for none while it stands. */
export class ReplayClock {
  readonly #tick: (shownS: number) => void;
  #frame: number | null = null;
  #last = 0;
  speed: Speed = 4;

  /** @param tick is told by how many shown seconds the replay went on */
  constructor(tick: (shownS: number) => void) {
    this.#tick = tick;
  }

  get isRunning(): boolean {
    return this.#frame !== null;
  }

  start(): void {
    if (this.isRunning) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#onFrame);
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  readonly #onFrame = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#onFrame);
    // A frame may be stamped before the start; a page that slept does not jump ahead.
    const passed = Math.min(0.5, Math.max(0, (now - this.#last) / 1000));
    this.#last = now;
    this.#tick(passed * this.speed);
  };
}
