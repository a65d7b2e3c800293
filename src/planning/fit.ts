import {
  assertRunnable,
  concatenationsNeeded,
  legalAlternatives,
  minimumRepetitionTimeMs,
  scanTimeS,
  type Sequence,
} from '../scanner';
import { IsocenterError } from '../geometry';
import { PLANNER_RULES } from './plannerSettings';
import type { PlannedGroup } from './types';
import { listed, minutes } from './words';

const RULES = PLANNER_RULES.timing;

/** Groups taken together in one series, and what binds it. */
export interface FitRequest {
  readonly groups: readonly PlannedGroup[];
  readonly sequence: Sequence;
  /** How many are played. */
  readonly saturationBands: number;
  /** None when left out: the fastest way that keeps TR and every slice. */
  readonly timeLimitS?: number;
  /** Slices below which a group no longer shows what it must; all of its own when left out. */
  readonly fewestSlices?: (group: PlannedGroup) => number;
}

export interface FittedSeries {
  readonly groups: readonly PlannedGroup[];
  readonly sequence: Sequence;
  readonly scanTimeS: number;
  /** What was changed, e.g. `TR 3500 → 3620 ms`; empty when nothing was. */
  readonly changes: readonly string[];
  readonly unmet: readonly string[];
}

/** How long these groups take together in one series, s. */
export function seriesTimeS(
  groups: readonly PlannedGroup[],
  sequence: Sequence,
  saturationBands: number,
): number {
  const [first, ...companions] = groups;
  return first ? scanTimeS(first, sequence, saturationBands, companions) : 0;
}

const slicesOf = (groups: readonly PlannedGroup[]): number =>
  groups.reduce((sum, g) => sum + g.sliceCount, 0);

/** Whether TR is shared by the slices of a run: not with 3-D slabs, nor where one slice is taken after the other. */
const sharesTr = ({ kind }: Sequence): boolean => kind === 'SE' || kind === 'TSE' || kind === 'IR-TSE';

/** The fastest TR with its number of concatenations that holds these slices. `squeeze`: TR may go below its preset. */
function fastest(
  sequence: Sequence,
  sliceCount: number,
  saturationBands: number,
  squeeze: boolean,
): Sequence | null {
  const preset = sequence.repetitionTimeMs;
  const factors = preset < RULES.shortWeightingBelowMs ? RULES.short : RULES.long;
  const least = squeeze ? preset * factors.shortest : preset;
  const options: Sequence[] = [];
  for (let concatenations = 1; concatenations <= RULES.mostRuns; concatenations++) {
    const inRun = Math.ceil(sliceCount / concatenations);
    const needed = Math.max(least, minimumRepetitionTimeMs(sequence, inRun, saturationBands));
    const repetitionTimeMs =
      needed <= preset && !squeeze ? preset : Math.ceil(needed / RULES.stepMs - 1e-9) * RULES.stepMs;
    if (repetitionTimeMs > preset * factors.longest) continue;
    options.push({ ...sequence, repetitionTimeMs, concatenations });
  }
  const cost = (s: Sequence): number => s.repetitionTimeMs * s.concatenations;
  return options.reduce<Sequence | null>((best, s) => (!best || cost(s) < cost(best) ? s : best), null);
}

/** TR and concatenations for the groups; where no TR within bounds holds them, as many runs as the scanner makes of them. */
function timed(groups: readonly PlannedGroup[], request: FitRequest, squeeze: boolean): Sequence {
  const { sequence, saturationBands } = request;
  if (!sharesTr(sequence)) return sequence;
  const sliceCount = slicesOf(groups);
  const found = fastest(sequence, sliceCount, saturationBands, squeeze);
  if (found) return found;
  const needed = concatenationsNeeded({ sliceCount }, sequence, saturationBands);
  return Number.isFinite(needed) ? { ...sequence, concatenations: needed } : sequence;
}

