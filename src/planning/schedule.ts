import type { Spine } from '../patient';
import type { Sequence } from '../scanner';
import type { BodyExtent, Decision, PlannedRun, PlanPart } from './automaticTypes';
import { fitSeries, type FittedSeries, type FitRequest } from './fit';
import { choosePhase } from './phase';
import { foraminaOutside } from './sagittal';
import { fewestSlices } from './separate';
import type { GroupKind, PlannedGroup } from './types';
import { listed, minutes } from './words';

export interface ScheduleRequest {
  readonly spine: Spine;
  readonly groups: readonly PlannedGroup[];
  readonly runs: readonly (readonly string[])[];
  readonly saturationBands: number;
  readonly sequenceOf: (kind: GroupKind) => Sequence;
  readonly timeLimitS?: Readonly<Partial<Record<GroupKind, number>>>;
  readonly body?: BodyExtent;
}

export interface Schedule extends PlanPart {
  readonly steps: readonly PlannedRun[];
}

/** Slices below which a group does not show what it is for: discs, foramina; all of any other. */
export function fewestOf(group: PlannedGroup, spine: Spine): number {
  if (group.kind === 'axial') return fewestSlices(group, spine);
  if (group.kind === 'coronal') return group.sliceCount;
  let sliceCount = group.sliceCount;
  const missedNow = foraminaOutside(group, spine).length;
  while (
    sliceCount > 1 &&
    foraminaOutside({ ...group, sliceCount: sliceCount - 1 }, spine).length === missedNow
  )
    sliceCount--;
  return sliceCount;
}

/** A run before it is fitted: phase direction and oversampling chosen. */
interface Prepared {
  readonly kind: GroupKind;
  readonly request: FitRequest;
  readonly decision: Decision;
  readonly unmet: readonly string[];
}

function prepare(run: readonly string[], request: ScheduleRequest): Prepared | null {
  const groups = request.groups.filter((g) => run.includes(g.name));
  const [first] = groups;
  if (!first) return null;
  const choices = groups.map((g) =>
    choosePhase(g, request.sequenceOf(g.kind), request.saturationBands > 0, request.body),
  );
  // One sequence for the whole run: that of the group that needs most.
  const chosen = choices.reduce((most, c) =>
    c.sequence.phaseOversampling > most.sequence.phaseOversampling ? c : most,
  );
  return {
    kind: first.kind,
    request: {
      groups,
      sequence: chosen.sequence,
      saturationBands: request.saturationBands,
      fewestSlices: (g) => fewestOf(g, request.spine),
    },
    decision: chosen.decision,
    unmet: chosen.unmet,
  };
}

const timeDecision = (fitted: FittedSeries): Decision => ({
  what: `${listed(fitted.groups.map((g) => g.name))}: ${minutes(fitted.scanTimeS)}.`,
  why:
    fitted.changes.length > 0
      ? `Changed to hold the slices within TR and time: ${fitted.changes.join(', ')}.`
      : 'The preset’s TR holds the slices.',
  confidence: 1,
});

/** Sets each run's sequence for its groups. A kind's time limit is shared by its runs in proportion to what they need. */
export function scheduleRuns(request: ScheduleRequest): Schedule {
  const prepared = request.runs.flatMap((run) => prepare(run, request) ?? []);
  const free = prepared.map((p) => fitSeries(p.request));
  const needOf = (kind: GroupKind): number =>
    free.reduce((sum, f, i) => (prepared[i]?.kind === kind ? sum + f.scanTimeS : sum), 0);
  const fitted = prepared.map((p, i): FittedSeries => {
    const limit = request.timeLimitS?.[p.kind];
    const alone = free[i];
    if (limit === undefined || !alone) return alone ?? fitSeries(p.request);
    return fitSeries({ ...p.request, timeLimitS: (limit * alone.scanTimeS) / needOf(p.kind) });
  });
  const changed = new Map(fitted.flatMap((f) => f.groups.map((g) => [g.name, g] as const)));
  return {
    groups: request.groups.map((g) => changed.get(g.name) ?? g),
    steps: fitted.map((f) => ({
      groups: f.groups.map((g) => g.name),
      sequence: f.sequence,
      scanTimeS: f.scanTimeS,
    })),
    decisions: [...prepared.map((p) => p.decision), ...fitted.map(timeDecision)],
    unmet: [...prepared.flatMap((p) => p.unmet), ...fitted.flatMap((f) => f.unmet)],
  };
}
