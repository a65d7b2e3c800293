import type { Agent, Context, ObjectiveActivity, Result, Statement } from '@xapi/xapi';
import type { Session } from '../../app';
import { COMPETENCY_GRID, isTitleHidden, titleBefore, type Attempt, type Scenario } from '../../exercise';
import { learningRecord, type RecordedItem } from '../learningRecord';
import { neutralName } from '../neutralName';
import { interval2004 as iso8601 } from '../scorm/time';
import { uuidOf } from './uuid';
import { BASE, EXTENSIONS, PROFILE, TYPES, VERBS, type VerbName } from './vocabulary';

/** A statement as it lies in the queue: complete, with the identifier by which a store knows it again. */
export type QueuedStatement = Statement & { readonly id: string; readonly timestamp: string };

/** What all statements on one exam share. */
export interface ExamContext {
  readonly actor: Agent;
  readonly scenario: Scenario;
  readonly session: Pick<Session, 'id' | 'mode'>;
  /** Whether it was handed in: from then on the diagnosis may be told. */
  readonly isSubmitted: boolean;
  /** Version of the program. */
  readonly program: string;
  /** Of the launch; made from the exam's identifier where there is none. */
  readonly registration: string | null;
}

const activity = (id: string, type: string, name: string): ObjectiveActivity =>
  // The library's type of an activity's definition knows ADL's `objective` only.
  ({ objectType: 'Activity', id, definition: { type, name: { 'en-GB': name } } }) as ObjectiveActivity;

type Spoken = Pick<ExamContext, 'scenario' | 'session' | 'isSubmitted'>;

/** Whether statements may go by title and identifier of the scenario, which name the diagnosis. */
const isTold = ({ scenario, session, isSubmitted }: Spoken): boolean =>
  isSubmitted || !isTitleHidden(scenario, session.mode);

/** The exam under a name that tells nothing. An activity of its own: a store shows the newest name of an activity to everybody. */
const neutralActivity = ({ scenario, session }: Spoken): ObjectiveActivity =>
  activity(`${BASE}/exams/${neutralName(scenario)}`, TYPES.simulation, titleBefore(scenario, session.mode));

const examActivity = (exam: Spoken): ObjectiveActivity =>
  isTold(exam)
    ? activity(`${BASE}/scenarios/${exam.scenario.id}`, TYPES.simulation, exam.scenario.title)
    : neutralActivity(exam);

const competencyActivity = ({
  id,
  title,
}: {
  readonly id: string;
  readonly title: string;
}): ObjectiveActivity => activity(`${BASE}/competencies/${id}`, TYPES.objective, title);

/** Competencies that a scenario says it trains. */
const trained = ({ objectives }: Scenario): ObjectiveActivity[] =>
  COMPETENCY_GRID.competencies
    .filter(({ id }) => objectives.some(({ competency }) => competency === id))
    .map(competencyActivity);

/** Module and competencies: they tell what is to be found, so only once it may be told. */
const groupingOf = (exam: ExamContext, competencies: readonly ObjectiveActivity[]): ObjectiveActivity[] => {
  if (!isTold(exam)) return [];
  const { module } = exam.scenario;
  return [...(module ? [activity(`${BASE}/modules/${module}`, TYPES.module, module)] : []), ...competencies];
};

function contextOf(exam: ExamContext, isPart: boolean, competencies: readonly ObjectiveActivity[]): Context {
  const { scenario, session, program, registration, isSubmitted } = exam;
  const grouping = groupingOf(exam, competencies);
  // Under this name went what was told before.
  const before = isSubmitted && isTitleHidden(scenario, session.mode) ? [neutralActivity(exam)] : [];
  return {
    registration: registration ?? uuidOf(session.id),
    platform: `Isocenter ${program}`,
    language: 'en-GB',
    contextActivities: {
      category: [activity(PROFILE, TYPES.profile, 'Isocenter')],
      ...(isPart && { parent: [examActivity(exam)] }),
      ...(grouping.length > 0 && { grouping }),
      ...(before.length > 0 && { other: before }),
    },
    extensions: { [EXTENSIONS.mode]: session.mode },
  };
}