/** One step fewer of the group with most slices to spare; null when none has any. */
function oneStepFewer(
  groups: readonly PlannedGroup[],
  fewest: (group: PlannedGroup) => number,
): PlannedGroup[] | null {
  // A disc's group keeps its middle slice: two go at a time, one at each end.
  const stepOf = (g: PlannedGroup): number => (g.level === undefined ? 1 : 2);
  const spare = groups.map((g) => g.sliceCount - stepOf(g) - fewest(g));
  const most = Math.max(...spare);
  const which = spare.indexOf(most);
  if (most < 0) return null;
  return groups.map((g, i) => (i === which ? { ...g, sliceCount: g.sliceCount - stepOf(g) } : g));
}

/** The series with the scanner's own limits kept: SAR may ask for a longer TR or smaller flip angles. */
function legal(groups: readonly PlannedGroup[], sequence: Sequence, bands: number): Sequence | string {
  let next = sequence;
  for (const group of groups) {
    const companions = groups.filter((g) => g !== group);
    try {
      assertRunnable(group, next, bands, companions);
    } catch (error) {
      if (!(error instanceof IsocenterError)) throw error;
      const way = legalAlternatives(group, next, bands, companions).find(
        (a) => a.saturationBands === bands && a.group.sliceCount === group.sliceCount,
      );
      if (!way) return `${error.message} ${error.hint}`;
      next = way.sequence;
    }
  }
  return next;
}

function changesOf(before: FitRequest, groups: readonly PlannedGroup[], after: Sequence): string[] {
  const { sequence } = before;
  const changed = (what: string, from: number, to: number, unit = ''): string[] =>
    from === to ? [] : [`${what} ${from} → ${to}${unit}`];
  return [
    ...changed('TR', sequence.repetitionTimeMs, after.repetitionTimeMs, ' ms'),
    ...changed('concatenations', sequence.concatenations, after.concatenations),
    ...changed('flip angle', sequence.flipAngleDeg, after.flipAngleDeg, '°'),
    ...groups.flatMap((g, i) =>
      changed(`slices of ${g.name}`, before.groups[i]?.sliceCount ?? 0, g.sliceCount),
    ),
  ];
}

/**
 * TR, concatenations and, for a time limit, slices of a series. First the fastest TR that holds every slice; over the limit a TR as
 * short as the contrast allows; then fewer slices, as many as a group can spare. When that does not do, nothing is given up and
 * the time is told.
 */
export function fitSeries(request: FitRequest): FittedSeries {
  const { groups, saturationBands: bands, timeLimitS = Infinity } = request;
  const fewest = request.fewestSlices ?? ((g: PlannedGroup) => g.sliceCount);
  const make = (of: readonly PlannedGroup[], squeeze: boolean): FittedSeries => {
    const sequence = timed(of, request, squeeze);
    const allowed = legal(of, sequence, bands);
    const final = typeof allowed === 'string' ? sequence : allowed;
    return {
      groups: of,
      sequence: final,
      scanTimeS: seriesTimeS(of, final, bands),
      changes: changesOf(request, of, final),
      unmet: typeof allowed === 'string' ? [`${listed(of.map((g) => g.name))}: ${allowed}`] : [],
    };
  };
  const whole = make(groups, false);
  if (whole.scanTimeS <= timeLimitS) return whole;
  let tried: readonly PlannedGroup[] | null = groups;
  while (tried) {
    const fitted = make(tried, true);
    if (fitted.scanTimeS <= timeLimitS) return fitted;
    tried = oneStepFewer(tried, fewest);
  }
  const shortest = make(groups, true);
  return {
    ...shortest,
    unmet: [
      ...shortest.unmet,
      `${listed(groups.map((g) => g.name))}: ${minutes(shortest.scanTimeS)} of scanning do not fit into ${minutes(timeLimitS)}, not even with the fewest slices that show what they must.`,
    ],
  };
}
