import {
  addScaled,
  angleDeg,
  applyToPoint,
  distance,
  dot,
  invertAffine,
  sub,
  type Vec3,
} from '../../geometry';
import { sampleNearest, type Volume } from '../../volume';
import type { SliceBasis } from '../slice';

export type MeasureKind = 'distance' | 'angle' | 'ellipse' | 'polygon';

/** Points that make a measure whole; a polygon takes this many or more. */
export const POINTS_NEEDED: Record<MeasureKind, number> = { distance: 2, angle: 3, ellipse: 2, polygon: 3 };

/** Something measured on one slice of a series. */
export interface Measure {
  readonly id: number;
  readonly kind: MeasureKind;
  /** 0-based. */
  readonly slice: number;
  /**
   * On the slice, patient LPS mm. Distance: both ends. Angle: end, vertex, end. Ellipse: opposite corners of the
   * rectangle around it, whose sides are those of the image. Polygon: its corners in order.
   */
  readonly points: readonly Vec3[];
}

/** What a measure says; only what its kind has. */
export interface MeasureFigures {
  readonly lengthMm?: number;
  readonly angleDeg?: number;
  readonly areaMm2?: number;
  /** Of the pixels whose centres lie inside; left out where there are none. */
  readonly signal?: { readonly mean: number; readonly sd: number; readonly pixels: number };
  /** A polygon whose outline crosses itself has no area. */
  readonly crossed?: true;
}

type Flat = readonly [right: number, down: number];

/** Millimetres along the image's sides from the centre of its first pixel. */
const flatten = ({ origin, right, down }: SliceBasis, point: Vec3): Flat => {
  const from = sub(point, origin);
  return [dot(from, right), dot(from, down)];
};

const shoelace = (corners: readonly Flat[]): number =>
  Math.abs(
    corners.reduce((sum, [x, y], n) => {
      const [x2, y2] = corners[(n + 1) % corners.length] ?? [x, y];
      return sum + x * y2 - x2 * y;
    }, 0),
  ) / 2;

const side = (a: Flat, b: Flat, c: Flat): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

/** Whether two sides of the outline that are no neighbours cross. */
function crossesItself(corners: readonly Flat[]): boolean {
  const n = corners.length;
  const corner = (i: number): Flat => corners[i % n] ?? [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const [a, b, c, d] = [corner(i), corner(i + 1), corner(j), corner(j + 1)];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** Even-odd rule; a point on a side may count either way. */
const inPolygon =
  (corners: readonly Flat[]) =>
  ([x, y]: Flat): boolean => {
    let inside = false;
    corners.forEach(([x1, y1], n) => {
      const [x2, y2] = corners[(n + 1) % corners.length] ?? [x1, y1];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    });
    return inside;
  };

const inEllipse =
  ([[x1, y1], [x2, y2]]: readonly [Flat, Flat]) =>
  ([x, y]: Flat): boolean =>
    ((2 * x - x1 - x2) / (x2 - x1)) ** 2 + ((2 * y - y1 - y2) / (y2 - y1)) ** 2 <= 1;

/** Mean and standard deviation (of the pixels, not of an estimate: divided by their number). */
function signalOf(
  volume: Volume,
  basis: SliceBasis,
  slice: number,
  around: readonly Flat[],
  isInside: (p: Flat) => boolean,
): MeasureFigures['signal'] {
  const { pixelMm, right, down, origin, sliceStep } = basis;
  const range = (axis: 0 | 1, count: number): readonly [number, number] => {
    const values = around.map((p) => p[axis] / pixelMm[axis]);
    return [
      Math.max(0, Math.ceil(Math.min(...values))),
      Math.min(count - 1, Math.floor(Math.max(...values))),
    ];
  };
  const [c0, c1] = range(0, basis.columns);
  const [r0, r1] = range(1, basis.rows);
  const toVoxel = invertAffine(volume.voxelToPatient);
  const first = addScaled(origin, sliceStep, slice);
  const values: number[] = [];
  for (let r = r0; r <= r1; r++) {
    for (let c = c0; c <= c1; c++) {
      const at: Flat = [c * pixelMm[0], r * pixelMm[1]];
      if (!isInside(at)) continue;
      const [i, j, k] = applyToPoint(toVoxel, addScaled(addScaled(first, right, at[0]), down, at[1]));
      values.push(sampleNearest(volume, i, j, k));
    }
  }
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance), pixels: values.length };
}

/** Lengths, angles and areas in the patient, whatever the pixels' shape and the slice's tilt; empty while incomplete. */
export function measureFigures(
  { kind, points, slice }: Omit<Measure, 'id'>,
  volume: Volume,
  basis: SliceBasis,
): MeasureFigures {
  const [a, b, c] = points;
  if (!a || !b || points.length < POINTS_NEEDED[kind]) return {};
  if (kind === 'distance') return { lengthMm: distance(a, b) };
  if (kind === 'angle') return c ? { angleDeg: angleDeg(sub(a, b), sub(c, b)) } : {};
  const flat = points.map((point) => flatten(basis, point));
  if (kind === 'polygon' && crossesItself(flat)) return { crossed: true };
  const corners = [flatten(basis, a), flatten(basis, b)] as const;
  const areaMm2 =
    kind === 'polygon'
      ? shoelace(flat)
      : (Math.PI / 4) * Math.abs((corners[1][0] - corners[0][0]) * (corners[1][1] - corners[0][1]));
  const isInside = kind === 'polygon' ? inPolygon(flat) : inEllipse(corners);
  const signal = signalOf(volume, basis, slice, flat, isInside);
  return { areaMm2, ...(signal && { signal }) };
}

/** One line each, e.g. `103.4 mm²`, `512 ± 34`. */
export function figureLines({
  lengthMm,
  angleDeg: angle,
  areaMm2,
  signal,
  crossed,
}: MeasureFigures): string[] {
  if (crossed) return ['outline crosses itself'];
  return [
    ...(lengthMm === undefined ? [] : [`${lengthMm.toFixed(1)} mm`]),
    ...(angle === undefined ? [] : [`${angle.toFixed(1)}°`]),
    ...(areaMm2 === undefined ? [] : [`${areaMm2.toFixed(1)} mm²`]),
    ...(signal ? [`${signal.mean.toFixed(0)} ± ${signal.sd.toFixed(0)}`] : []),
  ];
}
