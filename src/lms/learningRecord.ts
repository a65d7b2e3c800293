import {
  COMPETENCY_GRID,
  readKey,
  runKey,
  TAKE_OVER,
  type Attempt,
  type AttemptEvent,
  type OutcomeRow,
  type Scenario,
  type ScenarioTask,
} from '../exercise';
import { groupTitle } from '../planning';

/** One thing that was asked and answered: a task of the scenario, or the criteria of a slice group or of the exam. */
export interface RecordedItem {
  /** Unique and the same in every attempt at the scenario, e.g. `task-3-run`, `criteria-l4-l5`. */
  readonly id: string;
  readonly title: string;
  /** Percent; null where it could not be judged. */
  readonly percent: number | null;
  readonly result: 'correct' | 'incorrect' | 'neutral';
  /** What was measured of it: name of the criterion → value in the unit of the score page. Empty for a task. */
  readonly measured: readonly { readonly name: string; readonly value: number }[];
  /** What the trainee said; null where nothing was asked or nothing was said. */
  readonly answer: string | null;
  /** What became of it, in a sentence. */
  readonly sentence: string;
  /** From the moment it could be begun to the first answer, s; null where the log does not tell. */
  readonly latencySeconds: number | null;
}

/** What the exam shows of one competency. */
export interface RecordedObjective {
  readonly id: string;
  readonly title: string;
  /** 0 … 1 */
  readonly credit: number;
  /** Reaches the credit that the grid's rule of mastery asks of an attempt. */
  readonly reached: boolean;
}

/** A submitted exam as a learning system records it, whatever its standard. */
export interface LearningRecord {
  /** Percent; null where nothing could be scored. */
  readonly mark: number | null;
  readonly passed: boolean | null;
  /** Working time, s; null where the attempt did not keep it. */
  readonly seconds: number | null;
  readonly submittedAt: string;
  readonly items: readonly RecordedItem[];
  readonly objectives: readonly RecordedObjective[];
}

/** Lower-case words joined by hyphens: an identifier in every standard. */
const kebab = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Seconds between two moments of the log; null where one is missing or they are the wrong way round. */
function secondsBetween(from: AttemptEvent | undefined, to: AttemptEvent | undefined): number | null {
  const seconds = (Date.parse(to?.at ?? '') - Date.parse(from?.at ?? '')) / 1000;
  return seconds >= 0 ? seconds : null;
}

/** When a task was first answered, by the log. Values are answered by running the series. */
function answeredAt(
  task: ScenarioTask,
  { groups }: Scenario,
  events: readonly AttemptEvent[],
): AttemptEvent | undefined {
  switch (task.kind) {
    case 'position':
      return events.find(({ what }) => what === 'positioned');
    case 'localize':
      return events.find(({ what }) => what === 'localizer acquired');
    case 'plan': {
      const group = groups.find(({ name }) => name === task.group);
      const words = [TAKE_OVER, group && `Place ${groupTitle(group)}`];
      return events.find(({ what, detail }) => what === 'plan' && words.includes(detail));
    }
    case 'parameters':
    case 'run':
      return events.find(({ what, detail }) => what === 'run' && detail === task.step);
    case 'judge': {
      const first = `${runKey({ stepId: task.step, run: 1 })}:`;
      return events.find(({ what, detail }) => what === 'judged' && detail?.startsWith(first));
    }
    case 'read':
      return events.find(({ what, detail }) => what === 'read' && detail?.startsWith(`${readKey(task)}:`));
  }
}

function latencyOf(task: ScenarioTask, scenario: Scenario, events: readonly AttemptEvent[]): number | null {
  const begun = task.kind === 'localize' || task.kind === 'position' ? 'opened' : 'localizer acquired';
  return secondsBetween(
    events.find(({ what }) => what === begun),
    answeredAt(task, scenario, events),
  );
}

const resultOf = (percent: number | null, passMark: number, critical = false): RecordedItem['result'] =>
  percent === null ? 'neutral' : percent >= passMark && !critical ? 'correct' : 'incorrect';

const measuredIn = (rows: readonly OutcomeRow[]): RecordedItem['measured'] =>
  rows.flatMap(({ key, trainee }) => (trainee ? [{ name: key, value: trainee.value }] : []));

function taskItems({ outcome, events }: Attempt, scenario: Scenario): RecordedItem[] {
  const { tasks, passMark } = scenario;
  return outcome.tasks.map(({ kind, title, percent, critical, sentence, answer }, i) => {
    const task = tasks[i]?.kind === kind ? tasks[i] : undefined;
    return {
      ...{ id: `task-${i + 1}-${kebab(kind)}`, title, percent, measured: [], answer, sentence },
      result: resultOf(percent, passMark, critical),
      latencySeconds: task ? latencyOf(task, scenario, events) : null,
    };
  });
}

function criteriaItems({ outcome }: Attempt, { passMark }: Scenario): RecordedItem[] {
  const parts = [
    ...outcome.groups.map((group) => ({ ...group, title: `Slice group ${group.name}` })),
    { ...outcome.exam, name: 'exam', title: 'The exam as a whole' },
  ];
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, title, percent, advice, rows }) => ({
      ...{ id: `criteria-${kebab(name)}`, title, percent, measured: measuredIn(rows), answer: null },
      result: resultOf(percent, passMark),
      sentence: advice.join(' '),
      latencySeconds: null,
    }));
}

/** What of an attempt a learning system is told. */
export function learningRecord(attempt: Attempt, scenario: Scenario): LearningRecord {
  const { outcome, result, submittedAt } = attempt;
  const titles = new Map(COMPETENCY_GRID.competencies.map(({ id, title }) => [id, title]));
  return {
    ...{ mark: outcome.mark, passed: outcome.passed, seconds: result.seconds, submittedAt },
    items: [...taskItems(attempt, scenario), ...criteriaItems(attempt, scenario)],
    objectives: outcome.competencies.map(({ competency, credit }) => ({
      ...{ id: competency, title: titles.get(competency) ?? competency, credit },
      reached: credit >= COMPETENCY_GRID.mastery.credit,
    })),
  };
}

/** Whether one result is to stand in place of another: passing before not passing, then the higher mark, then the newer. */
export const isBetter = (
  a: Pick<LearningRecord, 'mark' | 'passed'>,
  b: Pick<LearningRecord, 'mark' | 'passed'> | null,
): boolean =>
  b === null ||
  (a.passed === b.passed ? (a.mark ?? -1) >= (b.mark ?? -1) : Number(a.passed) > Number(b.passed));
