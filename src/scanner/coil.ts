import { addScaled, applyToPoint, exactCosDeg, exactExp, exactLog, type Vec3 } from '../geometry';
import { wholeMap, type TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { SYSTEM } from './system';
import { occupiedBox } from './tissueLines';

const C = ACQUISITION.coil;

/** Receive sensitivity of the spine array, 1 at the reference depth in front of the back's middle. */
export interface Coil {
  readonly elements: readonly Vec3[];
  /** Where the sensitivity is 1: about the lumbar spine. */
  readonly reference: Vec3;
  readonly scale: number;
}

/** Field on the axis of a loop and, nearly, off it: R³/(R² + r²)^1.5 (law of Biot and Savart; reciprocity, D. I. Hoult, R. E. Richards, J Magn Reson 1976;24:71). */
function loopField(element: Vec3, p: Vec3): number {
  const [x, y, z] = [p[0] - element[0], p[1] - element[1], p[2] - element[2]];
  const r2 = C.elementRadiusMm * C.elementRadiusMm;
  const q = 1 + (x * x + y * y + z * z) / r2;
  return 1 / (q * Math.sqrt(q));
}

/** Root of the sum of squares of all elements (P. B. Roemer et al., Magn Reson Med 1990;16:192). */
function sumOfSquares(elements: readonly Vec3[], p: Vec3): number {
  let sum = 0;
  for (const element of elements) {
    const b = loopField(element, p);
    sum += b * b;
  }
  return Math.sqrt(sum);
}

/** The array in the table under a patient: its elements lie behind the skin, all along the body. */
export function spineCoil(source: TissueSource): Coil {
  const { tissues } = wholeMap(source);
  const [low, high] = occupiedBox(tissues);
  const corners = Array.from({ length: 8 }, (_, i): Vec3 => [
    (i & 1 ? high : low)[0],
    (i & 2 ? high : low)[1],
    (i & 4 ? high : low)[2],
  ]).map((corner) => applyToPoint(tissues.voxelToPatient, corner));
  const along = (axis: 0 | 1 | 2): readonly [number, number] => {
    const values = corners.map((corner) => corner[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [left, right] = along(0);
  const [bottom, top] = along(2);
  const middle: Vec3 = [(left + right) / 2, along(1)[1], (bottom + top) / 2];
  const rows = Math.max(1, Math.ceil((top - bottom) / C.rowSpacingMm)) + 1;
  const elements = Array.from({ length: rows }, (_, row) => (row - (rows - 1) / 2) * C.rowSpacingMm).flatMap(
    (z) => C.columnsMm.map((x): Vec3 => [middle[0] + x, middle[1] + C.behindSkinMm, middle[2] + z]),
  );
  const reference = addScaled(middle, [0, 1, 0], -C.referenceDepthMm);
  return { elements, reference, scale: 1 / sumOfSquares(elements, reference) };
}

export const receiveSensitivity = (coil: Coil, p: Vec3): number =>
  coil.scale * sumOfSquares(coil.elements, p);

/**
 * What the normalisation filter multiplies the image by: most of the shading is divided out, noise far from the array
 * comes up with it. 1 everywhere without the filter.
 */
export function normalisation(coil: Coil, p: Vec3, isOn: boolean): number {
  if (!isOn) return 1;
  return Math.min(C.largestGain, power(receiveSensitivity(coil, p), -C.normalisation));
}

/** Noise amplification of parallel imaging at a place along phase, shares of the field of view from its middle. */
export function gFactor(acceleration: number, place: number): number {
  const mean = SYSTEM.parallelImaging.meanGFactor[acceleration - 1] ?? 1;
  return 1 + ACQUISITION.parallel.peak * (mean - 1) * (0.5 + 0.5 * exactCosDeg(360 * place));
}

/** base^exponent of a positive base. */
const power = (base: number, exponent: number): number => exactExp(exponent * exactLog(base));
