import type { SpineMeasures } from '../patient';
import type { Sequence } from '../scanner';
import type { Outcome, TaskOutcome } from './attempt';
import { readingWords, readKey, type ReadTask } from './answers';
import { runsOfStep, type ExamRecord } from './examRecord';
import { expectationCount, unmetByTask, unmetWords } from './expectations';
import { BEST_LANDMARK, landmarkOf, positionPercent } from './positions';
import type { RunPatient } from './judgeFaults';
import { scoreJudging } from './scoreJudging';
import { effectiveSequence } from './queue';
import { readTruth } from './readTruth';
import type { Scenario } from './scenario';
import { rubricOf } from './scenarioRubric';
import type { ScenarioTask } from './scenarioTasks';
import { taskTitle } from './taskTitle';

export type CriticalError = NonNullable<Scenario['rubric']['criticalErrors']>[number];

/** How one task was done. */
export interface TaskScore {
  readonly percent: number | null;
  readonly sentence: string;
  /** What the trainee said, in words; null where nothing was asked or nothing was said. */
  readonly answer: string | null;
  /** Mistake that fails the exam where the scenario says so. */
  readonly error: CriticalError | null;
}

/** What tasks are held against. */
export interface TaskEvidence {
  readonly record: ExamRecord;
  /** Of the drawn patient; null for a volume of one's own. */
  readonly measures: SpineMeasures | null;
  /** Whom the runs were taken of. */
  readonly patient: RunPatient;
  /** Scores of the planned groups. */
  readonly groups: Outcome['groups'];
}

/** Points for saying whether a finding is there; the rest is for its side or grade. */
const PRESENCE_PERCENT = 70;
/** Points for images that do not show the present plan. */
const STALE_PERCENT = 50;

const done = (percent: number | null, sentence: string): TaskScore => ({
  ...{ percent, sentence, answer: null, error: null },
});

/**
 * What became of every task of the scenario, in its order.
 * @throws IsocenterError `rubric-unknown`, `scenario-invalid`, `sequence-unknown`
 */
export function scoreTasks(scenario: Scenario, evidence: TaskEvidence): TaskOutcome[] {
  const named = scenario.rubric.criticalErrors ?? [];
  return scenario.tasks.map((task) => {
    const { error, ...score } = scoreTask(scenario, task, evidence);
    const critical = error !== null && named.includes(error);
    return { kind: task.kind, title: taskTitle(scenario, task), critical, ...score };
  });
}

function scoreTask(scenario: Scenario, task: ScenarioTask, evidence: TaskEvidence): TaskScore {
  const { record, groups, patient } = evidence;
  switch (task.kind) {
    case 'position':
      return scorePosition(record);
    case 'localize':
      return record.isLocalized
        ? done(100, 'The localizer was acquired.')
        : done(0, 'No localizer was acquired.');
    case 'plan': {
      const group = groups.find(({ name }) => name === task.group);
      if (!group || group.percent === null)
        return done(null, 'There was nothing to hold this group against.');
      return done(group.percent, group.advice[0] ?? 'Placed as it should be.');
    }
    case 'parameters':
      return scoreParameters(task, record);
    case 'run':
      return scoreRun(task.step, record);
    case 'judge':
      return scoreJudging(scenario, task.step, record, patient);
    case 'read':
      return scoreReading(scenario, task, evidence);
  }
}

function scorePosition({ position, earlierPositions = [] }: ExamRecord): TaskScore {
  const landmark = position && landmarkOf(position.landmark);
  if (!landmark) return done(0, 'The patient was not positioned.');
  const { title, aboveL3Mm } = landmark;
  const where = `${Math.abs(aboveL3Mm)} mm ${aboveL3Mm < 0 ? 'below' : 'above'} the middle of L3`;
  const percent = positionPercent(landmark);
  const sentence =
    percent === 100
      ? `The isocentre lies ${where}: the lumbar spine is in the middle of the field.`
      : `The isocentre lies ${where}; the ${BEST_LANDMARK.title.toLowerCase()} is the landmark of L3.`;
  const moves = earlierPositions.length;
  const moved =
    moves === 0
      ? ''
      : ` The table was moved ${moves === 1 ? 'once' : `${moves} times`}: each localizer took its time.`;
  const before = earlierPositions.map((earlier) => landmarkOf(earlier.landmark)?.title ?? earlier.landmark);
  return { ...done(percent, `${sentence}${moved}`), answer: [...before, title].join(', then ') };
}

/** The sequence of a step's last run; where it was not run, that it would be run with. Null where it is not in the queue. */
function sequenceOf(step: string, record: ExamRecord): Sequence | null {
  const last = runsOfStep(record.runs, step).at(-1);
  if (last) return last.sequence;
  const planned = record.steps.find(({ id }) => id === step);
  return planned ? effectiveSequence(planned) : null;
}

function scoreParameters(task: Extract<ScenarioTask, { kind: 'parameters' }>, record: ExamRecord): TaskScore {
  const { step } = task;
  const sequence = sequenceOf(step, record);
  if (!sequence) return done(0, 'The series was taken out of the queue.');
  const unmet = unmetByTask(task, sequence, runsOfStep(record.runs, step).at(-1)?.groups ?? []);
  const count = expectationCount(task);
  if (unmet.length === 0) return done(100, 'Its values are right.');
  const isRun = record.runs.some(({ stepId }) => stepId === step);
  const wrong = unmet.map(unmetWords).join('; ');
  return {
    ...done((100 * (count - unmet.length)) / count, `Wrong: ${wrong}.`),
    error: isRun ? 'wrong-values-run' : null,
  };
}

function scoreRun(step: string, { runs, steps }: ExamRecord): TaskScore {
  const taken = runsOfStep(runs, step).length;
  if (taken === 0) {
    const isQueued = steps.some(({ id }) => id === step);
    const why = isQueued ? 'It was not run.' : 'It was taken out of the queue: the series is missing.';
    return { ...done(0, why), error: 'series-not-run' };
  }
  if (steps.find(({ id }) => id === step)?.stale)
    return done(STALE_PERCENT, 'The plan was changed afterwards: the images do not show it.');
  return done(100, taken === 1 ? 'It was run.' : `It was run ${taken} times.`);
}

const READING_WORDS = {
  none: 'Not read',
  missed: 'Missed',
  absent: 'Not there',
  right: 'Right',
  otherwise: 'Found, but not as it is',
} as const;

function scoreReading(
  scenario: Scenario,
  task: ReadTask,
  { record: { readings }, measures }: TaskEvidence,
): TaskScore {
  const reading = readings[readKey(task)];
  const answer = reading ? readingWords(reading) : null;
  const truth = measures && readTruth(task, measures, rubricOf(scenario));
  if (!truth) return { ...done(null, 'What is true of it is not known.'), answer };
  const isMissed = truth.present && !reading?.present;
  const told = (percent: number, verdict: string): TaskScore => ({
    ...{ percent, answer, sentence: `${verdict}: ${truth.words}.` },
    error: isMissed ? 'finding-missed' : null,
  });
  if (!reading) return told(0, READING_WORDS.none);
  if (reading.present !== truth.present)
    return told(0, truth.present ? READING_WORDS.missed : READING_WORDS.absent);
  if (!truth.present || reading.detail === truth.detail) return told(100, READING_WORDS.right);
  return told(PRESENCE_PERCENT, READING_WORDS.otherwise);
}
