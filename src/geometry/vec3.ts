/** A point or direction in patient space: DICOM LPS, mm (+x left, +y posterior, +z superior). */
export type Vec3 = readonly [x: number, y: number, z: number];

export const LEFT: Vec3 = [1, 0, 0];
export const POSTERIOR: Vec3 = [0, 1, 0];
export const SUPERIOR: Vec3 = [0, 0, 1];

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
/** a + s·b */
export const addScaled = (a: Vec3, b: Vec3, s: number): Vec3 => [
  a[0] + s * b[0],
  a[1] + s * b[1],
  a[2] + s * b[2],
];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec3): number => Math.sqrt(dot(a, a));
export const distance = (a: Vec3, b: Vec3): number => length(sub(a, b));
export const lerp = (a: Vec3, b: Vec3, t: number): Vec3 => [
  a[0] + t * (b[0] - a[0]),
  a[1] + t * (b[1] - a[1]),
  a[2] + t * (b[2] - a[2]),
];

/** Unit vector along `a`. Throws for a zero or non-finite vector: there is no honest default direction. */
export function normalize(a: Vec3): Vec3 {
  const norm = length(a);
  if (!(norm > 0) || !Number.isFinite(norm)) throw new Error(`cannot normalize [${a.join(', ')}]`);
  return scale(a, 1 / norm);
}

/** Rotates `a` about the unit vector `axis` by `angleRad`, right-handed (Rodrigues' formula). */
export function rotateAbout(a: Vec3, axis: Vec3, angleRad: number): Vec3 {
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
  return addScaled(addScaled(scale(a, c), cross(axis, a), s), axis, dot(axis, a) * (1 - c));
}

/** The part of `a` perpendicular to the unit vector `axis`. */
export const rejectFrom = (a: Vec3, axis: Vec3): Vec3 => addScaled(a, axis, -dot(a, axis));

export const mean = (points: readonly Vec3[]): Vec3 => {
  if (points.length === 0) throw new Error('the mean of no points is undefined');
  return scale(points.reduce(add), 1 / points.length);
};

export const degToRad = (deg: number): number => (deg * Math.PI) / 180;
export const radToDeg = (rad: number): number => (rad * 180) / Math.PI;

/** Unsigned angle between two directions, degrees in [0, 180]; stable near 0 and 180. */
export const angleDeg = (a: Vec3, b: Vec3): number => radToDeg(Math.atan2(length(cross(a, b)), dot(a, b)));
