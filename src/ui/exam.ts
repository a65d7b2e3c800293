import {
  effectiveSequence,
  groupNamed,
  missingGroups,
  runKey,
  settingsAtStart,
  type CaseState,
  type QueueStep,
} from '../exercise';
import { isIsocenterError } from '../geometry';
import { initialGroup, type PlannedGroup } from '../planning';
import { concatenationCount, type ScanFigures, type Sequence } from '../scanner';
import type { CaseController } from '../app';

/** A series as it would be run, seen from one of its groups; `companions` are its other groups. */
export interface SeriesRequest {
  readonly step: QueueStep;
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  /** How many are played. */
  readonly saturationBands: number;
  readonly companions: readonly PlannedGroup[];
  /** Values it came up with, where they are not those of the scanner's preset: what it is reset to. */
  readonly atStart?: Partial<Sequence>;
}

/** Runs the slices are split into: as asked for, and as TR makes necessary. */
export interface Concatenations {
  readonly asked: number;
  readonly made: number;
}

/** The queue step a group belongs to: the selected one where it uses the group, else the first that does. */
export function stepOfGroup(
  state: CaseState,
  group: string | null,
  selected: string | null,
): QueueStep | undefined {
  const using = state.steps.filter((step) => group === null || step.groups.includes(group));
  return using.find((step) => step.id === selected) ?? using[0];
}

/** The groups of a step where they are placed, with the sequence's own defaults where not. */
function groupsOf(state: CaseState, step: QueueStep): PlannedGroup[] {
  const { defaults } = effectiveSequence(step);
  return step.groups.flatMap((name) => {
    const placed = state.groups.find((candidate) => candidate.name === name);
    const wanted = groupNamed(state.scenario, name);
    return (
      placed ?? (wanted ? { ...initialGroup(wanted.kind, wanted.level, [0, 0, 0]), ...defaults, name } : [])
    );
  });
}

/** The series of a step, seen from the group of that name, else from its first; undefined without any. */
export function requestOf(state: CaseState, step: QueueStep, name?: string): SeriesRequest | undefined {
  const groups = groupsOf(state, step);
  const group = groups.find((candidate) => candidate.name === name) ?? groups[0];
  if (!group) return undefined;
  const companions = groups.filter((other) => other !== group);
  const saturationBands = state.saturationBands.length;
  const atStart = settingsAtStart(state.scenario?.traps ?? [], step.id);
  return { step, group, sequence: effectiveSequence(step), saturationBands, companions, atStart };
}

/** Figures of a series; null for one whose phase direction runs through its slices: it has none. */
export function figuresOf(
  controller: CaseController,
  { group, sequence, saturationBands, companions }: SeriesRequest,
): ScanFigures | null {
  try {
    return controller.engines.scanner.figures(group, sequence, saturationBands, companions);
  } catch (error) {
    if (isIsocenterError(error)) return null;
    throw error;
  }
}

/** All slices that share the series' TR. */
export const slicesOf = ({ group, companions }: SeriesRequest): number =>
  companions.reduce((sum, other) => sum + other.sliceCount, group.sliceCount);

/** Null where runs are no matter of choice: short echoes take one slice after the other, a slab is excited as a whole. */
export function concatenationsOf(request: SeriesRequest): Concatenations | null {
  const { sequence, saturationBands } = request;
  if (sequence.kind === 'GRE' || sequence.kind === 'bSSFP' || sequence.kind === 'TSE-3D') return null;
  const sliceCount = slicesOf(request);
  const made = concatenationCount({ sliceCount }, sequence, saturationBands);
  return { asked: Math.min(sequence.concatenations, sliceCount), made };
}

/** Whether the scanner splits the slices into more runs than were asked for, which costs time unasked. */
export function isSplit(request: SeriesRequest): boolean {
  const runs = concatenationsOf(request);
  return runs !== null && runs.made > runs.asked;
}

/** Seconds a step takes. */
export function stepTimeS(controller: CaseController, step: QueueStep): number {
  const request = requestOf(controller.getState().case, step);
  return (request && figuresOf(controller, request)?.scanTimeS) ?? 0;
}

/** Scan time of what is still to be run, seconds. */
export function timeLeftS(controller: CaseController): number {
  const { steps, localizer, phase } = controller.getState().case;
  if (phase === 'submitted') return 0;
  const open = steps.filter((step) => step.state !== 'done' || step.stale);
  const localizing = localizer.length === 0 ? controller.engines.scanner.localizerTimeS : 0;
  return localizing + open.reduce((sum, step) => sum + stepTimeS(controller, step), 0);
}

/** Scan time of the runs that were finished, seconds: the slice groups of a run are one series. */
function timeUsedS(controller: CaseController): number {
  const { engines } = controller;
  const { localizer, series } = controller.getState().case;
  const runs = new Map(
    series.map(({ stepId, run, series: taken }) => [runKey({ stepId, run }), taken.scanTimeS]),
  );
  const localizing = localizer.length > 0 ? engines.scanner.localizerTimeS : 0;
  return localizing + [...runs.values()].reduce((sum, seconds) => sum + seconds, 0);
}

/** Scan time of the whole exam as it stands: what was run, repetitions included, and what is left, seconds. */
export const timeTotalS = (controller: CaseController): number =>
  timeUsedS(controller) + timeLeftS(controller);

/** What the parameter card shows: the series that will run the active group; null where no group is in hand. */
export function activeRequest(state: CaseState, selected: string | null): SeriesRequest | null {
  const placed = state.groups.some(({ name }) => name === state.activeGroup);
  const step = placed ? stepOfGroup(state, state.activeGroup, selected) : undefined;
  return (step && requestOf(state, step, state.activeGroup ?? undefined)) ?? null;
}

export const missingFor = (state: CaseState, step: QueueStep): string[] =>
  missingGroups(
    step,
    state.groups.map((group) => group.name),
  );
