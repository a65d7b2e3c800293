import type { ArmMean, MeanKappa } from '../scoring';
import { TASK_TITLES } from './questions';
import type { ArmAgreement, Share, StudyAnalysis, TaskResult } from './results';
import type { StudyArm } from './study';

/** A Markdown table. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const ARM_TITLES: Readonly<Record<StudyArm, string>> = {
  automatic: 'AI alone',
  'with-ai': 'With AI',
  manual: 'Without AI',
};

/** Within a sentence: `with AI`. */
export const armInSentence = (arm: StudyArm): string =>
  arm === 'automatic'
    ? 'the AI alone'
    : `${ARM_TITLES[arm].charAt(0).toLowerCase()}${ARM_TITLES[arm].slice(1)}`;

/** `1 reader`, `3 readers` */
export const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** `0.912 (0.850 to 0.974)` */
export const withInterval = (value: number, { low, high }: Ends, digits = 3): string =>
  `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

/** `18/20, 90 % (70 to 97)` */
export const shareText = ({ count, of, interval }: Share): string =>
  interval
    ? `${count}/${of}, ${Math.round((100 * count) / of)} % (${Math.round(100 * interval.low)} to ${Math.round(100 * interval.high)})`
    : '–';

export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** So many are as good as infinitely many. */
export const degreesText = (degrees: number): string => (degrees > 1e6 ? '∞' : degrees.toFixed(1));

/** What was tested and how: the methods by their names. */
export function testText(mrmc: TaskResult['mrmc']): string {
  if ('refused' in mrmc) return mrmc.refused;
  const { randomReaders, fixedReaders } = mrmc.result;
  const random = randomReaders
    ? `readers like these: F(${randomReaders.degrees[0]}, ${degreesText(randomReaders.degrees[1])}) = ${randomReaders.statistic.toFixed(2)}, p ${pText(randomReaders.p)}; `
    : '';
  return `Obuchowski–Rockette (1995) with Hillis’ degrees of freedom (2007), ${random}these readers: χ²(${fixedReaders.degrees[0]}) = ${fixedReaders.statistic.toFixed(2)}, p ${pText(fixedReaders.p)}.`;
}

function mrmcPart({ mrmc }: TaskResult): string[] {
  if ('refused' in mrmc) return [mrmc.refused];
  const { result, arms, readers, units, positives, cases } = mrmc;
  const { randomReaders, fixedReaders } = result;
  const mean = (of: ArmMean | undefined): string => (of ? withInterval(of.auc, of.interval) : '–');
  return [
    `${countOf(readers.length, 'reader')}, ${units} units of ${cases} patients, ${positives} with the finding.`,
    table(
      ['mean AUC', 'readers like these', 'these readers'],
      [
        ...arms.map((arm, i) => [
          ARM_TITLES[arm],
          mean(randomReaders?.means[i]),
          mean(fixedReaders.means[i]),
        ]),
        ...fixedReaders.differences.map((fixed, i) => {
          const [a, b] = [arms[fixed.first], arms[fixed.second]];
          const cell = (d: typeof fixed | undefined): string =>
            d ? `${withInterval(d.difference, d.interval)}, p ${pText(d.p)}` : '–';
          return [
            a && b ? `${ARM_TITLES[a]} − ${armInSentence(b)}` : '',
            cell(randomReaders?.differences[i]),
            cell(fixed),
          ];
        }),
      ],
    ),
    testText(mrmc),
  ];
}

/** `0.62 (0.41 to 0.80)`: of two readers kappa with its interval, of more the mean with the least and the largest of a pair. */
export function kappaText({ kappa, pairs }: MeanKappa): string {
  const [only] = pairs;
  if (pairs.length === 1 && only) return withInterval(kappa, only.interval, 2);
  const all = pairs.map((pair) => pair.kappa);
  return `mean ${kappa.toFixed(2)}, of two readers ${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
}

