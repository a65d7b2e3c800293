import { fourier, phaseEncoding, powerOfTwo, type Series } from '../../scanner';
import { canalOnSlice } from './canalOnSlice';
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

/** Raised cosine about `middle`, 1 there and 0 from `half` on. */
export function window(count: number, middle: number, half: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const c = Math.abs(i - middle) < half ? Math.cos((Math.PI * (i - middle)) / (2 * half)) : 0;
    return c * c;
  });
}

/** Every line of pixels transformed along read, about the canal: `[read frequency][place along phase]`, up to a frequency. */
function alongRead(
  slice: PhaseSlice,
  size: number,
  highest: number,
): { readonly re: Float64Array; readonly im: Float64Array }[] {
  const { pixels, phaseCount, readCount, readMm } = slice;
  const weights = window(readCount, canalOnSlice(slice).read, QUALITY.motion.ghost.halfWidthMm / readMm);
  const rows = Array.from({ length: highest + 1 }, () => ({
    re: new Float64Array(phaseCount),
    im: new Float64Array(phaseCount),
  }));
  const from = new Float64Array(2 * size);
  const to = new Float64Array(2 * size);
  for (let p = 0; p < phaseCount; p++) {
    from.fill(0);
    for (let r = 0; r < readCount; r++) from[2 * r] = (pixels[p * readCount + r] ?? 0) * (weights[r] ?? 0);
    fourier(size).forward(from, to);
    rows.forEach(({ re, im }, k) => {
      re[p] = to[2 * k] ?? 0;
      im[p] = to[2 * k + 1] ?? 0;
    });
  }
  return rows;
}

/** ln |Σ row · wave|² of a wave and of the one that runs the other way: both take the same four sums. */
function logPowers(
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
  cosines: Float64Array,
  sines: Float64Array,
): readonly [wave: number, other: number] {
  let [reCos, reSin, imCos, imSin] = [0, 0, 0, 0];
  for (let i = 0; i < re.length; i++) {
    const [a, b, c, d] = [re[i] ?? 0, im[i] ?? 0, cosines[i] ?? 0, sines[i] ?? 0];
    reCos += a * c;
    reSin += a * d;
    imCos += b * c;
    imSin += b * d;
  }
  const power = (x: number, y: number): number => Math.log(x * x + y * y + 1e-9);
  return [power(reCos - imSin, imCos + reSin), power(reCos + imSin, imCos - reSin)];
}

/**
 * Mean logarithm of the power of every line of k-space, over a band of distances from the centre. A magnitude image has the same
 * power at opposite places of k-space: each line is the mean of itself and of its opposite.
 */
export function linePower(slice: PhaseSlice, encodedFovMm: number, lines: number): Float64Array {
  const { lowPerMm, highPerMm } = QUALITY.motion.ghost;
  const { phaseCount, readCount, phaseMm, readMm } = slice;
  const size = powerOfTwo(readCount);
  const rows = alongRead(slice, size, Math.min(size / 2 - 1, Math.floor(highPerMm * size * readMm)));
  const power = new Float64Array(lines);
  const cosines = new Float64Array(phaseCount);
  const sines = new Float64Array(phaseCount);
  for (let line = 0; line <= lines / 2; line++) {
    const ky = (line - lines / 2) / encodedFovMm;
    const counted = rows.filter((_, k) => {
      const distance = Math.hypot(ky, k / (size * readMm));
      return distance > lowPerMm && distance < highPerMm;
    });
    if (counted.length === 0) continue;
    for (let p = 0; p < phaseCount; p++) {
      const turn = -2 * Math.PI * ky * (p - phaseCount / 2) * phaseMm;
      cosines[p] = Math.cos(turn);
      sines[p] = Math.sin(turn);
    }
    const opposite = lines - line;
    const isAlone = opposite >= lines;
    let sum = 0;
    for (const row of counted) {
      const [own, other] = logPowers(row, cosines, sines);
      sum += isAlone ? own : (own + other) / 2;
    }
    power[line] = sum / counted.length;
    if (!isAlone) power[opposite] = sum / counted.length;
  }
  return power;
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
