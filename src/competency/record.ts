import { COMPETENCY_GRID, type Attempt, type Competency, type CompetencyGrid } from '../exercise';
import { judgeAttempts, type JudgedAttempt, type Uncounted } from './counted';
import { learningCurve, type LearningCurve } from './learningCurve';
import { READING_ARMS, readingArm, type ReadingArm } from './readingArm';

export interface Trainee {
  readonly id: string;
  readonly name: string;
}

/** What one attempt showed of one competency. */
export interface CompetencyEntry {
  readonly attempt: string;
  /** ISO 8601. */
  readonly at: string;
  readonly scenario: string;
  /** Mean credit, 0 … 1. */
  readonly credit: number;
  readonly arm: ReadingArm;
  readonly uncounted: Uncounted;
}

export interface Mastery {
  readonly state: 'mastered' | 'not-yet' | 'no-evidence';
  /** Newest counted attempts in a row that reach the credit, no more than are needed. */
  readonly inARow: number;
  readonly needed: number;
  /** When the rule was last fulfilled (ISO 8601): the newest counted attempt of a mastered competency. */
  readonly since: string | null;
}

export interface CompetencyRecord {
  readonly competency: Competency;
  /** Oldest first. */
  readonly entries: readonly CompetencyEntry[];
  readonly mastery: Mastery;
  /** Over the counted attempts; a success reaches the credit. */
  readonly curve: LearningCurve;
  /** Mean credit of the attempts made this way; null without any. */
  readonly meanCredit: Readonly<Record<ReadingArm, number | null>>;
}

/** Attempts of one way to plan, side by side with the AI alone on the same cases. */
export interface ArmSummary {
  readonly arm: ReadingArm | 'ai';
  readonly attempts: number;
  readonly passed: number;
  /** Percent; null where none was marked. */
  readonly meanMark: number | null;
  readonly meanSeconds: number | null;
}

export interface TraineeRecord {
  readonly trainee: Trainee;
  /** Oldest first. */
  readonly attempts: readonly JudgedAttempt[];
  readonly arms: readonly ArmSummary[];
  readonly competencies: readonly CompetencyRecord[];
  /** Over whole exams: a success is a pass. */
  readonly curve: LearningCurve;
}

/** Everything that a trainee's attempts say, by the grid's rule of mastery. */
export function traineeRecord(
  trainee: Trainee,
  attempts: readonly Attempt[],
  grid: CompetencyGrid = COMPETENCY_GRID,
): TraineeRecord {
  const judged = judgeAttempts(attempts);
  const marked = judged.filter(
    ({ attempt, uncounted }) => uncounted === null && attempt.outcome.passed !== null,
  );
  return {
    trainee,
    attempts: judged,
    arms: armSummaries(attempts),
    competencies: grid.competencies.map((competency) => competencyRecord(competency, judged, grid)),
    curve: learningCurve(
      marked.map(({ attempt }) => ({
        attempt: attempt.id,
        at: attempt.submittedAt,
        success: attempt.outcome.passed === true,
      })),
    ),
  };
}

function competencyRecord(
  competency: Competency,
  judged: readonly JudgedAttempt[],
  grid: CompetencyGrid,
): CompetencyRecord {
  const entries = judged.flatMap(({ attempt, uncounted }): CompetencyEntry[] => {
    const shown = attempt.outcome.competencies.find((evidence) => evidence.competency === competency.id);
    if (!shown) return [];
    const { id, submittedAt, scenario } = attempt;
    const { credit } = shown;
    return [
      {
        ...{ attempt: id, at: submittedAt, scenario: scenario.title, credit },
        ...{ arm: readingArm(attempt), uncounted },
      },
    ];
  });
  const counted = entries.filter(({ uncounted }) => uncounted === null);
  const reaches = ({ credit }: CompetencyEntry): boolean => credit >= grid.mastery.credit;
  const creditIn = (arm: ReadingArm): number | null =>
    meanOf(entries.filter((entry) => entry.arm === arm).map(({ credit }) => credit));
  return {
    competency,
    entries,
    mastery: masteryOf(counted, reaches, grid.mastery.attempts),
    curve: learningCurve(
      counted.map((entry) => ({ attempt: entry.attempt, at: entry.at, success: reaches(entry) })),
    ),
    meanCredit: { manual: creditIn('manual'), assisted: creditIn('assisted') },
  };
}

/** Counted attempts are on different patients already: only the first on each counts. */
function masteryOf(
  counted: readonly CompetencyEntry[],
  reaches: (entry: CompetencyEntry) => boolean,
  needed: number,
): Mastery {
  const newest = counted.slice(-needed).toReversed();
  const firstBelow = newest.findIndex((entry) => !reaches(entry));
  const inARow = firstBelow < 0 ? newest.length : firstBelow;
  if (counted.length === 0) return { state: 'no-evidence', inARow: 0, needed, since: null };
  return inARow === needed
    ? { state: 'mastered', inARow, needed, since: newest[0]?.at ?? null }
    : { state: 'not-yet', inARow, needed, since: null };
}

export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((s, v) => s + v, 0) / values.length;

type Marked = Pick<Attempt['result'], 'mark' | 'passed' | 'seconds'>;

const summary = (arm: ArmSummary['arm'], results: readonly Marked[]): ArmSummary[] =>
  results.length === 0
    ? []
    : [
        {
          arm,
          attempts: results.length,
          passed: results.filter(({ passed }) => passed === true).length,
          meanMark: meanOf(results.flatMap(({ mark }) => mark ?? [])),
          meanSeconds: meanOf(results.flatMap(({ seconds }) => seconds ?? [])),
        },
      ];

export const armSummaries = (attempts: readonly Attempt[]): ArmSummary[] => [
  ...READING_ARMS.flatMap((arm) =>
    summary(
      arm,
      attempts.filter((attempt) => readingArm(attempt) === arm).map(({ result }) => result),
    ),
  ),
  ...summary(
    'ai',
    attempts.flatMap(({ aiAlone }) => aiAlone ?? []),
  ),
];
