import pelvis from './data/pelvis.json';
import { pointsBetween, type PelvisFrame } from './pelvisFrame';

/** Iliac wing of one side in an axial slice: its medial and lateral surfaces from back to front, patient mm. */
export interface IliumSection {
  readonly medial: readonly (readonly [number, number])[];
  readonly lateral: readonly (readonly [number, number])[];
}

const { ilium } = pelvis;

/** Highest point of the iliac crest above the S1 endplate's centre, mm before scaling. */
export const CREST_ABOVE_MM = ilium.keys[0]?.above ?? 0;

/** Section of the wing; `riseMm` lifts its upper half, so that crests differ. */
export function iliumSection(frame: PelvisFrame, side: -1 | 1, z: number, riseMm: number): IliumSection {
  const raw = (z - frame.z) / frame.unit;
  // The rise fades out towards the joint, which stays with the sacrum.
  const above = raw <= 0 ? raw : raw * (CREST_ABOVE_MM / (CREST_ABOVE_MM + riseMm));
  const points = pointsBetween(ilium.keys, (key) => key.above, above);
  const middle = points.map(
    ([l = 0, q = 0, half = 0]) =>
      [frame.x + side * l * frame.unit, frame.y + q * frame.unit, half * frame.unit] as const,
  );
  const offset = (sign: number): (readonly [number, number])[] =>
    middle.map(([x, y, half], i) => {
      const [px, py] = middle[Math.max(0, i - 1)] ?? [x, y];
      const [qx, qy] = middle[Math.min(middle.length - 1, i + 1)] ?? [x, y];
      const [tx, ty] = [qx - px, qy - py];
      const length = Math.sqrt(tx * tx + ty * ty) || 1;
      return [x + (sign * side * ty * half) / length, y - (sign * side * tx * half) / length];
    });
  return { medial: offset(1), lateral: offset(-1) };
}

/** The part of the medial surface that faces the sacrum: its back two stretches. */
export const jointLine = (section: IliumSection): readonly (readonly [number, number])[] =>
  section.medial.slice(0, 3);

/** mm medial of the joint's line (> 0 on the side of the sacrum) at a point of the slice. */
export function medialOfJoint(
  line: readonly (readonly [number, number])[],
  side: -1 | 1,
  x: number,
  y: number,
): number {
  let least = Infinity;
  for (let i = 0; i + 1 < line.length; i++) {
    const [ax, ay] = line[i] ?? [0, 0];
    const [bx, by] = line[i + 1] ?? [0, 0];
    const [dx, dy] = [bx - ax, by - ay];
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    // From back (a) to front (b): the sacrum lies to the right on the left side of the body.
    const away = (side * ((y - ay) * dx - (x - ax) * dy) * -1) / length;
    const t = ((x - ax) * dx + (y - ay) * dy) / (length * length);
    if (t > -0.3 && t < 1.3 && Math.abs(away) < Math.abs(least)) least = away;
  }
  return least;
}
