import { effectiveSequence, missingGroups, type CaseState, type QueueStep } from '../exercise';
import { initialGroup, type PlannedGroup } from '../planning';
import type { ScanFigures, Sequence } from '../scanner';
import type { CaseController } from '../app';

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
function groupsOf(controller: CaseController, step: QueueStep): PlannedGroup[] {
  const { defaults } = effectiveSequence(step);
  const state = controller.getState().case;
  return step.groups.flatMap((name) => {
    const placed = state.groups.find((candidate) => candidate.name === name);
    const wanted = state.scenario?.groups.find((candidate) => candidate.name === name);
    return (
      placed ?? (wanted ? { ...initialGroup(wanted.kind, wanted.level, [0, 0, 0]), ...defaults, name } : [])
    );
  });
}

/** Figures of the series of a step, seen from one of its groups; the groups are taken together. */
function seriesFigures(controller: CaseController, step: QueueStep, group: PlannedGroup): ScanFigures {
  const { scanner } = controller.engines;
  const { saturationBands } = controller.getState().case;
  const companions = groupsOf(controller, step).filter((other) => other.name !== group.name);
  return scanner.figures(group, effectiveSequence(step), saturationBands.length, companions);
}

/** Seconds a step takes. */
export function stepTimeS(controller: CaseController, step: QueueStep): number {
  const [first] = groupsOf(controller, step);
  return first ? seriesFigures(controller, step, first).scanTimeS : 0;
}

/** Scan time of what is still to be run, seconds. */
export function timeLeftS(controller: CaseController): number {
  const { steps, localizer, phase } = controller.getState().case;
  if (phase === 'submitted') return 0;
  const open = steps.filter((step) => step.state !== 'done' || step.stale);
  const localizing = localizer.length === 0 ? controller.engines.scanner.localizerTimeS : 0;
  return localizing + open.reduce((sum, step) => sum + stepTimeS(controller, step), 0);
}

export interface ActiveFigures {
  readonly group: PlannedGroup;
  readonly step: QueueStep;
  readonly sequence: Sequence;
  readonly figures: ScanFigures;
}

/** What the parameter card shows: the active group with the sequence that will run it. */
export function activeFigures(controller: CaseController, selected: string | null): ActiveFigures | null {
  const state = controller.getState().case;
  const group = state.groups.find((candidate) => candidate.name === state.activeGroup);
  const step = stepOfGroup(state, state.activeGroup, selected);
  if (!group || !step) return null;
  const sequence = effectiveSequence(step);
  return { group, step, sequence, figures: seriesFigures(controller, step, group) };
}

export const missingFor = (state: CaseState, step: QueueStep): string[] =>
  missingGroups(
    step,
    state.groups.map((group) => group.name),
  );