/** `ICC(2,1) 0.71 (0.60 to 0.80); weighted kappa linear mean 0.44, …` */
export const agreementText = ({ icc, linear, quadratic }: ArmAgreement): string =>
  [
    ...(icc ? [`ICC(2,1) ${withInterval(icc.icc, icc.interval, 2)}`] : []),
    ...(linear ? [`kappa with linear weights ${kappaText(linear)}`] : []),
    ...(quadratic ? [`with quadratic weights ${kappaText(quadratic)}`] : []),
  ].join('; ');

/** Every two readers; of one pair the sentence says it all. */
function kappaTable({ arm, linear, quadratic }: ArmAgreement): string[] {
  const pairs = linear?.pairs ?? [];
  if (pairs.length < 2) return [];
  const rows = pairs.map((pair) => {
    const other = quadratic?.pairs.find(
      ({ first, second }) => first === pair.first && second === pair.second,
    );
    return [
      ...[`${pair.first}, ${pair.second}`, String(pair.count), withInterval(pair.kappa, pair.interval, 2)],
      other ? withInterval(other.kappa, other.interval, 2) : '–',
    ];
  });
  return [table([`readers, ${armInSentence(arm)}`, 'units', 'kappa, linear', 'kappa, quadratic'], rows)];
}

function taskPart(task: TaskResult): string[] {
  return [
    `## ${TASK_TITLES[task.task]}`,
    ...mrmcPart(task),
    ...task.againstAi.map(
      ({ arm, difference, interval, p, degrees, units }) =>
        `${ARM_TITLES[arm]} against the AI alone (${units} units, random readers): ${withInterval(difference, interval)}, p ${pText(p)}, ${degreesText(degrees)} degrees of freedom.`,
    ),
    ...(task.readers.length === 0
      ? ['Nothing is read yet.']
      : [
          table(
            ['reader', 'arm', 'present', 'AUC', 'sensitivity', 'specificity'],
            task.readers.map(({ reader, arm, positives, units, auc, sensitivity, specificity }) => [
              reader,
              ARM_TITLES[arm],
              `${positives} of ${units}`,
              auc ? withInterval(auc.auc, auc.interval) : 'too few cases',
              shareText(sensitivity),
              shareText(specificity),
            ]),
          ),
        ]),
    ...task.agreement.map(
      (agreement) =>
        `Agreement between readers, ${armInSentence(agreement.arm)}: ${agreementText(agreement)}.`,
    ),
    ...task.agreement.flatMap(kappaTable),
  ];
}

function timePart({ times }: StudyAnalysis): string[] {
  if (times.byArm.length === 0) return [];
  return [
    '## Reading time of a level, s',
    table(
      ['reader', 'arm', 'levels', 'mean', 'median', 'quartiles'],
      [...times.byReader, ...times.byArm.map((row) => ({ ...row, reader: 'all' }))].map(
        ({ reader, arm, levels, mean, median, quartiles }) => [
          ...[reader, ARM_TITLES[arm], String(levels), mean.toFixed(1), median.toFixed(1)],
          quartiles.map((q) => q.toFixed(1)).join(' to '),
        ],
      ),
    ),
    ...times.differences.map(
      ({ first, second, readers, seconds, interval }) =>
        `${ARM_TITLES[first]} − ${armInSentence(second)}, ${readers} readers: ${withInterval(seconds, interval, 1)} s.`,
    ),
  ];
}

/** The whole analysis in words, as Markdown. */
export const reportText = (analysis: StudyAnalysis): string =>
  `${[
    `# ${analysis.title}`,
    'Intervals are 95 %. AUC: empirical, intervals by DeLong with the levels of a patient kept together (Obuchowski 1997); shares with Wilson’s intervals. Weighted kappa: Cohen 1968 with the error of Fleiss, Cohen and Everitt 1969, of more than two readers the mean over pairs (Light 1971); its intervals and the ICC’s take levels as independent.',
    ...analysis.notes.map((note) => `> ${note}`),
    ...analysis.tasks.flatMap(taskPart),
    ...timePart(analysis),
  ].join('\n\n')}\n`;
