import { stackExtentMm } from '../geometry';
import type { Spine } from '../patient';
import type { PlanPart } from './automaticTypes';
import { shareCanal } from './crossings';
import { pedicleReach } from './pedicles';
import { PLANNER_RULES } from './plannerSettings';
import { odd, slicesFor } from './span';
import type { PlannedGroup } from './types';
import { listed, mm } from './words';

/** Axial groups whose crossings keep clear of the canal within each run. */
export interface SeparatedGroups extends PlanPart {
  /** Names of groups that may share a series. */
  readonly runs: readonly (readonly string[])[];
}

/** Slices a disc group may be cut down to: an odd number that still holds the disc from endplate to endplate. */
export function fewestSlices(group: PlannedGroup, spine: Spine): number {
  const disc = spine.discs.find((d) => d.level === group.level);
  if (!disc) return group.sliceCount;
  const { sliceThickness, sliceGap } = group;
  const held = slicesFor(disc.height + 2 * sliceThickness, sliceThickness, sliceGap);
  const fewest = Math.max(PLANNER_RULES.axial.minSlices, odd(held));
  return Math.min(group.sliceCount, fewest);
}

/** Every other slice count from the most down to the fewest. */
const countsOf = (group: PlannedGroup, spine: Spine): number[] => {
  const fewest = fewestSlices(group, spine);
  return Array.from(
    { length: Math.floor((group.sliceCount - fewest) / 2) + 1 },
    (_, i) => group.sliceCount - 2 * i,
  );
};

type Meets = (i: number, ci: number, j: number, cj: number) => boolean;

/** Whether groups i and j with these slice counts share a part of the canal; each question is answered once. */
function meetings(groups: readonly PlannedGroup[], spine: Spine): Meets {
  const known = new Map<string, boolean>();
  return (i, ci, j, cj) => {
    const key = `${i},${ci},${j},${cj}`;
    const [a, b] = [groups[i], groups[j]];
    const answer =
      known.get(key) ??
      (a && b
        ? shareCanal(
            { ...a, sliceCount: ci },
            { ...b, sliceCount: cj },
            spine.canal,
            PLANNER_RULES.crossing.clearanceMm,
          )
        : false);
    known.set(key, answer);
    return answer;
  };
}

/** The counts with the most slices in all for which no two groups meet but those of `apart`. */
function mostSlices(choices: readonly (readonly number[])[], meets: Meets, apart: Set<string>): number[] {
  let best: number[] = [];
  let bestSum = -1;
  const walk = (chosen: number[], sum: number): void => {
    const i = chosen.length;
    const options = choices[i];
    if (!options) {
      // The sum of squares decides between equal sums: even groups before one that gives up all.
      const score = sum - 1e-6 * chosen.reduce((s, n) => s + n * n, 0);
      if (score > bestSum) [best, bestSum] = [chosen, score];
      return;
    }
    for (const count of options) {
      if (chosen.every((other, j) => apart.has(`${j},${i}`) || !meets(j, other, i, count)))
        walk([...chosen, count], sum + count);
    }
  };
  walk([], 0);
  return best;
}

/** Groups in order, each into the first run in which it meets no other. */
function runsOf(groups: readonly PlannedGroup[], meets: Meets): string[][] {
  const runs: number[][] = [];
  const countOf = (i: number): number => groups[i]?.sliceCount ?? 0;
  groups.forEach((_, i) => {
    const free = runs.find((run) => run.every((j) => !meets(j, countOf(j), i, countOf(i))));
    if (free) free.push(i);
    else runs.push([i]);
  });
  return runs.map((run) => run.map((i) => groups[i]?.name ?? ''));
}

/**
 * Keeps crossings of axial groups out of the canal: groups give up slices at both ends, evenly about their discs, as few as
 * will do, but hold their discs; where some would still meet over the canal, runs keep them apart.
 */
export function separateGroups(groups: readonly PlannedGroup[], spine: Spine): SeparatedGroups {
  const meets = meetings(groups, spine);
  const choices = groups.map((g) => countsOf(g, spine));
  const apart = new Set<string>();
  choices.forEach((ours, j) =>
    choices.forEach((theirs, i) => {
      const [fewestJ, fewestI] = [ours.at(-1) ?? 0, theirs.at(-1) ?? 0];
      if (j < i && meets(j, fewestJ, i, fewestI)) apart.add(`${j},${i}`);
    }),
  );
  const counts = mostSlices(choices, meets, apart);
  const least = groups.map((g, i) => ({ ...g, sliceCount: counts[i] ?? g.sliceCount }));
  // Where the groups need several runs anyway, they may keep all their slices if that takes no further one.
  const [whole, parted] = [runsOf(groups, meets), runsOf(least, meets)];
  const [limited, runs] = whole.length <= parted.length ? [groups, whole] : [least, parted];
  const cut = limited.filter((g, i) => g.sliceCount < (groups[i]?.sliceCount ?? 0));
  const short = limited.flatMap((g) => shortOfPedicle(g, spine, cut.includes(g)));
  return {
    groups: limited,
    runs,
    decisions: [
      ...(cut.length > 0
        ? [
            {
              what: `Fewer slices: ${listed(cut.map((g) => `${g.name} takes ${g.sliceCount} slices`))}.`,
              why: 'With more, its stack would cross another over the canal and leave a dark band there.',
              confidence: 1,
            },
          ]
        : []),
      ...(runs.length > 1
        ? [
            {
              what: `The axial groups run in ${runs.length} series: ${runs.map(listed).join('; ')}.`,
              why: 'Apart, groups that cross over the canal do not saturate each other’s slices.',
              confidence: 1,
            },
          ]
        : []),
    ],
    unmet: [
      ...short,
      ...[...apart].flatMap((key) => {
        const [j, i] = key.split(',').map((n) => groups[Number(n)]?.name ?? '');
        return [
          `${j} and ${i} cross over the canal whatever their number of slices: they must run separately.`,
        ];
      }),
    ],
  };
}

/** What to say of a stack that does not reach a pedicle: it was cut, or has as many slices as a disc may take. */
function shortOfPedicle(group: PlannedGroup, spine: Spine, isCut: boolean): string[] {
  const disc = spine.discs.find((d) => d.level === group.level);
  if (!disc) return [];
  const { above, below } = pedicleReach(disc, spine);
  const missing = Math.max(above, below) - stackExtentMm(group) / 2;
  if (missing <= PLANNER_RULES.pedicle.reachedWithinMm + 1e-9) return [];
  const why = isCut
    ? 'so that its crossing stays behind the canal'
    : 'as more would be too many for one disc';
  return [`${group.name}: ${group.sliceCount} slices end ${mm(missing)} short of the pedicle, ${why}.`];
}
