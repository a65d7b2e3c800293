/** (o) Slices a second; with reduced motion asked for, slow enough to be single pictures. */
const RATE = { usual: 8, reducedMotion: 1 } as const;

/** Steps at a steady rate until stopped; never starts by itself. */
export class Cine {
  #timer: ReturnType<typeof setInterval> | null = null;

  get isPlaying(): boolean {
    return this.#timer !== null;
  }

  start(step: () => void): void {
    this.stop();
    const isReduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#timer = setInterval(step, 1000 / (isReduced ? RATE.reducedMotion : RATE.usual));
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
