import { affineFromColumns, type Affine } from './affine';
import { IsocenterError } from './errors';
import { add, addScaled, cross, dot, length, scale, type Vec3 } from './vec3';

/** A stack of parallel, equally spaced slices: what a technologist places. Patient LPS, mm. */
export interface SliceGroup {
  /** Unique within its prescription, e.g. `L4-L5`. */
  readonly name: string;
  /** Centre of the whole stack. */
  readonly centre: Vec3;
  /** Unit vector along increasing column index (screen right). */
  readonly rowDirection: Vec3;
  /** Unit vector along increasing row index (screen down); perpendicular to rowDirection. */
  readonly columnDirection: Vec3;
  readonly sliceCount: number;
  readonly sliceThickness: number;
  /** Empty space between neighbouring slices, mm, ≥ 0. spacingBetweenSlices = sliceThickness + sliceGap. */
  readonly sliceGap: number;
  /** Extent along rowDirection, mm. (Read and phase may be swapped by the sequence's phaseEncodeDirection.) */
  readonly fovReadMm: number;
  /** Extent along columnDirection, mm. */
  readonly fovPhaseMm: number;
}

/** rowDirection × columnDirection: the direction in which slices are counted. */
export const sliceNormal = (group: SliceGroup): Vec3 => cross(group.rowDirection, group.columnDirection);

export const spacingBetweenSlices = (group: SliceGroup): number => group.sliceThickness + group.sliceGap;

/** Length of the stack along its normal, outer face to outer face, mm. */
export const stackExtentMm = (group: SliceGroup): number =>
  group.sliceCount * group.sliceThickness + (group.sliceCount - 1) * group.sliceGap;

/** Centre of slice `index` (0-based, along the normal). */
export const sliceCentre = (group: SliceGroup, index: number): Vec3 =>
  addScaled(
    group.centre,
    sliceNormal(group),
    (index - (group.sliceCount - 1) / 2) * spacingBetweenSlices(group),
  );

/** Voxel→patient of the image the group gives with this matrix ([columns, rows]); voxel centres. */
export function sliceGroupAffine(group: SliceGroup, columns: number, rows: number): Affine {
  const dc = group.fovReadMm / columns;
  const dr = group.fovPhaseMm / rows;
  const corner = addScaled(
    addScaled(sliceCentre(group, 0), group.rowDirection, -((columns - 1) / 2) * dc),
    group.columnDirection,
    -((rows - 1) / 2) * dr,
  );
  return affineFromColumns(
    scale(group.rowDirection, dc),
    scale(group.columnDirection, dr),
    scale(sliceNormal(group), spacingBetweenSlices(group)),
    corner,
  );
}

/** The 8 corners of the stack's box; bit 0: +row direction, bit 1: +column direction, bit 2: +normal. */
export function sliceGroupCorners(group: SliceGroup): Vec3[] {
  const u = scale(group.rowDirection, group.fovReadMm / 2);
  const v = scale(group.columnDirection, group.fovPhaseMm / 2);
  const w = scale(sliceNormal(group), stackExtentMm(group) / 2);
  return Array.from({ length: 8 }, (_, i) =>
    add(group.centre, add(add(scale(u, i & 1 ? 1 : -1), scale(v, i & 2 ? 1 : -1)), scale(w, i & 4 ? 1 : -1))),
  );
}

/** The 12 edges of a box given as by `sliceGroupCorners`. */
export function boxEdges(corners: readonly Vec3[]): [Vec3, Vec3][] {
  const edges: [Vec3, Vec3][] = [];
  for (let i = 0; i < 8; i++) {
    for (const bit of [1, 2, 4]) {
      const a = corners[i];
      const b = corners[i | bit];
      if (!(i & bit) && a && b) edges.push([a, b]);
    }
  }
  return edges;
}

const UNIT_TOLERANCE = 1e-6;

/** Refuses a group no scanner could run. Limits of a sequence are the scanner's business, not checked here. */
export function assertSliceGroup(group: SliceGroup): void {
  const fail = (what: string): never => {
    throw new IsocenterError(
      'slice-group-invalid',
      `Slice group "${group.name}" ${what}.`,
      'Correct the value and try again.',
    );
  };
  const vectors = [group.centre, group.rowDirection, group.columnDirection];
  if (!vectors.every((v) => v.length === 3 && v.every(Number.isFinite)))
    fail('has a position or direction that is not three numbers');
  if (
    Math.abs(length(group.rowDirection) - 1) > UNIT_TOLERANCE ||
    Math.abs(length(group.columnDirection) - 1) > UNIT_TOLERANCE ||
    Math.abs(dot(group.rowDirection, group.columnDirection)) > UNIT_TOLERANCE
  ) {
    fail('needs row and column directions of length 1 at right angles');
  }
  if (!Number.isInteger(group.sliceCount) || group.sliceCount < 1) fail('needs at least one slice');
  if (!(group.sliceThickness > 0)) fail('needs a slice thickness above 0 mm');
  if (!(group.sliceGap >= 0)) fail('has a negative gap between slices');
  if (!(group.fovReadMm > 0) || !(group.fovPhaseMm > 0)) fail('needs a field of view above 0 mm');
}
