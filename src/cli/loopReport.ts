import type { LoopPlan } from '../loop';
import type { QualityFinding } from '../planning';
import { element, escaped, list, paragraph, table } from './html';
import type { FinishedExam, NamedSeries } from './loopFiles';
import { middleSlice, slicesOn } from './loopPicture';
import style from './loopReport.json' with { type: 'json' };

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const minutes = (s: number): string => `${Math.floor(s / 60)}:${String(Math.round(s) % 60).padStart(2, '0')}`;

/** What has to be read before anything else: first what the AI doubts in the images, then what was not met. */
function readFirst({ result }: FinishedExam): string {
  const doubts = new Set([result.localizer, ...result.series].flatMap(({ analysis }) => analysis.doubts));
  const rest = result.announced.filter((sentence) => !doubts.has(sentence));
  if (result.announced.length === 0) return paragraph('Nothing had to be announced.');
  return [
    ...(doubts.size > 0 ? [element('h3', 'The AI doubts'), list([...doubts])] : []),
    ...(rest.length > 0 ? [element('h3', 'Not met'), list(rest)] : []),
  ].join('\n');
}

/** The middle slice with the lines of what crosses it. */
function picture({ series, group, name }: NamedSeries, others: readonly NamedSeries[]): string {
  const { png, widthMm, heightMm, toPicture } = middleSlice(series.volume);
  const lines = others
    .filter((other) => other.group.kind !== group.kind)
    .flatMap((other) => slicesOn(group, other.group))
    .map((corners) =>
      corners
        .map((p) =>
          toPicture(p)
            .map((x) => x.toFixed(1))
            .join(','),
        )
        .join(' '),
    )
    .map((points) => `<polygon points="${points}"/>`);
  const size = `0 0 ${widthMm.toFixed(1)} ${heightMm.toFixed(1)}`;
  const data = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><svg viewBox="${size}" role="img" aria-label="${escaped(name)}, middle slice">
<image href="${data}" width="${widthMm.toFixed(1)}" height="${heightMm.toFixed(1)}" preserveAspectRatio="none"/>
<g class="slices">${lines.join('')}</g></svg>
<figcaption>${escaped(name)}, middle slice${lines.length > 0 ? ' with the slices that cross it' : ''}</figcaption></figure>`;
}

const WORDS = {
  accept: 'accepted',
  'accept-with-remark': 'accepted with a remark',
  repeat: 'not accepted',
} as const;

const findingRow = ({ fault, grade, sentence, correction }: QualityFinding): string[] => [
  ...[grade, fault, sentence, correction?.words ?? ''],
];

/** One series: verdict, what was found, and what was done about it. */
function seriesPart(s: NamedSeries, all: readonly NamedSeries[]): string {
  const { quality, analysis, attempt, step, group } = s;
  const again = all.some((o) => o.step === step && o.group.name === group.name && o.attempt > attempt);
  const found = (quality?.findings ?? []).filter(({ grade }) => grade !== 'ok');
  const sound = (quality?.findings ?? []).filter(({ grade }) => grade === 'ok');
  // Slices of the exam that were planned after this series and cross it.
  const later = all.filter((o) => o.attempt === 1 && all.indexOf(o) > all.indexOf(s));
  return [
    element('h3', escaped(s.name)),
    '<div class="series">',
    picture(s, group.kind === 'axial' ? [] : later),
    '<div>',
    ...(quality
      ? [
          `<p class="${quality.verdict}">${escaped(WORDS[quality.verdict])}${again ? ': corrected and taken again' : ''}</p>`,
        ]
      : []),
    ...(attempt > 1 ? [paragraph('Taken again, with the corrections of the series before.')] : []),
    paragraph(
      `${s.series.sequence.label}, ${group.sliceCount} slices, ${minutes(s.series.scanTimeS)}` +
        (analysis.confidence === null ? '' : `; expected Dice of the labels ${percent(analysis.confidence)}`),
    ),
    list(analysis.doubts),
    ...(found.length > 0 ? [table(['grade', 'what', 'finding', 'correction'], found.map(findingRow))] : []),
    ...(sound.length > 0
      ? [
          `<details><summary>${sound.length} checks without a finding</summary>${list(sound.map(({ sentence }) => sentence))}</details>`,
        ]
      : []),
    list([...(quality?.notChecked ?? []), ...s.series.notes]),
    '</div></div>',
  ].join('\n');
}

/** What was planned, on what and why. */
const planPart = ({ step, on, plan }: LoopPlan): string =>
  [
    element('h2', escaped(`${step}: planned on ${on}`)),
    list(plan.unmet),
    table(
      ['what', 'why', 'confidence'],
      plan.decisions.map(({ what, why, confidence }) => [what, why, percent(confidence)]),
    ),
  ].join('\n');

function measuresPart(series: readonly NamedSeries[]): string {
  const rows = series.flatMap(({ name, measures }) =>
    measures.map(({ where, what, value, unit, reason }) => [
      ...[name, where, what],
      value === null
        ? `not measured: ${reason ?? 'no reason given'}`
        : `${value.toFixed(unit === '' ? 2 : 1)} ${unit}`,
    ]),
  );
  return rows.length === 0
    ? paragraph('Nothing was measured.')
    : table(['series', 'where', 'what', 'value'], rows);
}

/** The exam as one page that needs nothing else. */
export function reportHtml(exam: FinishedExam, series: readonly NamedSeries[]): string {
  const { asked, patient, seed, result } = exam;
  const { indication, ageYears, fieldStrengthT, implants, timeBudgetS } = asked.request;
  const { protocol } = asked;
  const [localizer] = series;
  const title = `${patient.name}: ${indication}`;
  const asks = `${ageYears} years, ${fieldStrengthT} T, implants: ${implants}, ${minutes(timeBudgetS)} for the exam, seed ${seed}.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width"><style>${style.css.join('\n')}</style></head><body>
${element('h1', escaped(title))}
${paragraph(asks)}
<section class="first">${element('h2', 'Read this first')}
${readFirst(exam)}</section>
${element('h2', 'Protocol')}
${table(
  ['step', 'sequence', 'why', 'time', 'changes'],
  protocol.steps.map(({ name, sequence, reason, scanTimeS, changes }) => [
    ...[name, sequence.label, reason, minutes(scanTimeS), changes.join(', ')],
  ]),
)}
${list(protocol.notes)}
${element('h2', 'Localizer')}
${localizer ? seriesPart(localizer, series) : ''}
${result.plans
  .map((plan) =>
    [planPart(plan), ...series.filter((s) => s.step === plan.step).map((s) => seriesPart(s, series))].join(
      '\n',
    ),
  )
  .join('\n')}
${element('h2', 'Measures')}
${measuresPart(series)}
<footer>Virtual patient or research image: not for diagnosis.</footer>
</body></html>
`;
}
