import { mat4 } from 'gl-matrix';
import { IsocenterError } from './errors';
import { cross, dot, length, normalize, scale, type Vec3 } from './vec3';

/** 4×4 matrix, 16 numbers, row-major, last row 0 0 0 1, float64. */
export type Affine = readonly number[];

// gl-matrix is column-major and defaults to float32. Our row-major A read column-major is Aᵀ, and
// (Aᵀ)⁻¹ = (A⁻¹)ᵀ, so its results read back row-major are the ones wanted (with products reversed).
type Mat4 = Parameters<typeof mat4.invert>[1];
const writable = (): number[] => new Array<number>(16).fill(0);

export function invertAffine(affine: Affine): Affine {
  const out = writable();
  if (
    affine.length !== 16 ||
    !affine.every(Number.isFinite) ||
    !mat4.invert(out as Mat4, affine as unknown as Mat4)
  ) {
    throw new IsocenterError(
      'geometry-singular',
      'The image has no usable position or orientation.',
      'Export it again with its geometry; a NIfTI file needs a valid sform or qform.',
    );
  }
  return out;
}

/** a·b: first b, then a. */
export function multiplyAffine(a: Affine, b: Affine): Affine {
  const out = writable();
  mat4.multiply(out as Mat4, b as unknown as Mat4, a as unknown as Mat4);
  return out;
}

const at = (m: Affine, i: number): number => m[i] ?? Number.NaN;

export const applyToPoint = (m: Affine, p: Vec3): Vec3 => [
  at(m, 0) * p[0] + at(m, 1) * p[1] + at(m, 2) * p[2] + at(m, 3),
  at(m, 4) * p[0] + at(m, 5) * p[1] + at(m, 6) * p[2] + at(m, 7),
  at(m, 8) * p[0] + at(m, 9) * p[1] + at(m, 10) * p[2] + at(m, 11),
];

export const applyToDirection = (m: Affine, p: Vec3): Vec3 => [
  at(m, 0) * p[0] + at(m, 1) * p[1] + at(m, 2) * p[2],
  at(m, 4) * p[0] + at(m, 5) * p[1] + at(m, 6) * p[2],
  at(m, 8) * p[0] + at(m, 9) * p[1] + at(m, 10) * p[2],
];

/** Column `i` of the matrix: the step of index `i` (0 column, 1 row, 2 slice), or the origin for 3. */
export const affineColumn = (m: Affine, i: 0 | 1 | 2 | 3): Vec3 => [at(m, i), at(m, 4 + i), at(m, 8 + i)];

/** Builds voxel→patient from the steps of the three indices (mm a voxel) and the first voxel's centre. */
export const affineFromColumns = (i: Vec3, j: Vec3, k: Vec3, origin: Vec3): Affine => [
  ...[i[0], j[0], k[0], origin[0]],
  ...[i[1], j[1], k[1], origin[1]],
  ...[i[2], j[2], k[2], origin[2]],
  ...[0, 0, 0, 1],
];

/** Voxel size in mm along [column index, row index, slice index]. */
export const affineSpacing = (m: Affine): Vec3 => [
  length(affineColumn(m, 0)),
  length(affineColumn(m, 1)),
  length(affineColumn(m, 2)),
];

/** Unit directions of increasing [column, row, slice] index. */
export const affineDirections = (m: Affine): readonly [Vec3, Vec3, Vec3] => [
  normalize(affineColumn(m, 0)),
  normalize(affineColumn(m, 1)),
  normalize(affineColumn(m, 2)),
];

/** > 0 when slices advance along rowDirection × columnDirection. */
export const affineHandedness = (m: Affine): number =>
  dot(cross(affineColumn(m, 0), affineColumn(m, 1)), affineColumn(m, 2));

/** Shifts the origin by whole or fractional voxels: the affine of a crop starting at `offset`. */
export function affineWithOffset(m: Affine, offset: Vec3): Affine {
  const o = applyToPoint(m, offset);
  return affineFromColumns(affineColumn(m, 0), affineColumn(m, 1), affineColumn(m, 2), o);
}

/** Same directions and corner, new voxel size: the affine of a resampled grid whose outer edges coincide. */
export function affineWithSpacing(m: Affine, spacing: Vec3): Affine {
  const [u, v, w] = affineDirections(m);
  const old = affineSpacing(m);
  const shift: Vec3 = [
    (spacing[0] / old[0] - 1) / 2,
    (spacing[1] / old[1] - 1) / 2,
    (spacing[2] / old[2] - 1) / 2,
  ];
  return affineFromColumns(
    scale(u, spacing[0]),
    scale(v, spacing[1]),
    scale(w, spacing[2]),
    applyToPoint(m, shift),
  );
}
