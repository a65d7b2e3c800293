import { COMPETENCY_GRID, type Attempt } from '../exercise';
import { chosenAttempts, standsFor, type Choice } from './chosen';
import type { ClassMember } from './classBook';
import { meanOf, traineeRecord, type CompetencyRecord, type Trainee } from './record';

export interface ScenarioColumn {
  readonly id: string;
  readonly title: string;
}

export interface CohortCell {
  readonly attempt: Attempt;
  /** How many there are to choose from. */
  readonly attempts: number;
  /** Percent. */
  readonly mark: number | null;
  readonly passed: boolean | null;
  readonly seconds: number | null;
  readonly criticalErrors: number;
}

export interface CohortRow {
  readonly trainee: Trainee;
  /** One a scenario, in the order of the columns; null where the trainee has no such attempt. */
  readonly cells: readonly (CohortCell | null)[];
  readonly done: number;
  readonly passed: number;
  /** Over the scenarios done, percent. */
  readonly meanMark: number | null;
  readonly meanSeconds: number | null;
  readonly criticalErrors: number;
}

export interface Cohort {
  readonly scenarios: readonly ScenarioColumn[];
  readonly rows: readonly CohortRow[];
  /** What is not in the table, in sentences. */
  readonly notes: readonly string[];
}

/** Trainee × scenario. */
export function cohort(members: readonly ClassMember[], choice: Choice): Cohort {
  const chosen = members.map((member) => ({ member, attempts: chosenAttempts(member, choice) }));
  const titles = new Map<string, string>();
  for (const { attempts } of chosen)
    for (const { scenario } of attempts)
      if (!titles.has(scenario.id)) titles.set(scenario.id, scenario.title);
  const scenarios = [...titles]
    .map(([id, title]) => ({ id, title }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rows = chosen.map(({ member, attempts }) => row(member.trainee, attempts, scenarios, choice.take));
  const all = members.reduce((s, { attempts }) => s + attempts.length, 0);
  const left = all - chosen.reduce((s, { attempts }) => s + attempts.length, 0);
  const missing = rows.filter(({ done }) => done < scenarios.length);
  const notes = [
    ...(left > 0 ? [`${left} of ${all} attempts are in other modes or arms than chosen.`] : []),
    ...(missing.length > 0
      ? [
          `Not every scenario was done by ${missing.map(({ trainee }) => trainee.name || trainee.id).join(', ')}.`,
        ]
      : []),
  ];
  return { scenarios, rows, notes };
}

function row(
  trainee: Trainee,
  attempts: readonly Attempt[],
  scenarios: readonly ScenarioColumn[],
  take: Choice['take'],
): CohortRow {
  const cells = scenarios.map(({ id }): CohortCell | null => {
    const own = attempts.filter(({ scenario }) => scenario.id === id);
    const attempt = standsFor(own, take);
    if (!attempt) return null;
    const { mark, passed, criticalErrors } = attempt.outcome;
    const { seconds } = attempt.result;
    return { attempt, attempts: own.length, mark, passed, seconds, criticalErrors: criticalErrors.length };
  });
  const done = cells.flatMap((cell) => cell ?? []);
  return {
    trainee,
    cells,
    done: done.length,
    passed: done.filter(({ passed }) => passed === true).length,
    meanMark: meanOf(done.flatMap(({ mark }) => mark ?? [])),
    meanSeconds: meanOf(done.flatMap(({ seconds }) => seconds ?? [])),
    criticalErrors: done.reduce((s, { criticalErrors }) => s + criticalErrors, 0),
  };
}

export interface CompetencyShare {
  readonly competency: string;
  readonly title: string;
  /** Trainees who showed anything of it in counted attempts, and who master it. */
  readonly seen: number;
  readonly mastered: number;
  /** Mean of the trainees' mean credits over their counted attempts, 0 … 1. */
  readonly meanCredit: number | null;
}

export interface CompetencyGridRow {
  readonly trainee: Trainee;
  /** In the grid's order. */
  readonly records: readonly CompetencyRecord[];
  /** Mean credit over counted attempts, in the grid's order; null without any. */
  readonly credits: readonly (number | null)[];
}

/** Trainee × competency, by counted attempts alone: the rule of mastery does not change with a view's filters. */
export function competencyTable(members: readonly ClassMember[]): {
  readonly rows: readonly CompetencyGridRow[];
  readonly shares: readonly CompetencyShare[];
} {
  const rows = members.map(({ trainee, attempts }): CompetencyGridRow => {
    const { competencies: records } = traineeRecord(trainee, attempts);
    const credits = records.map(({ entries }) =>
      meanOf(entries.filter(({ uncounted }) => uncounted === null).map(({ credit }) => credit)),
    );
    return { trainee, records, credits };
  });
  const shares = COMPETENCY_GRID.competencies.map(({ id, title }, i): CompetencyShare => {
    const credits = rows.flatMap((r) => r.credits[i] ?? []);
    const mastered = rows.filter((r) => r.records[i]?.mastery.state === 'mastered').length;
    return { competency: id, title, seen: credits.length, mastered, meanCredit: meanOf(credits) };
  });
  return { rows, shares };
}
