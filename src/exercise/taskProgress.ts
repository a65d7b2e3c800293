import type { AcquiredSeries, CaseState } from './caseState';
import { awaitsPosition, canPlan } from './caseState';
import { readKey, runKey, type ReadTask } from './answers';
import type { ScenarioTask } from './scenarioTasks';
import { taskTitle } from './taskTitle';

/** `open`: something else comes first; `ready`: it can be done now; `repeat`: it was done and has to be done again. */
export type TaskState = 'open' | 'ready' | 'done' | 'repeat';

/** How far one task is, as far as the trainee may know: never whether it was done rightly. */
export interface TaskProgress {
  readonly task: ScenarioTask;
  /** In the scenario's list. */
  readonly index: number;
  readonly title: string;
  readonly state: TaskState;
}

/** The newest images on which a disc's findings are read: axial ones of that disc, else any axial, else sagittal ones. */
export function seriesToRead(
  { series }: Pick<CaseState, 'series'>,
  { level }: Pick<ReadTask, 'level'>,
): AcquiredSeries | null {
  const rank = ({ group }: AcquiredSeries): number =>
    group.kind === 'axial'
      ? group.level === level
        ? 0
        : group.level
          ? 3
          : 1
      : group.kind === 'sagittal'
        ? 2
        : 3;
  const usable = series.filter((acquired) => rank(acquired) < 3);
  return usable.reduce<AcquiredSeries | null>(
    (best, one) => (best === null || rank(one) <= rank(best) ? one : best),
    null,
  );
}

function stateOf(state: CaseState, task: ScenarioTask): TaskState {
  switch (task.kind) {
    case 'position':
      return state.answers.position ? 'done' : awaitsPosition(state) ? 'ready' : 'open';
    case 'localize':
      return state.localizer.length > 0 ? 'done' : state.phase === 'patientLoaded' ? 'ready' : 'open';
    case 'plan':
      if (state.groups.some(({ name }) => name === task.group)) return 'done';
      return canPlan(state) ? 'ready' : 'open';
    case 'read':
      if (state.answers.readings[readKey(task)]) return 'done';
      return seriesToRead(state, task) ? 'ready' : 'open';
    case 'parameters':
    case 'run':
    case 'judge':
      return stepTaskState(state, task);
  }
}

function stepTaskState(
  state: CaseState,
  { kind, step: id }: Extract<ScenarioTask, { step: string }>,
): TaskState {
  const step = state.steps.find((candidate) => candidate.id === id);
  if (!step) return 'open';
  const isRun = step.runs > 0;
  if (kind === 'judge') {
    if (!isRun) return 'open';
    const verdict = state.answers.judgements[runKey({ stepId: id, run: step.runs })]?.verdict;
    return verdict === undefined ? 'ready' : verdict === 'accept' ? 'done' : 'repeat';
  }
  if (isRun) return kind === 'run' && step.stale ? 'repeat' : 'done';
  if (kind === 'parameters') return canPlan(state) ? 'ready' : 'open';
  return step.state === 'planned' ? 'open' : 'ready';
}

/** Every task of the scenario in its order; empty without a scenario. */
export function taskProgress(state: CaseState): TaskProgress[] {
  const { scenario } = state;
  if (!scenario) return [];
  return scenario.tasks.map((task, index) => ({
    ...{ task, index, title: taskTitle(scenario, task), state: stateOf(state, task) },
  }));
}

/** What to do next: what can be done now before what waits; null when nothing is left. */
export const nextTask = (tasks: readonly TaskProgress[]): TaskProgress | null =>
  tasks.find(({ state }) => state === 'ready' || state === 'repeat') ??
  tasks.find(({ state }) => state === 'open') ??
  null;
