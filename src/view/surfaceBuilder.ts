import type { Volume } from '../volume';
import { surfaceSteps, type Surface } from './surface';

/** Longest piece of work before the page may draw and answer again, ms. */
const SLICE_MS = 12;

/** Lets the page do what waits. A timer, for messages would go before input and timers and starve them. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** `buildSurface` in short pieces between frames. Null when the label does not occur or `signal` aborted it. */
export async function buildSurfaceAsync(
  labels: Volume<Uint8Array>,
  value: number,
  stepMm: number,
  signal: AbortSignal,
): Promise<Surface | null> {
  const steps = surfaceSteps(labels, value, stepMm);
  let started = performance.now();
  while (!signal.aborted) {
    const { done, value: surface } = steps.next();
    if (done) return surface ?? null;
    if (performance.now() - started < SLICE_MS) continue;
    await breathe();
    started = performance.now();
  }
  return null;
}
