import { fourier, phaseEncoding, powerOfTwo, type Series } from '../../scanner';
import { LABEL } from '../../volume';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import { movingMean } from './statistics';

/*
 * A patient who moves between two trains leaves the lines of each train with other power than their neighbours: averages
 * taken at two places cancel in part. Neighbouring lines of a band are read by successive trains, so the power along phase
 * repeats with the band, and the image shows ghosts encoded field / band apart. Whatever phase the ghosts have, the power tells.
 */

/** Lines of a band: neighbours of one echo, each read by another train; null for a sequence without trains. */
export function bandLines({ group, sequence }: Series): number | null {
  const { echoTrainLength, kind } = sequence;
  if ((kind !== 'TSE' && kind !== 'IR-TSE') || echoTrainLength < 2) return null;
  return Math.ceil(phaseEncoding(group, sequence).lines / echoTrainLength);
}

/** Middle of the canal along read, pixels; of the image where it is not labelled. */
export function canalMiddle({ labels, readCount }: PhaseSlice): number {
  let sum = 0;
  let count = 0;
  labels?.forEach((label, n) => {
    if (label !== LABEL.canal) return;
    sum += n % readCount;
    count++;
  });
  return count > 0 ? sum / count : (readCount - 1) / 2;
}

/** Raised cosine about `middle`, 1 there and 0 from `half` on. */
export function window(count: number, middle: number, half: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const c = Math.abs(i - middle) < half ? Math.cos((Math.PI * (i - middle)) / (2 * half)) : 0;
    return c * c;
  });
}

/** Mean logarithm of the power of every line of k-space, over a band of distances from the centre. */
export function linePower(slice: PhaseSlice, encodedFovMm: number, lines: number): Float64Array {
  const { lowPerMm, highPerMm, halfWidthMm } = QUALITY.motion.ghost;
  const { pixels, phaseCount, readCount, phaseMm, readMm } = slice;
  const size = powerOfTwo(readCount);
  const weights = window(readCount, canalMiddle(slice), halfWidthMm / readMm);
  const highest = Math.min(size / 2 - 1, Math.floor(highPerMm * size * readMm));
  // [read frequency][row], complex
  const rows = Array.from({ length: highest + 1 }, () => new Float64Array(2 * phaseCount));
  const from = new Float64Array(2 * size);
  const to = new Float64Array(2 * size);
  for (let p = 0; p < phaseCount; p++) {
    from.fill(0);
    for (let r = 0; r < readCount; r++) from[2 * r] = (pixels[p * readCount + r] ?? 0) * (weights[r] ?? 0);
    fourier(size).forward(from, to);
    for (let k = 0; k <= highest; k++) {
      const row = rows[k];
      if (!row) continue;
      row[2 * p] = to[2 * k] ?? 0;
      row[2 * p + 1] = to[2 * k + 1] ?? 0;
    }
  }
  const power = new Float64Array(lines);
  const waves = new Float64Array(2 * phaseCount);
  for (let line = 0; line < lines; line++) {
    const ky = (line - lines / 2) / encodedFovMm;
    for (let p = 0; p < phaseCount; p++) {
      const turn = -2 * Math.PI * ky * (p - phaseCount / 2) * phaseMm;
      waves[2 * p] = Math.cos(turn);
      waves[2 * p + 1] = Math.sin(turn);
    }
    power[line] = meanLogPower(rows, waves, (k) => {
      const distance = Math.hypot(ky, k / (size * readMm));
      return distance > lowPerMm && distance < highPerMm;
    });
  }
  // A magnitude image has the same power at opposite places of k-space: the other half of each line.
  return power.map((v, line) => (v + (power[lines - line] ?? v)) / 2);
}

/** Mean over the read frequencies that count of ln |Σ row · wave|². */
function meanLogPower(
  rows: readonly Float64Array[],
  waves: Float64Array,
  counts: (k: number) => boolean,
): number {
  let sum = 0;
  let used = 0;
  rows.forEach((row, k) => {
    if (!counts(k)) return;
    let re = 0;
    let im = 0;
    for (let i = 0; i < row.length; i += 2) {
      const [a, b, c, d] = [row[i] ?? 0, row[i + 1] ?? 0, waves[i] ?? 0, waves[i + 1] ?? 0];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    sum += Math.log(re * re + im * im + 1e-9);
    used++;
  });
  return used > 0 ? sum / used : 0;
}

/** Strength of the first three harmonics of `band` lines in the power of the lines, over that of other periods near them. */
export function periodicity(power: Float64Array, band: number): number {
  const n = power.length;
  const trend = movingMean(power, Math.floor(band / 2));
  const taper = window(n, (n - 1) / 2, n / 2);
  const amplitude = (cycles: number): number => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      const v = ((power[i] ?? 0) - (trend[i] ?? 0)) * (taper[i] ?? 0);
      re += v * Math.cos((2 * Math.PI * cycles * i) / band);
      im += v * Math.sin((2 * Math.PI * cycles * i) / band);
    }
    return re * re + im * im;
  };
  const harmonics = [1, 2, 3].reduce((sum, h) => sum + amplitude(h), 0);
  const others = Array.from({ length: 29 }, (_, i) => 0.6 + i / 10)
    .filter((cycles) => Math.abs(cycles - Math.round(cycles)) > 0.25)
    .map(amplitude);
  return Math.sqrt(harmonics / (others.reduce((a, b) => a + b, 0) / others.length));
}

/** Periodicity of a slice's lines with the band of its trains; about 1 to 4 at rest. Null for a sequence without trains. */
export function trainGhost(series: Series, slice: PhaseSlice): number | null {
  const band = bandLines(series);
  if (band === null) return null;
  const { encodedFovMm, lines } = phaseEncoding(series.group, series.sequence);
  return periodicity(linePower(slice, encodedFovMm, lines), band);
}
