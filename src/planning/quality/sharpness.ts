import { LABEL } from '../../volume';
import { canalOnSlice } from './canalOnSlice';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import { quantileOf } from './statistics';

/** Gaussian of `sigma` pixels out to three of them, sum 1. */
function gaussian(sigma: number): Float64Array {
  const half = Math.ceil(3 * sigma);
  const raw = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-(((i - half) / sigma) ** 2) / 2),
  );
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((v) => v / sum);
}

/** From an index to before another. */
type Range = readonly [from: number, to: number];

/** Lines of `count` pixels, `step` apart, under a kernel, as far as `lines` and `within` go; the pixels at both ends go on outside. */
function filtered(
  values: Float64Array,
  kernel: Float64Array,
  { lineStep, count, step }: Record<'lineStep' | 'count' | 'step', number>,
  { lines, within }: Record<'lines' | 'within', Range>,
): Float64Array {
  const half = (kernel.length - 1) / 2;
  const out = new Float64Array(values.length);
  for (let line = lines[0]; line < lines[1]; line++) {
    const start = line * lineStep;
    for (let i = within[0]; i < within[1]; i++) {
      let sum = 0;
      for (let k = -half; k <= half; k++) {
        const at = Math.min(count - 1, Math.max(0, i + k));
        sum += (kernel[k + half] ?? 0) * (values[start + at * step] ?? 0);
      }
      out[start + i * step] = sum;
    }
  }
  return out;
}

/**
 * Slope along read of a slice smoothed by a Gaussian of `mm`, signal per mm, in some of its columns: by the Gaussian's own
 * derivative, since differences of pixels would smooth the more the larger these are.
 */
function slopes(
  { pixels, phaseCount, readCount, phaseMm, readMm }: PhaseSlice,
  mm: number,
  columns: Range,
): Float64Array {
  const read = { lineStep: readCount, count: readCount, step: 1 };
  const phase = { lineStep: 1, count: phaseCount, step: readCount };
  const all: Range = [0, phaseCount];
  const kernel = gaussian(mm / readMm);
  const half = (kernel.length - 1) / 2;
  const derivative = kernel.map((v, i) => (v * (i - half) * readMm) / (mm * mm));
  const sloped = filtered(pixels, derivative, read, { lines: all, within: columns });
  return filtered(sloped, gaussian(mm / phaseMm), phase, { lines: columns, within: all });
}

/** 1 at and about vertebrae, canal and discs. */
function aboutSpine({ labels, phaseCount, readCount, phaseMm, readMm }: PhaseSlice): Uint8Array {
  const marks = new Uint8Array(phaseCount * readCount);
  const [across, down] = [readMm, phaseMm].map((mm) => Math.round(QUALITY.motion.sharpness.besideMm / mm));
  labels?.forEach((label, n) => {
    if (label !== LABEL.canal && label !== LABEL.disc && label !== LABEL.vertebra) return;
    for (let d = -(across ?? 0); d <= (across ?? 0); d++) marks[n + d] = 1;
    for (let d = -(down ?? 0); d <= (down ?? 0); d++) marks[n + d * readCount] = 1;
  });
  return marks;
}

/** A slice with the places of its pixels about the spine, and the columns that hold them. */
interface Marked {
  readonly slice: PhaseSlice;
  readonly places: readonly number[];
  readonly columns: Range;
}

function marked(slice: PhaseSlice): Marked {
  const places: number[] = [];
  let [first, last] = [slice.readCount, -1];
  aboutSpine(slice).forEach((mark, n) => {
    if (mark === 0) return;
    places.push(n);
    first = Math.min(first, n % slice.readCount);
    last = Math.max(last, n % slice.readCount);
  });
  return { slice, places, columns: [first, last + 1] };
}

/** A high quantile of the slopes of the images smoothed by a Gaussian of `mm`, signal per mm. */
function steepness(slices: readonly Marked[], mm: number): number {
  const found = new Float64Array(slices.reduce((sum, { places }) => sum + places.length, 0));
  let count = 0;
  for (const { slice, places, columns } of slices) {
    const values = slopes(slice, mm, columns);
    for (const n of places) found[count++] = Math.abs(values[n] ?? 0);
  }
  return quantileOf(found, QUALITY.motion.sharpness.quantile);
}

/**
 * How much steeper the edges about the spine are seen along read through a fine Gaussian than through a coarse one: a ratio
 * without unit, about the same for every contrast and, the Gaussians being given in mm and wider than a pixel, for every
 * matrix. A patient who moved is blurred beforehand and loses more of the fine. NaN where no slice cuts through the canal.
 */
export function sharpness(slices: readonly PhaseSlice[]): number {
  const { fineMm, coarseMm, leastCanalMm } = QUALITY.motion.sharpness;
  const through = slices.filter((slice) => canalOnSlice(slice).depthMm >= leastCanalMm).map(marked);
  return steepness(through, fineMm) / steepness(through, coarseMm);
}
