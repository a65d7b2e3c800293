import { createVolume, type Volume } from '../volume';
import { createDraw } from './random';
import { wholeMap } from './tissueMap';
import type { PhantomPatient } from './types';

export interface RenderOptions {
  /** Standard deviation of the noise as a fraction of the brightest tissue's signal. */
  readonly noise: number;
  readonly seed: number;
}

/** Brightest tissue in the picture. */
const FULL_SCALE = 2000;
const NOISE_TABLE = 1 << 16;

/**
 * A picture of the phantom on its own grid: `signals[tissue]` in any unit, a [1 2 1] partial-volume blur along each axis, and
 * magnitude noise. For files and previews; the scanner's `acquire` has slice profiles, sampling and timing.
 */
export function renderPhantom(
  { tissueMaps }: PhantomPatient,
  signals: readonly number[],
  options: RenderOptions,
): Volume<Uint16Array> {
  const { data, dims, voxelToPatient } = wholeMap({ tissueMaps }).tissues;
  const brightest = Math.max(...signals);
  const table = Float32Array.from(signals, (s) => (brightest > 0 ? (s / brightest) * FULL_SCALE : 0));
  const image = Float32Array.from(data, (t) => table[t] ?? 0);
  const [nx, ny, nz] = dims;
  blur(image, nx, 1, ny * nz, nx);
  for (let k = 0; k < nz; k++) blur(image.subarray(k * nx * ny, (k + 1) * nx * ny), ny, nx, nx, 1);
  blur(image, nz, nx * ny, nx * ny, 1);
  const draw = createDraw(options.seed, 'render');
  const noise = Float32Array.from({ length: NOISE_TABLE }, () => draw.normal(0, options.noise * FULL_SCALE));
  const out = new Uint16Array(image.length);
  let a = 1;
  for (let n = 0; n < out.length; n++) {
    // Two walks through the table of normal values: cheap, and long enough not to be seen.
    a = (Math.imul(a, 1664525) + 1013904223) | 0;
    const re = (image[n] ?? 0) + (noise[a >>> 16] ?? 0);
    const im = noise[(a >>> 8) & (NOISE_TABLE - 1)] ?? 0;
    out[n] = Math.round(Math.sqrt(re * re + im * im));
  }
  return createVolume(out, dims, voxelToPatient);
}

/** [1 2 1]/4 in place along `count` lines of `length` values `stride` apart; lines start `step` apart. */
function blur(values: Float32Array, length: number, stride: number, count: number, step: number): void {
  for (let line = 0; line < count; line++) {
    let n = line * step;
    let before = values[n] ?? 0;
    for (let i = 0; i < length; i++, n += stride) {
      const here = values[n] ?? 0;
      const after = i + 1 < length ? (values[n + stride] ?? 0) : here;
      values[n] = (before + 2 * here + after) / 4;
      before = here;
    }
  }
}
