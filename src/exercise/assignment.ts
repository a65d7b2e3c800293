import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { MODES, type Attempt } from './attempt';
import { withoutTimeLimit } from './modes';
import { scenarioSchema, type Scenario, type ScenarioFault } from './scenario';
import { sentence } from './scenarioTasks';
import { migrateScenario } from './scenarioV1';

/** UTC times of ISO 8601 compare as text once fractions of a second are cut off. */
const toSecond = (iso: string): string => iso.slice(0, 19);

/** The instructor's file: what a class has to do, with all it needs. */
export const assignmentSchema = z
  .strictObject({
    format: z.literal('isocenter-assignment'),
    schemaVersion: z.literal(1),
    /** Tells it from every other one; attempts are kept under it. */
    id: sentence,
    title: sentence,
    /** What the instructor has to say to the class. */
    instructions: sentence.optional(),
    mode: z.enum(MODES),
    /** Whole scenarios, their time limits included, so that an instructor's own ones travel. */
    scenarios: z.array(z.preprocess(migrateScenario, scenarioSchema)).min(1),
    /** Exams a trainee may begin of each scenario; null: as many as wanted. */
    tries: z.int().positive().nullable(),
    /** UTC. */
    opens: z.iso.datetime().nullable(),
    closes: z.iso.datetime().nullable(),
    /** What the patients of an assessment are drawn with, beside the trainee's id. */
    secret: z.string().min(8),
  })
  .superRefine(({ scenarios, opens, closes }, context) => {
    const fail = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const ids = scenarios.map(({ id }) => id);
    ids.forEach((id, i) => {
      if (ids.indexOf(id) < i) fail(['scenarios', i, 'id'], `"${id}" is there twice`);
    });
    scenarios.forEach(({ patient }, i) => {
      if ('volume' in patient) fail(['scenarios', i, 'patient'], "a volume of one's own cannot be assigned");
    });
    if (opens !== null && closes !== null && toSecond(closes) <= toSecond(opens))
      fail(['closes'], 'must be after it opens');
  });

export type Assignment = z.infer<typeof assignmentSchema>;

/** Every wrong place of an assignment's file; empty when it can be used. */
export const assignmentFaults = (json: unknown): ScenarioFault[] =>
  (assignmentSchema.safeParse(json).error?.issues ?? []).map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));

const versionOf = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;

/**
 * Reads an assignment's JSON; scenarios of earlier versions in it are brought up to date.
 * @throws IsocenterError `assignment-newer`, `assignment-invalid` naming the first wrong key
 */
export function parseAssignment(json: unknown): Assignment {
  const result = assignmentSchema.safeParse(json);
  if (result.success) return result.data;
  const version = versionOf(json);
  if (typeof version === 'number' && version > 1) {
    throw new IsocenterError(
      'assignment-newer',
      `The assignment was made by a newer version of Isocenter (its format is ${version}, this one reads 1).`,
      'Use the newer version, or ask your instructor for a file of this one.',
    );
  }
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'assignment-invalid',
    `The assignment cannot be used: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'it is damaged'}.`,
    'Ask your instructor for the file again.',
  );
}

/** What an instructor decides; the rest of the file is filled in. */
export interface AssignmentPlan extends Pick<
  Assignment,
  'id' | 'title' | 'mode' | 'scenarios' | 'tries' | 'secret'
> {
  readonly instructions?: string;
  readonly opens?: string | null;
  readonly closes?: string | null;
  /** Working time by the scenario's id, s; null takes a limit away. Where left out the scenario's own stays. */
  readonly timeLimitsS?: Readonly<Record<string, number | null>>;
}

function limited(scenario: Scenario, limit: number | null | undefined): Scenario {
  if (limit === undefined) return scenario;
  return limit === null ? withoutTimeLimit(scenario) : { ...scenario, timeLimitS: limit };
}

/** An assignment as its file has it. @throws IsocenterError `assignment-invalid` */
export function createAssignment({
  timeLimitsS = {},
  opens = null,
  closes = null,
  ...plan
}: AssignmentPlan): Assignment {
  const scenarios = plan.scenarios.map((scenario) => limited(scenario, timeLimitsS[scenario.id]));
  const file = { format: 'isocenter-assignment', schemaVersion: 1, ...plan, scenarios, opens, closes };
  return parseAssignment(file);
}

/** The file that goes to the class. */
export const assignmentToJson = (assignment: Assignment): string =>
  `${JSON.stringify(assignment, null, 2)}\n`;

/** An exam that was begun for an assignment: it counts as a try, handed in or not. */
export interface BegunExam {
  /** `id` of the attempt it becomes. */
  readonly attempt: string;
  readonly assignment: string;
  readonly scenario: string;
  readonly trainee: string | null;
}

/** How a trainee stands with one scenario of an assignment. */
export interface AssignmentStanding {
  readonly scenario: Scenario;
  readonly begun: number;
  /** Exams that may still be begun; null: as many as wanted. */
  readonly left: number | null;
  readonly passed: boolean;
  /** Percent of the best attempt handed in; null without one. */
  readonly best: number | null;
  /** Why no exam can be begun now; null when one can. */
  readonly blocker: string | null;
}

/** Why nothing of an assignment can be begun at this time (ISO 8601, UTC); null when it is open. */
export function assignmentBlocker({ opens, closes }: Assignment, now: string): string | null {
  if (opens !== null && toSecond(now) < toSecond(opens)) return 'It is not open yet.';
  if (closes !== null && toSecond(now) >= toSecond(closes)) return 'It is closed.';
  return null;
}

/**
 * What a trainee has done of an assignment and what is left, scenario by scenario.
 * @param now ISO 8601, UTC
 */
export function assignmentStanding(
  assignment: Assignment,
  trainee: string | null,
  begun: readonly BegunExam[],
  attempts: readonly Attempt[],
  now: string,
): AssignmentStanding[] {
  const closed = assignmentBlocker(assignment, now);
  return assignment.scenarios.map((scenario) => {
    const isThis = (other: { assignment: string | null }, id: string, who: string | null): boolean =>
      other.assignment === assignment.id && id === scenario.id && who === trainee;
    const own = attempts.filter((a) => isThis(a, a.scenario.id, a.trainee?.id ?? null));
    const started = begun.filter((b) => isThis(b, b.scenario, b.trainee)).map(({ attempt }) => attempt);
    // An attempt brought from elsewhere was begun too.
    const ids = new Set([...started, ...own.map(({ id }) => id)]);
    const left = assignment.tries === null ? null : Math.max(0, assignment.tries - ids.size);
    const marks = own.flatMap(({ outcome }) => outcome.mark ?? []);
    return {
      scenario,
      begun: ids.size,
      left,
      passed: own.some(({ outcome }) => outcome.passed === true),
      best: marks.length > 0 ? Math.max(...marks) : null,
      blocker: closed ?? (left === 0 ? 'No try is left.' : null),
    };
  });
}
