import type { PlannedGroup } from '../planning';
import { effectiveSequence, type PlannedStep } from './queue';

/*
 * How two series can share their geometry. Both use one slice group: they are the same slices, whoever moves them. Or one has slices
 * of its own that take centre and angle of another group: a standing link, until they are moved by hand. Or it has a copy, and no link.
 */

/** What edits of slices and series change together. */
export interface LinkedPlan {
  readonly groups: readonly PlannedGroup[];
  readonly steps: readonly PlannedStep[];
}

const linksIn = (steps: readonly PlannedStep[]): readonly (readonly [string, string])[] =>
  steps.flatMap(({ follows }) => Object.entries(follows ?? {}));

/** The group at the end of a chain of links; null where the chain comes back to `own`. */
export function sourceOf(steps: readonly PlannedStep[], name: string, own: string): string | null {
  const links = new Map(linksIn(steps));
  let source = name;
  for (let n = 0; n <= links.size; n++) {
    if (source === own) return null;
    const next = links.get(source);
    if (next === undefined) return source;
    source = next;
  }
  return null;
}

type Pose = Pick<PlannedGroup, 'centre' | 'rowDirection' | 'columnDirection'>;

const poseOf = ({ centre, rowDirection, columnDirection }: Pose): Pose => ({
  ...{ centre, rowDirection, columnDirection },
});

const isSameVector = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => value === b[i]);

const isSamePose = (a: Pose, b: Pose): boolean =>
  isSameVector(a.centre, b.centre) &&
  isSameVector(a.rowDirection, b.rowDirection) &&
  isSameVector(a.columnDirection, b.columnDirection);

/** The step without the links that `isGone` names. */
export function withoutLinks(
  step: PlannedStep,
  isGone: (own: string, source: string) => boolean,
): PlannedStep {
  const { follows, ...rest } = step;
  if (!follows) return step;
  const kept = Object.entries(follows).filter(([own, source]) => !isGone(own, source));
  if (kept.length === Object.keys(follows).length) return step;
  return kept.length > 0 ? { ...rest, follows: Object.fromEntries(kept) } : rest;
}

/** Whether somebody moved, turned or removed a follower while what it follows stayed. */
function isReleased(before: LinkedPlan, after: LinkedPlan, own: string, source: string): boolean {
  const named = ({ groups }: LinkedPlan, name: string): PlannedGroup | undefined =>
    groups.find((group) => group.name === name);
  // A link made by this very edit brings its follower to its place.
  if (!linksIn(before.steps).some(([follower, of]) => follower === own && of === source)) return false;
  const [was, is] = [named(before, own), named(after, own)];
  if (!was || named(before, source) !== named(after, source)) return false;
  return !is || !isSamePose(was, is);
}

/** Slices of a series at the place of others: thickness, number and field of view are the series' own. */
export const slicesLike = (
  source: PlannedGroup,
  name: string,
  step: Pick<PlannedStep, 'sequence' | 'settings'>,
): PlannedGroup => ({ ...source, ...effectiveSequence(step).defaults, name });

/**
 * A plan after an edit with its links kept: followers lie where what they follow lies, and come with it. A follower that was moved,
 * turned or removed by itself follows no longer, as on a console.
 * @param before the plan as it was, with its links kept
 */
export function keepLinks(before: LinkedPlan, after: LinkedPlan): LinkedPlan {
  if (linksIn(after.steps).length === 0) return after;
  const steps = after.steps.map((step) =>
    withoutLinks(step, (own, source) => isReleased(before, after, own, source)),
  );
  const groups = [...after.groups];
  for (const step of steps) {
    for (const [own, name] of Object.entries(step.follows ?? {})) {
      const last = sourceOf(steps, name, own);
      const source = groups.find((group) => group.name === last);
      if (!source) continue;
      const at = groups.findIndex((group) => group.name === own);
      const follower = groups[at];
      if (!follower) groups.push(slicesLike(source, own, step));
      else if (!isSamePose(follower, source)) groups[at] = { ...follower, ...poseOf(source) };
    }
  }
  const isSame =
    groups.length === after.groups.length && groups.every((group, i) => group === after.groups[i]);
  const isSameSteps = steps.every((step, i) => step === after.steps[i]);
  return { groups: isSame ? after.groups : groups, steps: isSameSteps ? after.steps : steps };
}
