import {
  add,
  addScaled,
  cross,
  dot,
  length,
  lerp,
  LEFT,
  normalize,
  rejectFrom,
  rotateAbout,
  scale,
  sliceNormal,
  stackExtentMm,
  sub,
  SUPERIOR,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { Spine } from '../patient';
import {
  axialTarget,
  canalAtDisc,
  discFrame,
  insideGroup,
  pedicleReach,
  posteriorWithin,
  spanOfInterest,
  spineFrame,
  type AnatomicalFrame,
  type PedicleReach,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import type { DiscLevel } from '../volume';
import type { Rubric } from './rubric';

/** The disc an axial group should lie on. */
export interface AxialAim {
  readonly level: DiscLevel;
  readonly centre: Vec3;
  /** Where the group's centre should be in the plane. */
  readonly aim: Vec3;
  readonly frame: AnatomicalFrame;
  readonly width: number;
  readonly depth: number;
  readonly height: number;
  /** How far the pedicles lie above and below; null of a plan, which has none. */
  readonly pedicles: PedicleReach | null;
}

/** What a sagittal or coronal stack should follow and show. */
export interface StackAim {
  readonly frame: AnatomicalFrame;
  /** Middle of the spine. */
  readonly centre: Vec3;
  /** Both foramina of every disc. */
  readonly foramina: readonly Vec3[];
  /** Where the middle of a stack belongs: of what it should show. */
  readonly middle: Vec3;
  /** From the top of T12 to S2. */
  readonly span: readonly Vec3[];
  /** Bodies and canal. */
  readonly column: readonly Vec3[];
}

const towards = (v: Vec3, wanted: Vec3): Vec3 => (dot(v, wanted) < 0 ? scale(v, -1) : v);

/** A stack as it is, moved to where it belongs and turned the shortest way until it is parallel to a plane. */
export function putRight(group: SliceGroup, centre: Vec3, normal: Vec3): SliceGroup {
  const own = sliceNormal(group);
  const wanted = towards(normal, own);
  const axis = cross(own, wanted);
  const angle = Math.atan2(length(axis), dot(own, wanted));
  const turn = (v: Vec3): Vec3 => (length(axis) > 1e-9 ? rotateAbout(v, normalize(axis), angle) : v);
  return {
    ...group,
    centre,
    rowDirection: turn(group.rowDirection),
    columnDirection: turn(group.columnDirection),
  };
}

/**
 * Share of points that lie in a stack and would where it belongs, %. What a misplaced stack catches by chance beyond that is no
 * merit: moving it towards its place could then cost points.
 */
export const percentInside = (
  group: SliceGroup,
  points: readonly Vec3[],
  right: SliceGroup = group,
): number =>
  points.length === 0
    ? 100
    : (100 * points.filter((p) => insideGroup(group, p, 1e-6) && insideGroup(right, p, 1e-6)).length) /
      points.length;

/** A reference reduced to what groups are held against. */
export interface Aims {
  readonly axial: readonly AxialAim[];
  readonly stack: StackAim | null;
  /** Null when the reference is a plan: it has no anatomy. */
  readonly spine: Spine | null;
}

/** Points evenly spread on the way from one to another, both ends included. */
export const pointsAlong = (from: Vec3, to: Vec3, count: number): Vec3[] =>
  Array.from({ length: count }, (_, i) => lerp(from, to, i / (count - 1)));

/** Midway between the extremes of points along the axes; sideways that of the spine. */
function middleOf(points: readonly Vec3[], centre: Vec3, { posterior, superior }: AnatomicalFrame): Vec3 {
  const along = (axis: Vec3): number => {
    const at = points.map((p) => dot(sub(p, centre), axis));
    return (Math.max(...at) + Math.min(...at)) / 2;
  };
  return addScaled(addScaled(centre, posterior, along(posterior)), superior, along(superior));
}

function stackAimOf(spine: Spine): StackAim | null {
  if (spine.discs.length < 2) return null;
  const { top, bottom } = spanOfInterest(spine);
  const middle = spine.discs.map((d) => d.centre);
  const line = [top, ...middle, bottom];
  const foramina = spine.discs.flatMap((disc) => {
    const { left } = discFrame(disc, spine.canal);
    // The foramen opens at the side of the body, between disc and canal.
    const at = lerp(disc.centre, canalAtDisc(spine.canal, disc) ?? disc.centre, 0.7);
    return [0.5, 0.75, 1].flatMap((part) => [
      addScaled(at, left, (part * disc.width) / 2),
      addScaled(at, left, (-part * disc.width) / 2),
    ]);
  });
  const column = spine.discs.flatMap((disc) => {
    const { posterior } = discFrame(disc, spine.canal);
    const canal = canalAtDisc(spine.canal, disc);
    const front = addScaled(disc.centre, posterior, -disc.depth / 2);
    return [front, disc.centre, ...(canal ? [canal, addScaled(canal, posterior, 6)] : [])];
  });
  const { centre, ...frame } = spineFrame(spine);
  const span = line.slice(1).flatMap((to, i) => pointsAlong(line[i] ?? to, to, 10));
  return { frame, centre, foramina, middle: middleOf([...span, ...column], centre, frame), span, column };
}

/** Aims of an anatomy: the AI's estimate or a phantom's truth. */
export function aimsFromSpine(spine: Spine): Aims {
  return {
    axial: spine.discs.map((disc) => ({
      level: disc.level,
      centre: disc.centre,
      aim: axialTarget(disc, spine.canal),
      frame: discFrame(disc, spine.canal),
      width: disc.width,
      depth: disc.depth,
      height: disc.height,
      pedicles: pedicleReach(disc, spine),
    })),
    stack: stackAimOf(spine),
    spine,
  };
}

function axialAimOf(group: PlannedGroup, level: DiscLevel, rubric: Rubric): AxialAim {
  const { discWidth, discDepth, discHeight, aimBehindDisc } = rubric.nominal;
  const superior = towards(sliceNormal(group), SUPERIOR);
  const posterior = posteriorWithin(superior);
  return {
    level,
    centre: addScaled(group.centre, posterior, -aimBehindDisc),
    aim: group.centre,
    frame: { left: cross(posterior, superior), posterior, superior },
    width: discWidth,
    depth: discDepth,
    height: discHeight,
    pedicles: null,
  };
}

function stackAimOfPlan(sagittal: PlannedGroup, coronal: PlannedGroup | undefined, rubric: Rubric): StackAim {
  const left = towards(sliceNormal(sagittal), LEFT);
  const upright = rejectFrom(coronal ? towards(coronal.columnDirection, SUPERIOR) : SUPERIOR, left);
  // A stack called sagittal may lie any way; its own columns run up or down its images.
  const superior = length(upright) > 1e-6 ? normalize(upright) : towards(sagittal.columnDirection, SUPERIOR);
  const posterior = cross(superior, left);
  const up = (mm: number): Vec3 => addScaled(sagittal.centre, superior, mm);
  const half = sagittal.fovPhaseMm / 2 - 10;
  const side = stackExtentMm(sagittal) / 2 - rubric.nominal.foramenMargin;
  const heights = [-0.5, -0.25, 0, 0.25, 0.5].map((part) => up(part * half));
  const depth = coronal ? stackExtentMm(coronal) / 2 - 8 : 0;
  const column = coronal
    ? heights.flatMap((_, i) => {
        const at = addScaled(coronal.centre, superior, (i - 2) * 0.25 * half);
        return [addScaled(at, posterior, depth), at, addScaled(at, posterior, -depth)];
      })
    : heights;
  return {
    frame: { left, posterior, superior },
    centre: sagittal.centre,
    foramina: heights.flatMap((p) => [addScaled(p, left, side), addScaled(p, left, -side)]),
    middle: sagittal.centre,
    span: pointsAlong(up(-half), up(half), 40),
    column,
  };
}

/** The level an axial group claims: stated, or its name. */
export const levelOf = (group: PlannedGroup, known: readonly DiscLevel[]): DiscLevel | null =>
  group.level ?? known.find((name) => name === group.name) ?? null;

/** Aims of a plan: its own groups are taken for right. */
export function aimsFromPrescription(plan: Prescription, rubric: Rubric, known: readonly DiscLevel[]): Aims {
  const sagittal = plan.groups.find((g) => g.kind === 'sagittal');
  const coronal = plan.groups.find((g) => g.kind === 'coronal');
  return {
    axial: plan.groups.flatMap((group) => {
      const level = group.kind === 'axial' ? levelOf(group, known) : null;
      return level ? [axialAimOf(group, level, rubric)] : [];
    }),
    stack: sagittal ? stackAimOfPlan(sagittal, coronal, rubric) : null,
    spine: null,
  };
}

/** Points spread evenly over the disc, top to bottom, rim included. */
export function discPoints(aim: AxialAim): Vec3[] {
  const points: Vec3[] = [];
  const steps = 6;
  for (let i = -steps; i <= steps; i++) {
    for (let j = -steps; j <= steps; j++) {
      if (i * i + j * j > steps * steps) continue;
      for (const h of [-0.5, -0.25, 0, 0.25, 0.5]) {
        const inPlane = add(
          scale(aim.frame.left, ((i / steps) * aim.width) / 2),
          scale(aim.frame.posterior, ((j / steps) * aim.depth) / 2),
        );
        points.push(addScaled(add(aim.centre, inPlane), aim.frame.superior, h * aim.height));
      }
    }
  }
  return points;
}
