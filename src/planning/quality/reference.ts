import type { SpineEstimate } from '../../anatomy';
import { add, addScaled, distance, dot, scale, sliceNormal, sub, type Vec3 } from '../../geometry';
import type { DiscLandmarks, Spine } from '../../patient';
import type { DiscLevel } from '../../volume';
import type { PlannedGroup } from '../types';
import { isPartlySeen, madeWhole } from './partlySeen';
import { QUALITY } from './settings';
import type { QualityInput } from './types';

/** The spine a series is held against: its own discs where it shows them, those of the plan elsewhere. */
export interface Reference extends Spine {
  /** Discs that were found in the series itself. */
  readonly own: ReadonlySet<DiscLevel>;
  /**
   * Most of them go on beyond the stack. `by-plan`: how they lie to each other along its normal is the plan's word.
   * `unknown`: there is no plan that still holds, and which way the spine is turned cannot be told.
   */
  readonly partlySeen: 'no' | 'by-plan' | 'unknown';
}

/** Whether the series shows enough of a disc to find its plane. */
function showsDiscs({ group }: QualityInput): boolean {
  return group.kind !== 'axial' || group.sliceCount >= QUALITY.reference.ownDiscMinSlices;
}

/** The disc of `among`, found in a stack, that is the same as this one, by its place: names are counted anew in every series. */
export function sameDisc(
  among: readonly DiscLandmarks[],
  disc: DiscLandmarks,
  group: PlannedGroup,
): DiscLandmarks | undefined {
  const away = (other: DiscLandmarks): number => distance(madeWhole(other, disc, group).centre, disc.centre);
  return among
    .filter((other) => away(other) <= QUALITY.reference.sameDiscMm)
    .sort((a, b) => away(a) - away(b))[0];
}

const mostPartlySeen = (discs: readonly DiscLandmarks[], group: PlannedGroup): boolean =>
  2 * discs.filter((disc) => isPartlySeen(disc, group)).length > discs.length;

/** The series' own spine where nothing else holds; what is cut has the size that the plan knows, or the usual one. */
function ownSpine(own: Spine, planned: Spine | undefined, group: PlannedGroup): Reference {
  const { usualDisc } = QUALITY.reference;
  const sizeOf = (level: DiscLevel) => planned?.discs.find((disc) => disc.level === level) ?? usualDisc;
  return {
    ...own,
    discs: own.discs.map((disc) =>
      planned || isPartlySeen(disc, group) ? madeWhole(disc, sizeOf(disc.level), group) : disc,
    ),
    own: new Set(own.discs.map((d) => d.level)),
    partlySeen: mostPartlySeen(own.discs, group) ? 'unknown' : 'no',
  };
}

/** A disc of the plan, and the one that the series shows in its place. */
interface Pair {
  readonly disc: DiscLandmarks;
  readonly seen: DiscLandmarks | undefined;
}

/** The plan's discs where they were found. */
function pairsOf(planned: Spine, { discs, discConfidence }: SpineEstimate, group: PlannedGroup): Pair[] {
  return planned.discs.map((disc) => {
    const seen = sameDisc(discs, disc, group);
    const isSure = seen && (discConfidence[seen.level] ?? 0) >= QUALITY.reference.ownDiscMinConfidence;
    return { disc, seen: isSure ? seen : undefined };
  });
}

/** Most of what the series shows lies where the plan knows nothing: the patient has moved since. */
const hasMoved = (own: readonly DiscLandmarks[], found: number): boolean =>
  own.length >= QUALITY.reference.movedMinDiscs && found < own.length / 2;

const shifted = (points: readonly Vec3[], by: Vec3): Vec3[] => points.map((point) => add(point, by));

/**
 * The plan's spine where the stack cuts most discs. Of the stack's normal the series tells one thing alone, how far the patient
 * lies aside; within its slices it tells where every disc is.
 */
function spineByPlan(planned: Spine, pairs: readonly Pair[], group: PlannedGroup): Spine {
  const normal = sliceNormal(group);
  const wholes = pairs.map(({ disc, seen }) => seen && madeWhole(seen, disc, group));
  const along = (p: Vec3, from: Vec3): number => dot(sub(p, from), normal);
  const asides = pairs.flatMap(({ disc }, i) => (wholes[i] ? [along(wholes[i].centre, disc.centre)] : []));
  const aside = asides.reduce((sum, mm) => sum + mm, 0) / Math.max(1, asides.length);
  const by = scale(normal, aside);
  return {
    ...planned,
    canal: shifted(planned.canal, by),
    discs: pairs.map(({ disc }, i) => {
      const known = add(disc.centre, by);
      const whole = wholes[i] ?? { ...disc, centre: known };
      return {
        ...whole,
        level: disc.level,
        centre: addScaled(whole.centre, normal, along(known, whole.centre)),
      };
    }),
  };
}

/**
 * Own planes replace the plan's, under the plan's names and with the larger of both widths: a narrow stack shows a disc
 * only in part. A patient who has moved since the plan was made lies where the series shows it. Null when neither is there.
 */
export function referenceSpine(input: QualityInput): Reference | null {
  const { spine, planned, group } = input;
  const own = spine && showsDiscs(input) ? spine : null;
  if (!planned) return own && ownSpine(own, planned, group);
  if (!own) return { ...planned, own: new Set(), partlySeen: 'no' };
  const pairs = pairsOf(planned, own, group);
  const seen = pairs.flatMap((pair) => pair.seen ?? []);
  if (hasMoved(own.discs, seen.length)) return ownSpine(own, planned, group);
  const found = new Set(pairs.flatMap((pair) => (pair.seen ? [pair.disc.level] : [])));
  if (mostPartlySeen(seen, group))
    return { ...spineByPlan(planned, pairs, group), own: found, partlySeen: 'by-plan' };
  const discs = pairs.map(({ disc, seen: same }) =>
    same ? { ...madeWhole(same, disc, group), level: disc.level } : disc,
  );
  return { ...planned, discs, own: found, partlySeen: 'no' };
}
