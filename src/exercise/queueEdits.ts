import type { GroupKind } from '../planning';
import { SEQUENCES, sequenceByName, type Sequence } from '../scanner';
import { canPlan, type CaseState } from './caseState';
import { geometryAfter, withoutUnused, type GeometryChoice } from './geometryChoice';
import { withoutLinks, type LinkedPlan } from './geometryLinks';
import { effectiveSequence, missingSteps, type PlannedStep, type QueueStep } from './queue';
import { freeId, takenIds } from './stepIds';

/* Edits of the exam queue, as functions from plan to plan: what undo walks through. Null: the edit is not possible, or changes nothing. */

/** The queue after an edit, in words for the undo menu, and the step that is in hand then. */
export interface QueueEdit extends LinkedPlan {
  readonly what: string;
  readonly selected: string | null;
}

/** Presets a series can be made from. The localizer has its own place in the exam. */
export const ADDABLE: readonly Sequence[] = SEQUENCES.filter(({ orientation }) => orientation !== 'any');

/** Longest name of a series: what a line of the queue and a DICOM series description (LO, 64) hold. */
export const LONGEST_LABEL = 40;

/** Why the queue cannot be edited now; null when it can. */
export function queueBlocker(state: CaseState): string | null {
  if (state.phase === 'submitted') return 'This exam is submitted.';
  if (!canPlan(state)) return 'Acquire the localizer first.';
  return state.scenario?.queue === 'fixed'
    ? 'This exam gives its series and their order: they are not to be changed.'
    : null;
}

/** Why a step cannot be taken out of the queue; null when it can. */
export function removeBlocker({ state, runs }: QueueStep): string | null {
  if (state === 'running' || state === 'queued') return 'It is being run: stop it first.';
  return runs > 0 ? 'It has images: what was acquired stays in the exam.' : null;
}

const labelOf = (step: PlannedStep): string => effectiveSequence(step).label;

const edited = (plan: LinkedPlan, what: string, selected: string | null): QueueEdit => ({
  ...plan,
  ...{ what, selected },
});

const kindOf = ({ orientation }: Sequence): GroupKind | null => (orientation === 'any' ? null : orientation);

/** Slices for a new series: those of the series in hand where it is of the same orientation, else of the first that is, else all of the kind. */
function groupsFor(
  state: CaseState,
  plan: LinkedPlan,
  kind: GroupKind,
  inHand: string | null,
): readonly string[] {
  const isOfKind = (step: PlannedStep): boolean => kindOf(sequenceByName(step.sequence)) === kind;
  const alike = plan.steps.filter(isOfKind);
  const like = alike.find(({ id }) => id === inHand) ?? alike[0];
  if (like) return like.groups;
  const asked = (state.scenario?.groups ?? []).filter((group) => group.kind === kind);
  return asked.length > 0 ? asked.map(({ name }) => name) : [kind];
}

/** One more series from a preset, at the end, on the slices of one that is already there. */
export function addStep(
  state: CaseState,
  plan: LinkedPlan,
  preset: string,
  inHand: string | null,
): QueueEdit | null {
  const sequence = ADDABLE.find(({ name }) => name === preset);
  const kind = sequence && kindOf(sequence);
  if (!sequence || !kind) return null;
  const id = freeId(preset, takenIds(state));
  const step: PlannedStep = {
    ...{ id, sequence: preset, settings: {} },
    groups: groupsFor(state, plan, kind, inHand),
  };
  return edited({ ...plan, steps: [...plan.steps, step] }, `Add ${sequence.label}`, id);
}

/** Puts a series of the protocol that was taken out back where it stood. */
export function restoreStep({ scenario }: CaseState, plan: LinkedPlan, id: string): QueueEdit | null {
  const step = missingSteps(scenario, plan.steps).find((missing) => missing.id === id);
  if (!scenario || !step) return null;
  const order = scenario.protocol.map((wanted) => wanted.id);
  const before = order.slice(0, order.indexOf(id));
  const at = plan.steps.findLastIndex((other) => before.includes(other.id)) + 1;
  return edited({ ...plan, steps: plan.steps.toSpliced(at, 0, step) }, `Put ${labelOf(step)} back`, id);
}

