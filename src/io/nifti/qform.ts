import {
  affineColumn,
  affineDirections,
  affineHandedness,
  affineSpacing,
  dot,
  scale,
  type Affine,
  type Vec3,
} from '../../geometry';

/** Axes further from a right angle than this (cosine) cannot be told by a quaternion. */
const RIGHT_ANGLE_COSINE = 1e-5;

export interface Qform {
  /** [b, c, d] of the unit quaternion with a ≥ 0. */
  readonly quaternion: Vec3;
  readonly offset: Vec3;
  /** -1 when the third axis is mirrored. */
  readonly qfac: 1 | -1;
  readonly spacing: Vec3;
}

/** The affine as NIfTI's quaternion form (nifti1.h, METHOD 2); null when it is sheared. */
export function affineToQform(affine: Affine): Qform | null {
  const [u, v, mirrored] = affineDirections(affine);
  if (
    Math.max(Math.abs(dot(u, v)), Math.abs(dot(u, mirrored)), Math.abs(dot(v, mirrored))) > RIGHT_ANGLE_COSINE
  ) {
    return null;
  }
  const qfac = affineHandedness(affine) < 0 ? -1 : 1;
  const w = scale(mirrored, qfac);
  return {
    quaternion: quaternionOf(u, v, w),
    offset: affineColumn(affine, 3),
    qfac,
    spacing: affineSpacing(affine),
  };
}

/** Columns u, v, w of a proper rotation → [b, c, d]; the largest component is taken first, against cancellation. */
function quaternionOf(u: Vec3, v: Vec3, w: Vec3): Vec3 {
  const squares = [
    1 + u[0] + v[1] + w[2],
    1 + u[0] - v[1] - w[2],
    1 - u[0] + v[1] - w[2],
    1 - u[0] - v[1] + w[2],
  ] as const;
  const largest = Math.max(...squares);
  const s = 1 / (2 * Math.sqrt(largest));
  const [bc, bd, cd] = [v[0] + u[1], w[0] + u[2], w[1] + v[2]];
  const [ab, ac, ad] = [v[2] - w[1], w[0] - u[2], u[1] - v[0]];
  if (largest === squares[0]) return [ab * s, ac * s, ad * s];
  const signed = (a: number, q: Vec3): Vec3 => (a < 0 ? scale(q, -s) : scale(q, s));
  if (largest === squares[1]) return signed(ab, [largest, bc, bd]);
  if (largest === squares[2]) return signed(ac, [bc, largest, cd]);
  return signed(ad, [bd, cd, largest]);
}
