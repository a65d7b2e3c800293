import { sequenceByName, type Sequence } from '../scanner';
import type { ProtocolStep, Scenario } from './scenario';
import { settingsAtStart } from './traps';

/** `planned`: a group it needs is not placed yet; `ready`: it can run. */
export type StepState = 'planned' | 'ready' | 'queued' | 'running' | 'done' | 'aborted';

/** A series as it is planned: what undo walks through and the score is made from. */
export interface PlannedStep {
  readonly id: string;
  /** Name of the preset it starts from. */
  readonly sequence: string;
  /** Values that differ from the preset. */
  readonly settings: Partial<Sequence>;
  readonly groups: readonly string[];
  /** What it is called where that is not the preset's name. */
  readonly label?: string;
  /** Standing links: a group of this series alone → the group whose centre and angle it takes. */
  readonly follows?: Readonly<Record<string, string>>;
}

/** One entry of the exam queue: a planned series and how far it is. */
export interface QueueStep extends PlannedStep {
  readonly state: StepState;
  /** Slices acquired and wanted in the present run. */
  readonly done: number;
  readonly total: number;
  /** How often it was completed. */
  readonly runs: number;
  /** A group moved since the run that gave the newest images began: they no longer show the plan. */
  readonly stale: boolean;
}

export const queueFromProtocol = (protocol: readonly ProtocolStep[]): QueueStep[] =>
  protocol.map(({ id, sequence, groups }) => notRun({ id, sequence, settings: {}, groups }));

/** The queue as the trainee finds it. */
export const queueFromScenario = ({ protocol, traps }: Pick<Scenario, 'protocol' | 'traps'>): QueueStep[] =>
  queueFromProtocol(protocol).map((step) => ({ ...step, settings: settingsAtStart(traps, step.id) }));

export const notRun = (step: PlannedStep): QueueStep => ({
  ...step,
  ...{ state: 'planned', done: 0, total: 0, runs: 0, stale: false },
});

/** What is run: the preset with the step's own values and name. @throws IsocenterError `sequence-unknown` */
export const effectiveSequence = ({
  sequence,
  settings,
  label,
}: Pick<PlannedStep, 'sequence' | 'settings' | 'label'>): Sequence => ({
  ...sequenceByName(sequence),
  ...settings,
  ...(label !== undefined && { label }),
});

/**
 * What of a sequence differs from the preset it was made from: `settings` of a step. What it is called is no setting.
 * @throws IsocenterError `sequence-unknown`
 */
export function settingsOf(sequence: Sequence): Partial<Sequence> {
  const preset: Record<string, unknown> = { ...sequenceByName(sequence.name), label: sequence.label };
  return Object.fromEntries(Object.entries(sequence).filter(([key, value]) => preset[key] !== value));
}

/** The plan's part of a step. */
export const plannedStep = ({
  id,
  sequence,
  settings,
  groups,
  label,
  follows,
}: PlannedStep): PlannedStep => ({
  ...{ id, sequence, settings, groups },
  ...(label !== undefined && { label }),
  ...(follows !== undefined && { follows }),
});

/** What is known of a step's runs. */
const runOf = ({ state, done, total, runs, stale }: QueueStep): Omit<QueueStep, keyof PlannedStep> => ({
  ...{ state, done, total, runs, stale },
});

/** Series of the protocol that are not in the queue any more, as they came up. */
export const missingSteps = (
  scenario: Pick<Scenario, 'protocol' | 'traps'> | null,
  steps: readonly Pick<PlannedStep, 'id'>[],
): PlannedStep[] =>
  scenario
    ? queueFromScenario(scenario)
        .filter(({ id }) => !steps.some((step) => step.id === id))
        .map(plannedStep)
    : [];

/** Same preset, values and groups, by identity: a plan is never changed in place. */
const isSamePlan = (a: PlannedStep, b: PlannedStep): boolean =>
  a.sequence === b.sequence && a.settings === b.settings && a.groups === b.groups;

/**
 * The queue as `planned` has it, in its order. Steps keep what is known of their runs; images of a step that changed, or that
 * comes back after it was taken out, are stale. The running step cannot be taken out.
 * @param runsOf how often a step was completed, from the series acquired
 */
export function queueAfterPlan(
  queue: readonly QueueStep[],
  planned: readonly PlannedStep[],
  runsOf: (id: string) => number,
): QueueStep[] {
  const steps = planned.map((step): QueueStep => {
    const known = queue.find(({ id }) => id === step.id);
    // A name or a link alone makes no images old.
    if (known && isSamePlan(known, step))
      return known.label === step.label && known.follows === step.follows
        ? known
        : { ...plannedStep(step), ...runOf(known) };
    const runs = known?.runs ?? runsOf(step.id);
    const isStale = runs > 0 || known?.state === 'running';
    return { ...plannedStep(step), ...runOf(known ?? notRun(step)), runs, stale: isStale };
  });
  const at = queue.findIndex(({ state }) => state === 'running');
  const running = queue[at];
  return running && !steps.includes(running) && !steps.some(({ id }) => id === running.id)
    ? steps.toSpliced(at, 0, running)
    : steps;
}

/** Groups a step still needs before it can run. */
export const missingGroups = (step: QueueStep, placed: readonly string[]): string[] =>
  step.groups.filter((name) => !placed.includes(name));

/** Brings planned/ready and staleness up to date after groups were placed, moved or removed. */
export function queueAfterEdit(
  steps: readonly QueueStep[],
  placed: readonly string[],
  changed: readonly string[],
): QueueStep[] {
  return steps.map((step) => {
    const moved = step.groups.some((name) => changed.includes(name));
    if (step.state === 'running') return { ...step, stale: step.stale || moved };
    const stale = step.runs > 0 && (step.stale || moved);
    const complete = missingGroups(step, placed).length === 0;
    if (step.state === 'queued' && complete) return { ...step, stale };
    if (!complete) return { ...step, state: 'planned', stale };
    return {
      ...step,
      state: step.state === 'planned' ? (step.runs > 0 ? 'done' : 'ready') : step.state,
      stale,
    };
  });
}

export const updateStep = (
  steps: readonly QueueStep[],
  id: string,
  change: (step: QueueStep) => QueueStep,
): QueueStep[] => steps.map((step) => (step.id === id ? change(step) : step));

/** The state a step falls back to when a run is stopped: an earlier result stays valid. */
export const stepAfterStop = (step: QueueStep, placed: readonly string[]): QueueStep => ({
  ...step,
  done: 0,
  state:
    missingGroups(step, placed).length > 0
      ? 'planned'
      : step.state === 'queued'
        ? step.runs > 0
          ? 'done'
          : 'ready'
        : 'aborted',
});
