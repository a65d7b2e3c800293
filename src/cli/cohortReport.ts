import type {
  Choice,
  ClassBook,
  Cohort,
  competencyTable,
  MeasureAgreement,
  Separation,
  TestAnalysis,
} from '../competency';
import type { Interval } from '../scoring';

/** Everything that is said of a class. */
export interface ClassFigures {
  readonly book: ClassBook;
  readonly choice: Choice;
  readonly table: Cohort;
  readonly competencies: ReturnType<typeof competencyTable>;
  readonly tests: readonly TestAnalysis[];
  readonly observers: readonly MeasureAgreement[];
  readonly separation: Separation | null;
}

const number = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);
const between = (interval: Interval | undefined, digits = 1): string =>
  interval ? ` (${number(interval.low, digits)} … ${number(interval.high, digits)})` : '';
/** A bar would end a cell. */
const safe = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(safe).join(' | ')} |`).join('\n');

const list = (items: readonly string[]): string[] =>
  items.length === 0 ? [] : [items.map((i) => `- ${i}`).join('\n')];

/** The same as the instructor's page, as Markdown. */
export function cohortReport(figures: ClassFigures): string {
  const { book, choice, table: marks } = figures;
  const attempts = book.members.reduce((s, member) => s + member.attempts.length, 0);
  return `${[
    '# Class report',
    `${book.members.length} trainees, ${attempts} attempts. Shown: ${choice.modes.join(' and ')}, planned ${choice.arms.join(' or ')}, of several tries the ${choice.take}. Simulated exams of virtual patients.`,
    ...list([
      ...book.refused.map(({ file, where, reason }) => `Refused: ${file} ${where} ${reason}`),
      ...book.notes,
      ...marks.notes,
    ]),
    '## Marks',
    table(
      ['trainee', 'mean', 'passed', 'critical', ...marks.scenarios.map(({ id }) => id)],
      marks.rows.map(({ trainee, meanMark, passed, done, criticalErrors, cells }) => [
        ...[trainee.name || trainee.id, number(meanMark), `${passed} of ${done}`, String(criticalErrors)],
        ...cells.map((cell) => (cell ? `${number(cell.mark)}${cell.passed === false ? ' ✗' : ''}` : '–')),
      ]),
    ),
    ...separationPart(figures.separation),
    '## Competencies',
    table(
      ['competency', 'seen', 'mastered', 'mean credit'],
      figures.competencies.shares.map(({ title, seen, mastered, meanCredit }) => [
        ...[title, String(seen), String(mastered), number(meanCredit, 2)],
      ]),
    ),
    '## Items',
    'Difficulty is the mean credit; discrimination the corrected item–total correlation.',
    ...figures.tests.flatMap(testPart),
    '## Observers',
    ...observersPart(figures.observers),
  ].join('\n\n')}\n`;
}

function separationPart(found: Separation | null): string[] {
  if (!found) return [];
  const { groups, counts, means, difference, interval, auc, aucInterval } = found;
  return [
    `Groups: ${groups[0]} (${counts[0]}) ${number(means[0])}, ${groups[1]} (${counts[1]}) ${number(means[1])}; difference ${number(difference)}${between(interval)}; AUC ${number(auc, 3)}${between(aucInterval, 3)}.`,
  ];
}

function testPart({ scenario, items, alpha, notes }: TestAnalysis): string[] {
  return [
    `### ${scenario ?? 'All scenarios as one test'}`,
    table(
      ['item', 'trainees', 'difficulty', 'discrimination'],
      items.map(({ label, count, difficulty, discrimination }) => [
        ...[label, String(count), number(difficulty, 2)],
        `${number(discrimination?.r, 2)}${between(discrimination?.interval, 2)}`,
      ]),
    ),
    alpha
      ? `Cronbach’s alpha ${number(alpha.alpha, 3)}${between(alpha.interval, 3)}, ${alpha.items} items, ${alpha.subjects} trainees.`
      : 'Cronbach’s alpha cannot be told.',
    ...list(notes),
  ];
}

function observersPart(observers: readonly MeasureAgreement[]): string[] {
  const rows = observers.flatMap(({ measure, arms }) =>
    arms
      .filter(({ subjects }) => subjects > 0)
      .map(({ arm, observers: count, subjects, within, icc, limitWithMean, againstAi, againstTruth }) => [
        ...[`${measure.label}, ${measure.unit}`, arm, String(count), String(subjects)],
        `${number(within?.withinSd, 2)}${between(within?.interval, 2)}`,
        `${number(icc?.icc, 3)}${between(icc?.interval, 3)}`,
        limitWithMean === null ? '–' : `±${number(limitWithMean)}`,
        `${number(againstAi?.bias)}${between(againstAi?.limits)}`,
        `${number(againstTruth?.bias)}${between(againstTruth?.limits)}`,
      ]),
  );
  if (rows.length === 0) return ['No plane of the same patient was planned by two trainees.'];
  const compared = observers.flatMap(({ measure, comparison: c }) =>
    c
      ? [
          [
            ...[`${measure.label}, ${measure.unit}`, String(c.observers), String(c.subjects)],
            ...[number(c.manualError, 2), number(c.assistedError, 2)],
            `${number(c.difference, 2)}${between(c.interval, 2)}`,
            ...[number(c.manualSd, 2), number(c.assistedSd, 2)],
          ],
        ]
      : [],
  );
  const gaps = observers.flatMap(({ arms }) =>
    arms.flatMap(({ arm, icc }) =>
      icc && icc.readings < icc.cells
        ? [`ICC (${arm}): ${icc.readings} readings; ${icc.cells - icc.readings} of ${icc.cells} are gaps.`]
        : [],
    ),
  );
  return [
    'SD of one plane between observers; ICC(2,1) of the planes as they lie in the patient, two-way random effects, gaps by Henderson’s method 3; limits of agreement with several observers a plane.',
    table(
      [
        'measure',
        'planned',
        'observers',
        'planes',
        'SD',
        'ICC(2,1)',
        'from the mean',
        'minus AI',
        'minus truth',
      ],
      rows,
    ),
    ...(compared.length > 0
      ? [
          'By hand against with the AI’s plan, same observers, same planes: mean distance from truth.',
          table(
            [
              'measure',
              'observers',
              'planes',
              'manual',
              'assisted',
              'difference',
              'SD manual',
              'SD assisted',
            ],
            compared,
          ),
        ]
      : []),
    ...list([...new Set(gaps)]),
  ];
}
