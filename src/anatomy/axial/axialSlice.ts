import {
  affineColumn,
  applyToPoint,
  cross,
  dot,
  invertAffine,
  multiplyAffine,
  affineFromColumns,
  LEFT,
  normalize,
  rejectFrom,
  scale,
  sub,
  type Affine,
  type Vec3,
} from '../../geometry';
import { CERTAIN, type AxialLikelihood, type AxialSegmentation } from '../../segmentation';
import { sampleTrilinear } from '../../volume';
import { AXIAL_SETTINGS } from './settings';

/** One slice of an axial label map, turned upright: rows run to the patient's back, columns to the left. */
export interface AxialSlice {
  /** Values of `AXIAL_LABEL`; `row · columns + column`. */
  readonly codes: Uint8Array;
  /** The same pixels, 0 … 1. */
  readonly likely: Readonly<Record<keyof AxialLikelihood, Float32Array>>;
  readonly columns: number;
  readonly rows: number;
  readonly stepMm: number;
  /** Column and row of the canal's middle, which is the origin of left and posterior. */
  readonly middleColumn: number;
  readonly middleRow: number;
  /** Height of the slice above the disc's plane at the canal, mm. */
  readonly heightMm: number;
}

export interface AxialPlace {
  /** Centre of the disc and unit normal of its plane, pointing up. */
  readonly disc: { readonly centre: Vec3; readonly normal: Vec3 };
  /** Where the canal passes the disc's plane. */
  readonly canal: Vec3;
}

/** The slices of labelled axial images around the canal, from the feet upwards or as they were taken. */
export function axialSlices(
  { labels, likelihood }: Pick<AxialSegmentation, 'labels' | 'likelihood'>,
  { disc, canal }: AxialPlace,
): AxialSlice[] {
  const { stepMm, halfWidthMm, inFrontMm, behindMm } = AXIAL_SETTINGS.field;
  const column = (axis: 0 | 1 | 2): Vec3 => affineColumn(labels.voxelToPatient, axis);
  const across = normalize(cross(column(0), column(1)));
  const normal = dot(across, disc.normal) < 0 ? scale(across, -1) : across;
  const left = normalize(rejectFrom(LEFT, normal));
  const posterior = cross(normal, left);
  const toVoxel = invertAffine(labels.voxelToPatient);
  const columns = 2 * Math.round(halfWidthMm / stepMm) + 1;
  const middleColumn = (columns - 1) / 2;
  const middleRow = Math.round(inFrontMm / stepMm);
  const rows = middleRow + Math.round(behindMm / stepMm) + 1;
  const [nx, ny, nz] = labels.dims;
  const at = applyToPoint(toVoxel, canal);
  // The maps share the network's grid.
  const toMap = invertAffine(likelihood.free.voxelToPatient);
  const likelyOn = (grid: Affine): AxialSlice['likely'] => {
    const size = columns * rows;
    const [herniated, free, solid] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
    const m = multiplyAffine(toMap, grid);
    const step = affineColumn(m, 0);
    for (let r = 0; r < rows; r++) {
      const from = applyToPoint(m, [-middleColumn, r - middleRow, 0]);
      for (let c = 0; c < columns; c++) {
        const n = r * columns + c;
        const [x, y, z] = [from[0] + c * step[0], from[1] + c * step[1], from[2] + c * step[2]];
        herniated[n] = sampleTrilinear(likelihood.herniated, x, y, z) / CERTAIN;
        free[n] = sampleTrilinear(likelihood.free, x, y, z) / CERTAIN;
        solid[n] = sampleTrilinear(likelihood.solid, x, y, z) / CERTAIN;
      }
    }
    return { herniated, free, solid };
  };
  return Array.from({ length: nz }, (_, slice): AxialSlice => {
    // The canal's middle, moved along the slices' normal into this slice.
    const middle = applyToPoint(labels.voxelToPatient, [at[0], at[1], slice]);
    const grid = affineFromColumns(scale(left, stepMm), scale(posterior, stepMm), normal, middle);
    const toSlice = multiplyAffine(toVoxel, grid);
    const codes = new Uint8Array(columns * rows);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        const [x, y] = applyToPoint(toSlice, [c - middleColumn, r - middleRow, 0]);
        const i = Math.round(x);
        const j = Math.round(y);
        if (i < 0 || j < 0 || i >= nx || j >= ny) continue;
        codes[r * columns + c] = labels.data[(slice * ny + j) * nx + i] ?? 0;
      }
    const heightMm = dot(sub(middle, disc.centre), disc.normal);
    const likely = likelyOn(grid);
    return { codes, likely, columns, rows, stepMm, middleColumn, middleRow, heightMm };
  });
}

/**
 * A value on the plane `heightMm` above the disc's: between the two slices around it, or of the nearest one within half a
 * slice. Null where no slice is near.
 */
export function atHeight(
  slices: readonly AxialSlice[],
  heightMm: number,
  value: (slice: AxialSlice) => number | null,
): number | null {
  const sorted = slices.toSorted((a, b) => a.heightMm - b.heightMm);
  const upper = sorted.findIndex((s) => s.heightMm >= heightMm);
  const above = sorted[upper];
  const below = upper > 0 ? sorted[upper - 1] : upper < 0 ? sorted.at(-1) : undefined;
  const a = above ? value(above) : null;
  const b = below ? value(below) : null;
  if (above && below && a !== null && b !== null) {
    const share = (heightMm - below.heightMm) / Math.max(1e-9, above.heightMm - below.heightMm);
    return b + (a - b) * share;
  }
  const only = above ?? below;
  if (!only || Math.abs(only.heightMm - heightMm) > AXIAL_SETTINGS.beyondMm) return null;
  return above ? a : b;
}
