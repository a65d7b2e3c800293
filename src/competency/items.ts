import { COMPETENCY_GRID, type Attempt, type Band } from '../exercise';
import { cronbachAlpha, itemRestCorrelations, pearson, type Alpha, type Correlation } from '../scoring';
import type { Cohort } from './cohort';
import { meanOf } from './record';

/** One item of a test: a whole scenario, or a criterion or task of one. */
export interface ItemAnalysis {
  readonly scenario: string;
  readonly kind: 'scenario' | 'criterion' | 'task';
  /** Unique among the items of its test. */
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** Mean credit, 0 … 1: an easy item is near 1. */
  readonly difficulty: number;
  /** Corrected item–total correlation; null where it cannot be told. */
  readonly discrimination: Correlation | null;
  /** Point-biserial correlation of passing with the mean of the other scenarios; null of criteria and tasks. */
  readonly passDiscrimination: Correlation | null;
}

/** Items that make one test, with how far they measure the same. */
export interface TestAnalysis {
  /** Null: the test whose items are scenarios. */
  readonly scenario: string | null;
  readonly items: readonly ItemAnalysis[];
  readonly alpha: Alpha | null;
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
}

interface Item extends Pick<ItemAnalysis, 'id' | 'label' | 'kind'> {
  readonly scenario: string;
  /** One a trainee, 0 … 1; null where there is none. */
  readonly scores: readonly (number | null)[];
}

const names = (all: readonly string[]): string => all.join(', ');

/** Difficulty and discrimination of the scenarios, then of the criteria and tasks within each. */
export function itemAnalysis({ scenarios, rows }: Cohort): TestAnalysis[] {
  const traineeNames = rows.map(({ trainee }) => trainee.name || trainee.id);
  const whole = scenarios.map(({ id, title }, j): Item => ({
    ...{ id, label: title, kind: 'scenario', scenario: id },
    scores: rows.map(({ cells }) => share(cells[j]?.mark ?? null)),
  }));
  const passed = scenarios.map((_, j) => rows.map(({ cells }) => cells[j]?.passed ?? null));
  return [
    testOf(null, whole, traineeNames, passed),
    ...scenarios.map(({ id }, j) => {
      const done = rows.flatMap(({ cells }) => cells[j]?.attempt ?? []);
      const who = rows.filter(({ cells }) => cells[j]).map(({ trainee }) => trainee.name || trainee.id);
      return testOf(id, criteriaOf(id, done), who);
    }),
  ];
}

const share = (percent: number | null): number | null => (percent === null ? null : percent / 100);

const creditOf = (band: Band | undefined): number | null =>
  band === undefined || band === 'unknown' ? null : COMPETENCY_GRID.credit[band];

/** Every criterion and task that some of these attempts were given. */
function criteriaOf(scenario: string, attempts: readonly Attempt[]): Item[] {
  const items = new Map<string, { label: string; kind: Item['kind']; scores: (number | null)[] }>();
  attempts.forEach(({ outcome }, i) => {
    const put = (id: string, label: string, kind: Item['kind'], score: number | null): void => {
      const item = items.get(id) ?? { label, kind, scores: attempts.map(() => null) };
      items.set(id, item);
      item.scores[i] = score;
    };
    for (const { name, rows } of [...outcome.groups, { name: 'exam', rows: outcome.exam.rows }])
      for (const row of rows)
        put(`${name}.${row.key}`, `${name}: ${row.label}`, 'criterion', creditOf(row.trainee?.band));
    outcome.tasks.forEach((task, t) => {
      // The task to plan a group is the sum of that group's criteria, which are items already.
      if (task.kind !== 'plan') put(`task.${t}.${task.kind}`, task.title, 'task', share(task.percent));
    });
  });
  return [...items].map(([id, item]) => ({ id, scenario, ...item }));
}

function testOf(
  scenario: string | null,
  all: readonly Item[],
  who: readonly string[],
  passed: readonly (readonly (boolean | null)[])[] = [],
): TestAnalysis {
  // What nobody was judged by is no item: the dural sac's area, for one, has no band.
  const items = all.filter(({ scores }) => scores.some((score) => score !== null));
  const table = who.map((_, i) => items.map(({ scores }) => scores[i] ?? null));
  const complete = table.filter((row): row is number[] => row.every((score) => score !== null));
  const correlations = items.length > 1 ? itemRestCorrelations(table) : [];
  const analysed = items.map((item, j): ItemAnalysis => {
    const { id, label, kind, scores } = item;
    const present = scores.flatMap((score) => score ?? []);
    return {
      ...{ scenario: item.scenario, id, label, kind, count: present.length },
      difficulty: meanOf(present) ?? 0,
      discrimination: correlations[j] ?? null,
      passDiscrimination: passCorrelation(table, passed[all.indexOf(item)] ?? [], j),
    };
  });
  const incomplete = who.filter((_, i) => table[i]?.some((score) => score === null));
  return {
    scenario,
    items: analysed,
    alpha: items.length > 1 && complete.length > 1 ? cronbachAlpha(complete) : null,
    notes:
      incomplete.length > 0 && items.length > 1
        ? [`Alpha rests on ${complete.length} of ${who.length}: without every item are ${names(incomplete)}.`]
        : [],
  };
}

function passCorrelation(
  table: readonly (readonly (number | null)[])[],
  passed: readonly (boolean | null)[],
  j: number,
): Correlation | null {
  const pairs = passed.flatMap((did, i): [number, number][] => {
    const rest = meanOf((table[i] ?? []).filter((score, k): score is number => k !== j && score !== null));
    return did === null || rest === null ? [] : [[did ? 1 : 0, rest]];
  });
  return pairs.length < 4 ? null : pearson(pairs);
}