interface Parts {
  readonly verb: VerbName;
  readonly object: ObjectiveActivity;
  /** ISO time. */
  readonly at: string;
  readonly result?: Result;
  readonly competencies?: readonly ObjectiveActivity[];
}

function statement(exam: ExamContext, { verb, object, at, result, competencies }: Parts): QueuedStatement {
  const whole = examActivity(exam);
  return {
    // What is told twice, e.g. after a crash, has the same name, and a store keeps it once.
    id: uuidOf([exam.session.id, verb, object.id, at].join('\n')),
    actor: exam.actor,
    verb: VERBS[verb],
    object,
    ...(result && { result }),
    context: contextOf(exam, object.id !== whole.id, competencies ?? trained(exam.scenario)),
    timestamp: at,
  };
}

/** The exam as a whole: launched, initialized, resumed, suspended or terminated. */
export const examStatement = (
  exam: ExamContext,
  verb: 'launched' | 'initialized' | 'resumed' | 'suspended' | 'terminated',
  at: string,
): QueuedStatement => statement(exam, { verb, object: examActivity(exam), at });

/** A series of the protocol was started. */
export function seriesStatement(exam: ExamContext, stepId: string, at: string): QueuedStatement {
  const step = exam.scenario.protocol.find((candidate) => candidate.id === stepId);
  const name = step ? `${step.sequence}: ${step.groups.join(', ')}` : stepId;
  const object = activity(
    `${examActivity(exam).id}/series/${encodeURIComponent(stepId)}`,
    TYPES.interaction,
    name,
  );
  return statement(exam, { verb: 'interacted', object, at });
}

/** Four decimals are enough for a mark, and whole in every store. */
const scoreOf = (percent: number): NonNullable<Result['score']> => ({
  scaled: Number((percent / 100).toFixed(4)),
  ...{ raw: Number(percent.toFixed(2)), min: 0, max: 100 },
});

function itemStatement(exam: ExamContext, item: RecordedItem, at: string): QueuedStatement {
  const { id, title, percent, result, answer, sentence, latencySeconds } = item;
  const object = activity(`${examActivity(exam).id}/tasks/${id}`, TYPES.performance, title);
  const verb = result === 'neutral' ? 'completed' : result === 'correct' ? 'passed' : 'failed';
  return statement(exam, {
    ...{ verb, object, at },
    result: {
      completion: true,
      ...(result !== 'neutral' && { success: result === 'correct' }),
      ...(percent !== null && { score: scoreOf(percent) }),
      response: answer ?? sentence,
      ...(latencySeconds !== null && { duration: iso8601(latencySeconds) }),
    },
  });
}

/** A submitted exam: every task and the criteria of every group, then the exam's score, that it is done, and the verdict. */
export function attemptStatements(exam: ExamContext, attempt: Attempt): QueuedStatement[] {
  const { outcome, result: arm, submittedAt: at, aiPlanSeenBeforeSubmit } = attempt;
  const { items, objectives, mark, passed, seconds } = learningRecord(attempt, exam.scenario);
  const object = examActivity(exam);
  const result: Result = {
    completion: true,
    ...(passed !== null && { success: passed }),
    ...(mark !== null && { score: scoreOf(mark) }),
    ...(seconds !== null && { duration: iso8601(seconds) }),
    extensions: {
      [EXTENSIONS.competencies]: Object.fromEntries(objectives.map(({ id, credit }) => [id, credit])),
      [EXTENSIONS.criticalErrors]: outcome.criticalErrors,
      [EXTENSIONS.arm]: arm.arm,
    },
  };
  const competencies = objectives.map(competencyActivity);
  const whole = (verb: VerbName): QueuedStatement => {
    const made = statement(exam, { verb, object, at, result, competencies });
    const extensions = { ...made.context?.extensions, [EXTENSIONS.aiPlanSeen]: aiPlanSeenBeforeSubmit };
    return { ...made, context: { ...made.context, extensions } };
  };
  return [
    ...items.map((item) => itemStatement(exam, item, at)),
    whole('scored'),
    whole('completed'),
    ...(passed === null ? [] : [whole(passed ? 'passed' : 'failed')]),
  ];
}
