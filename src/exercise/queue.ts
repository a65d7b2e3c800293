import type { ProtocolStep } from './scenario';

/** `planned`: a group it needs is not placed yet; `ready`: it can run. */
export type StepState = 'planned' | 'ready' | 'queued' | 'running' | 'done' | 'aborted';

/** One entry of the exam queue. */
export interface QueueStep {
  readonly id: string;
  readonly sequence: string;
  readonly groups: readonly string[];
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
  protocol.map(({ id, sequence, groups }) => ({
    id,
    sequence,
    groups,
    state: 'planned',
    done: 0,
    total: 0,
    runs: 0,
    stale: false,
  }));

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
