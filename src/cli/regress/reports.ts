import type { CaseRecord, Compared, RegressionReport, WorstCase } from '../../regression';
import {
  METRICS,
  metricFigure,
  metricTitle,
  reproduceCommand,
  stageTimes,
  stratumWords,
} from '../../regression';
import { blandAltman } from '../../scoring';
import { element, escaped, list, paragraph, table } from '../html';
import style from './report.json' with { type: 'json' };

/** The loss with its interval on the scale of the margin, which reaches from the middle to the inner marks. */
function bar({ loss, interval, metric, verdict }: Compared): string {
  const margin = METRICS[metric]?.margin ?? 1;
  const x = (value: number): string => (50 + 25 * Math.max(-2, Math.min(2, value / margin))).toFixed(1);
  const words = `loss ${metricFigure(loss, metric)}, between ${metricFigure(interval.low, metric)} and ${metricFigure(interval.high, metric)}`;
  return `<svg class="bar ${verdict}" viewBox="0 0 100 8" role="img" aria-label="${escaped(words)}"><line class="margin" x1="25" y1="0" x2="25" y2="8"/><line class="margin" x1="75" y1="0" x2="75" y2="8"/><line class="zero" x1="50" y1="0" x2="50" y2="8"/><line class="interval" x1="${x(interval.low)}" y1="4" x2="${x(interval.high)}" y2="4"/><circle cx="${x(loss)}" cy="4" r="1.6"/></svg>`;
}

function comparedTable(rows: readonly Compared[]): string {
  const head = ['metric', 'where', 'cases', 'candidate', 'baseline', 'loss against the margin', 'verdict'];
  const line = (c: Compared): string =>
    element(
      'tr',
      [
        escaped(metricTitle(c.metric)),
        escaped(stratumWords(c)),
        String(c.cases),
        metricFigure(c.candidate, c.metric),
        metricFigure(c.baseline, c.metric),
        bar(c),
        `<span class="${c.verdict}">${c.verdict}</span>`,
      ]
        .map((cell) => element('td', cell))
        .join(''),
    );
  return element(
    'table',
    [element('tr', head.map((name) => element('th', name)).join('')), ...rows.map(line)].join('\n'),
  );
}

function worstPart(
  worst: readonly WorstCase[],
  records: readonly CaseRecord[],
  picture: (id: string) => string | null,
): string {
  if (worst.length === 0) return paragraph('No case lost more than its margin.');
  const shown = [...new Set(worst.map(({ id }) => id))].map((id) => {
    const data = picture(id);
    const record = records.find((one) => one.case.id === id);
    const losses = worst
      .filter((w) => w.id === id)
      .map(
        (w) =>
          `${metricTitle(w.metric)}: ${metricFigure(w.candidate, w.metric)} instead of ${metricFigure(w.baseline, w.metric)}`,
      );
    return element(
      'section',
      [
        element('h3', escaped(id)),
        list(losses),
        data
          ? `<figure><img alt="Middle slice of ${escaped(id)} with outlines" src="${data}"><figcaption>Found blue, true orange, both white.</figcaption></figure>`
          : '',
        ...(record ? [element('pre', escaped(reproduceCommand(record)))] : []),
      ].join('\n'),
    );
  });
  return `<div class="worst">${shown.join('\n')}</div>`;
}

/** Means of everything measured, for a run without a baseline. */
function ownTable(records: readonly CaseRecord[]): string {
  const rows = Object.keys(METRICS).flatMap((metric) => {
    const all = records.flatMap((record) => record.rows).filter((row) => row.metric === metric);
    const values = all.flatMap(({ value }) => value ?? []);
    if (values.length === 0) return [];
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const signed = all.flatMap((row) => row.signed ?? []);
    return [
      [metricTitle(metric), String(values.length), metricFigure(mean, metric), biasWords(signed, metric)],
    ];
  });
  return table(['metric', 'values', 'mean', 'bias (limits of agreement)'], rows);
}

function biasWords(signed: readonly number[], metric: string): string {
  if (signed.length < 3) return '';
  const { bias, limits } = blandAltman(signed.map((error) => [error, 0]));
  return `${metricFigure(bias, metric)} (${metricFigure(limits.low, metric)} … ${metricFigure(limits.high, metric)})`;
}

/** Median and largest seconds of each stage. */
const timeTable = (records: readonly CaseRecord[]): string =>
  table(
    ['stage', 'median', 'longest'],
    stageTimes(records).map(({ stage, median, longest }) => [
      stage,
      `${median.toFixed(2)} s`,
      `${longest.toFixed(2)} s`,
    ]),
  );