/** The same series once more, after it: same values, same slices. */
export function duplicateStep(state: CaseState, plan: LinkedPlan, id: string): QueueEdit | null {
  const at = plan.steps.findIndex((step) => step.id === id);
  const step = plan.steps[at];
  if (!step) return null;
  // Slices that follow are those of the first: the copy uses them, the link stays with their owner.
  const copy = { ...withoutLinks(step, () => true), id: freeId(step.sequence, takenIds(state)) };
  return edited(
    { ...plan, steps: plan.steps.toSpliced(at + 1, 0, copy) },
    `Duplicate ${labelOf(step)}`,
    copy.id,
  );
}

/** @param to place in the queue it has afterwards, from 0 */
export function moveStep(plan: LinkedPlan, id: string, to: number): QueueEdit | null {
  const at = plan.steps.findIndex((step) => step.id === id);
  const step = plan.steps[at];
  const place = Math.min(Math.max(to, 0), plan.steps.length - 1);
  if (!step || place === at) return null;
  const steps = plan.steps.toSpliced(at, 1).toSpliced(place, 0, step);
  return edited({ ...plan, steps }, `Move ${labelOf(step)} ${place < at ? 'up' : 'down'}`, id);
}

/** Takes a series out, with the slices that were its alone unless the scenario asks for them. */
export function removeStep(state: CaseState, plan: LinkedPlan, id: string): QueueEdit | null {
  const at = plan.steps.findIndex((step) => step.id === id);
  const step = plan.steps[at];
  const queued = state.steps.find((other) => other.id === id);
  if (!step || (queued && removeBlocker(queued) !== null)) return null;
  const steps = plan.steps.toSpliced(at, 1);
  const next = steps[at] ?? steps.at(-1);
  return edited(withoutUnused(state, { ...plan, steps }), `Take out ${labelOf(step)}`, next?.id ?? null);
}

/** @param label empty for the preset's own name */
export function renameStep(plan: LinkedPlan, id: string, label: string): QueueEdit | null {
  const step = plan.steps.find((candidate) => candidate.id === id);
  if (!step) return null;
  const wanted = label.trim().replaceAll(/\s+/g, ' ').slice(0, LONGEST_LABEL).trim();
  const { label: old, ...rest } = step;
  const isOwn = wanted !== '' && wanted !== sequenceByName(step.sequence).label;
  const renamed: PlannedStep = isOwn ? { ...rest, label: wanted } : rest;
  if (renamed.label === old) return null;
  const steps = plan.steps.map((other) => (other === step ? renamed : other));
  return edited({ ...plan, steps }, `Rename ${labelOf(step)} to ${labelOf(renamed)}`, id);
}

/** Series whose slices another can take: those of the same orientation, itself left out. */
export const geometrySources = (steps: readonly PlannedStep[], id: string): PlannedStep[] => {
  const step = steps.find((candidate) => candidate.id === id);
  const kind = step && kindOf(sequenceByName(step.sequence));
  return steps.filter((other) => other !== step && kindOf(sequenceByName(other.sequence)) === kind);
};

/** Gives a series the geometry of another: the same slices, slices that follow, or a copy. */
export function setGeometry(
  state: CaseState,
  plan: LinkedPlan,
  id: string,
  choice: GeometryChoice,
  sourceId: string,
): QueueEdit | null {
  const step = plan.steps.find((candidate) => candidate.id === id);
  const source = geometrySources(plan.steps, id).find((candidate) => candidate.id === sourceId);
  if (!step || !source) return null;
  const next = geometryAfter(state, plan, step, source, choice);
  const from = labelOf(source);
  const what = {
    same: `Use the slices of ${from} for ${labelOf(step)}`,
    follow: `Let ${labelOf(step)} follow ${from}`,
    own: `Copy the slices of ${from} to ${labelOf(step)}`,
  }[choice];
  return next && edited(next, what, id);
}
