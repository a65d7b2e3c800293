import { cross, dot, sliceGroupCorners, sliceNormal, type SliceGroup, type Vec3 } from '../geometry';
import { concatenationCount, leadMs, slicesPerRepetition } from './timing';
import type { Sequence, SliceOrder } from './types';

/** When a slice is excited. */
export interface SliceSlot {
  /** The concatenation it belongs to, 0 …: slices of different ones never meet. */
  readonly run: number;
  /** From the start of TR to its excitation, ms. */
  readonly startMs: number;
}

/** Whether two boxes overlap: no plane across a face's normal or a pair of edges parts them (S. Gottschalk et al., SIGGRAPH 1996). */
function overlap(a: SliceGroup, b: SliceGroup): boolean {
  const axes = (group: SliceGroup): Vec3[] => [group.rowDirection, group.columnDirection, sliceNormal(group)];
  const [ours, theirs] = [axes(a), axes(b)];
  const edges = ours.flatMap((u) => theirs.map((v) => cross(u, v))).filter((axis) => dot(axis, axis) > 1e-12);
  const [cornersA, cornersB] = [sliceGroupCorners(a), sliceGroupCorners(b)];
  return [...ours, ...theirs, ...edges].every((axis) => {
    const [pa, pb] = [cornersA, cornersB].map((corners) => corners.map((c) => dot(c, axis)));
    if (!pa || !pb) return true;
    return Math.min(...pa) < Math.max(...pb) && Math.min(...pb) < Math.max(...pa);
  });
}

interface Slice {
  readonly group: number;
  readonly index: number;
}

/**
 * A class for each group such that groups that cross differ, the smallest free one each; all 0 when that takes more
 * classes than there are runs.
 */
function crossingClasses(groups: readonly SliceGroup[], runs: number): { classOf: number[]; count: number } {
  const classOf: number[] = [];
  groups.forEach((group, g) => {
    const taken = new Set(classOf.filter((_, h) => overlap(group, groups[h] ?? group)));
    let free = 0;
    while (taken.has(free)) free++;
    classOf[g] = free;
  });
  const count = Math.max(...classOf) + 1;
  return count <= runs ? { classOf, count } : { classOf: groups.map(() => 0), count: 1 };
}

/**
 * The slices of each run: crossing groups go to different runs where there are enough, and a group's neighbouring slices
 * too. `capacity`: slices that a run holds.
 */
function distribute(groups: readonly SliceGroup[], runs: number, capacity: number): Slice[][] {
  const { classOf, count } = crossingClasses(groups, runs);
  const parted = deal(groups, runs, (g) => ({ first: classOf[g] ?? 0, step: count }));
  if (parted.every((run) => run.length <= capacity)) return parted;
  return deal(groups, runs, () => ({ first: 0, step: 1 }));
}

/** Deals the slices out one by one: those of group g to runs first, first + step, … in turn. */
function deal(
  groups: readonly SliceGroup[],
  runs: number,
  turn: (group: number) => { first: number; step: number },
): Slice[][] {
  const dealt: Slice[][] = Array.from({ length: runs }, () => []);
  const given: number[] = [];
  groups.forEach(({ sliceCount }, group) => {
    const { first, step } = turn(group);
    const own = Math.ceil((runs - first) / step);
    for (let index = 0; index < sliceCount; index++) {
      const n = given[first] ?? 0;
      dealt[first + (n % own) * step]?.push({ group, index });
      given[first] = n + 1;
    }
  });
  return dealt;
}

/** Positions 0 … n − 1 in the order in which they are excited; interleaved: every second one, then those between. */
function excitationOrder(n: number, order: SliceOrder): number[] {
  const ascending = Array.from({ length: n }, (_, i) => i);
  if (order === 'ascending') return ascending;
  if (order === 'descending') return ascending.reverse();
  return [...ascending.filter((i) => i % 2 === 0), ...ascending.filter((i) => i % 2 === 1)];
}

/**
 * When each slice of groups that are taken together in one series is excited: `[group][slice index]`. The slices of a run
 * are spread evenly over TR (after the first inversion's wait). All partitions of a 3-D slab are excited at once.
 */
export function sliceSchedule(
  groups: readonly SliceGroup[],
  sequence: Sequence,
  saturationBands = 0,
): SliceSlot[][] {
  const schedule = groups.map(({ sliceCount }) =>
    Array.from({ length: sliceCount }, (): SliceSlot => ({ run: 0, startMs: leadMs(sequence) })),
  );
  if (sequence.kind === 'TSE-3D' || groups.length === 0) return schedule;
  const sliceCount = groups.reduce((sum, group) => sum + group.sliceCount, 0);
  const runs = concatenationCount({ sliceCount }, sequence, saturationBands);
  const capacity = slicesPerRepetition(sequence, saturationBands);
  const usableMs = sequence.repetitionTimeMs - leadMs(sequence);
  distribute(groups, runs, capacity).forEach((slices, run) => {
    excitationOrder(slices.length, sequence.sliceOrder).forEach((position, turn) => {
      const slice = slices[position];
      const row = slice && schedule[slice.group];
      if (!row) return;
      row[slice.index] = { run, startMs: leadMs(sequence) + (turn * usableMs) / slices.length };
    });
  });
  return schedule;
}