export interface ReportInput {
  readonly records: readonly CaseRecord[];
  readonly report: RegressionReport | null;
  /** A picture of a case as a data address; null where there is none. */
  readonly picture: (id: string) => string | null;
}

const VERDICT_WORDS = {
  better: 'Better: something gained, nothing lost.',
  same: 'The same: every loss that matters is excluded.',
  worse: 'Worse: something lost that matters.',
  inconclusive: 'Nothing is certainly worse; not everything can be said with so few cases.',
} as const;

/** The whole run as one page that needs nothing else. */
export function reportHtml({ records, report, picture }: ReportInput): string {
  const suite = records[0]?.suite.name ?? '';
  const versions = Object.entries(records[0]?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  const refused = records.filter((record) => record.refused);
  const order = ['worse', 'inconclusive', 'better', 'same'];
  const compared = [...(report?.compared ?? [])].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict),
  );
  const overall = compared.filter(({ stratum }) => stratum === null);
  const notable = compared.filter(({ stratum, verdict }) => stratum !== null && verdict !== 'same');
  const percent = report ? (100 * report.level).toFixed(3) : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Regression ${escaped(suite)}</title>
<meta name="viewport" content="width=device-width"><style>${style.css.join('\n')}</style></head><body>
${element('h1', `Regression: ${escaped(suite)}, ${records.length} cases`)}
${paragraph(versions.join(' · '))}
${report ? `<p class="verdict ${report.verdict}">${VERDICT_WORDS[report.verdict]}</p>` : paragraph('No baseline was given: nothing is compared.')}
${
  report
    ? [
        element('h2', 'All cases'),
        paragraph(
          `Each bar is the loss with its ${percent} % bootstrap interval (together 95 %, Bonferroni); the outer lines are the margin. Right of the middle is worse.`,
        ),
        comparedTable(overall),
        element('h2', 'Strata that are not the same'),
        notable.length > 0 ? comparedTable(notable) : paragraph('None.'),
        element('h2', 'Worst cases'),
        worstPart(report.worst, records, picture),
        element('h2', 'Refusals that changed'),
        list(report.refusals.map(({ id, sentence }) => `${id}: ${sentence}`)) || paragraph('None.'),
      ].join('\n')
    : ''
}
${element('h2', 'Measured')}
${ownTable(records)}
${element('h2', 'Refused')}
${refused.length === 0 ? paragraph('Nothing was refused.') : list(refused.map((r) => `${r.case.id}: ${r.refused?.sentence ?? ''}`))}
${element('h2', 'Time of each stage')}
${timeTable(records)}
<footer>Virtual patients: not for diagnosis.</footer>
</body></html>
`;
}

/** JUnit's XML: one test a metric and stratum that was compared; `worse` fails. */
export function junitXml({ records, report }: Pick<ReportInput, 'records' | 'report'>): string {
  const suite = escaped(records[0]?.suite.name ?? '');
  const tests = (report?.compared ?? []).map((c) => {
    const name = escaped(`${metricTitle(c.metric)} (${stratumWords(c)})`);
    const words = escaped(
      `${metricFigure(c.candidate, c.metric)} instead of ${metricFigure(c.baseline, c.metric)}, ${c.cases} cases`,
    );
    const inside = c.verdict === 'worse' ? `<failure message="${words}"/>` : '';
    return `<testcase classname="${suite}" name="${name}">${inside}</testcase>`;
  });
  const failures = (report?.compared ?? []).filter(({ verdict }) => verdict === 'worse').length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="${suite}" tests="${tests.length}" failures="${failures}">
${tests.join('\n')}
</testsuite></testsuites>
`;
}

/** What is most worth knowing on a terminal. */
export function summaryText({ records, report }: Pick<ReportInput, 'records' | 'report'>): string {
  const refused = records.filter((record) => record.refused).length;
  const head = `${records.length} cases, ${refused} refused`;
  if (!report) return head;
  const lines = report.compared
    .filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
    .map(
      (c) =>
        `${c.verdict}: ${metricTitle(c.metric)}, ${stratumWords(c)}: ${metricFigure(c.candidate, c.metric)} instead of ${metricFigure(c.baseline, c.metric)} (${c.cases} cases)`,
    );
  return [`${head}; ${report.verdict}`, ...lines].join('\n');
}
