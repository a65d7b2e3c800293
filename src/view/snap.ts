import {
  cross,
  dot,
  length,
  normalize,
  rejectFrom,
  scale,
  signedAngleAboutDeg,
  sliceNormal,
  sub,
  type Vec3,
} from '../geometry';
import { groupTitle, tiltGroup, translateGroup, type PlannedGroup } from '../planning';
import type { HandleName } from './handles';

// What a hand is drawn to while the snapping key is held: directions and centres of the other groups, the patient's axes.

/** Nearer than this it snaps (o): a hand's tremble at the usual zoom, less than what a score tells apart from chance. */
const SNAP = { tiltDeg: 3, shiftMm: 3 } as const;

const PATIENT_AXES: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

export interface Snapped {
  readonly group: PlannedGroup;
  /** What it lies by now, e.g. `parallel to L3-4`; null when nothing is near. */
  readonly words: string | null;
}

/** The group as drawn to what is near, seen along `normal`. Handles other than shift and rotate do not snap. */
export function snap(
  handle: HandleName,
  group: PlannedGroup,
  others: readonly PlannedGroup[],
  normal: Vec3,
): Snapped {
  if (handle === 'rotate') return snapTilt(group, others, normal);
  return handle === 'shift' ? snapShift(group, others, normal) : { group, words: null };
}

/** Where the slices of a group run in a view; where they are seen face on, where their rows run. Null when neither is seen. */
function lineIn(group: PlannedGroup, normal: Vec3): Vec3 | null {
  const across = cross(normal, sliceNormal(group));
  const line = length(across) > Math.SQRT1_2 ? across : rejectFrom(group.rowDirection, normal);
  return length(line) > 0.1 ? normalize(line) : null;
}

function snapTilt(group: PlannedGroup, others: readonly PlannedGroup[], normal: Vec3): Snapped {
  const own = lineIn(group, normal);
  if (!own) return { group, words: null };
  const lines = others.flatMap((other) => {
    const line = lineIn(other, normal);
    const title = groupTitle(other);
    return line
      ? [
          { line, words: `parallel to ${title}` },
          { line: cross(normal, line), words: `perpendicular to ${title}` },
        ]
      : [];
  });
  const straight = PATIENT_AXES.map((axis) => rejectFrom(axis, normal))
    .filter((axis) => length(axis) > Math.SQRT1_2)
    .map((axis) => ({ line: normalize(axis), words: 'straight in the patient' }));
  const best = [...straight, ...lines]
    .map(({ line, words }) => ({
      words,
      deg: signedAngleAboutDeg(own, dot(own, line) < 0 ? scale(line, -1) : line, normal),
    }))
    .toSorted((a, b) => Math.abs(a.deg) - Math.abs(b.deg))[0];
  if (!best || Math.abs(best.deg) > SNAP.tiltDeg) return { group, words: null };
  return { group: tiltGroup(group, normal, best.deg), words: best.words };
}

/** Each of the two directions of the view snaps by itself: along the slice lines, and across them. */
function snapShift(group: PlannedGroup, others: readonly PlannedGroup[], normal: Vec3): Snapped {
  const along = lineIn(group, normal);
  if (!along) return { group, words: null };
  let moved = group;
  const words: string[] = [];
  for (const direction of [along, cross(normal, along)]) {
    const [best] = others
      .map((other) => ({ title: groupTitle(other), mm: dot(sub(other.centre, group.centre), direction) }))
      .toSorted((a, b) => Math.abs(a.mm) - Math.abs(b.mm));
    if (!best || Math.abs(best.mm) > SNAP.shiftMm) continue;
    moved = translateGroup(moved, scale(direction, best.mm));
    if (!words.includes(best.title)) words.push(best.title);
  }
  return { group: moved, words: words.length > 0 ? `in line with ${words.join(' and ')}` : null };
}
