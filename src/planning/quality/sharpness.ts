import { LABEL } from '../../volume';
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

/** Lines of `count` pixels, `step` apart, under a kernel; the pixels at both ends go on outside. */
function filtered(
  values: Float64Array,
  kernel: Float64Array,
  { lines, lineStep, count, step }: Record<'lines' | 'lineStep' | 'count' | 'step', number>,
): Float64Array {
  const half = (kernel.length - 1) / 2;
  const out = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0; i < count; i++) {
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
 * Slope along read of a slice smoothed by a Gaussian of `mm`, signal per mm: by the Gaussian's own derivative, since differences
 * of pixels would smooth the more the larger these are.
 */
function slopes({ pixels, phaseCount, readCount, phaseMm, readMm }: PhaseSlice, mm: number): Float64Array {
  const read = { lines: phaseCount, lineStep: readCount, count: readCount, step: 1 };
  const phase = { lines: readCount, lineStep: 1, count: phaseCount, step: readCount };
  const kernel = gaussian(mm / readMm);
  const half = (kernel.length - 1) / 2;
  const derivative = kernel.map((v, i) => (v * (i - half) * readMm) / (mm * mm));
  return filtered(filtered(pixels, derivative, read), gaussian(mm / phaseMm), phase);
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

/** A high quantile of the slopes of the images smoothed by a Gaussian of `mm`, signal per mm. */
function steepness(slices: readonly PhaseSlice[], mm: number): number {
  const found: number[] = [];
  for (const slice of slices) {
    const values = slopes(slice, mm);
    aboutSpine(slice).forEach((mark, n) => {
      if (mark === 1) found.push(Math.abs(values[n] ?? 0));
    });
  }
  return quantileOf(found, QUALITY.motion.sharpness.quantile);
}

/** Depth of the canal along read, mm: the mean over the lines that show it; 0 without labels. */
function canalMm({ labels, readCount, readMm }: PhaseSlice): number {
  const lines = new Set<number>();
  let count = 0;
  labels?.forEach((label, n) => {
    if (label !== LABEL.canal) return;
    lines.add(Math.floor(n / readCount));
    count++;
  });
  return count > 0 ? (count / lines.size) * readMm : 0;
}

/**
 * How much steeper the edges about the spine are seen along read through a fine Gaussian than through a coarse one: a ratio
 * without unit, about the same for every contrast and, the Gaussians being given in mm and wider than a pixel, for every
 * matrix. A patient who moved is blurred beforehand and loses more of the fine. NaN where no slice cuts through the canal.
 */
export function sharpness(slices: readonly PhaseSlice[]): number {
  const { fineMm, coarseMm, leastCanalMm } = QUALITY.motion.sharpness;
  const through = slices.filter((slice) => canalMm(slice) >= leastCanalMm);
  return steepness(through, fineMm) / steepness(through, coarseMm);
}
