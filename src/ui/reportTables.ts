import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type {
  ArmSummary,
  CompetencyRecord,
  JudgedAttempt,
  Mastery,
  Seal,
  TraineeRecord,
  Uncounted,
} from '../competency';
import { day, minutes, percent } from './format';
import { icon } from './icons';
import { said } from './language';
import { modeWords } from './modeWords';

const ARM_WORDS: Record<ArmSummary['arm'], () => string> = {
  manual: () => msg('By hand'),
  assisted: () => msg('With the AI’s plan'),
  ai: () => msg('AI alone, same cases'),
};
export const armWords = (arm: ArmSummary['arm']): string => ARM_WORDS[arm]();

const UNCOUNTED_WORDS: Record<Exclude<Uncounted, null>, () => string> = {
  practice: () => msg('no: practice'),
  assisted: () => msg('no: AI plan seen'),
  'patient-known': () => msg('no: patient known'),
};

const SEAL_WORDS: Record<Seal, () => string> = {
  signed: () => msg('signed'),
  unsigned: () => msg('not signed'),
  broken: () => msg('changed since'),
  unchecked: () => msg('not checked'),
};
export const sealWords = (seal: Seal): string => SEAL_WORDS[seal]();

const credit = (share: number | null): string => percent(share === null ? null : 100 * share);

export function masteryWords({ state, inARow, needed }: Mastery): TemplateResult {
  if (state === 'mastered') return html`<span class="good">${icon('check')} ${msg('mastered')}</span>`;
  if (state === 'no-evidence')
    return html`<span class="dim">${icon('circleDashed')} ${msg('not seen yet')}</span>`;
  return html`<span class="fair">${icon('circle')} ${msg(str`${inARow} of ${needed}`)}</span>`;
}

const reached = ({ curve }: CompetencyRecord): string => {
  if (curve.points.length === 0) return '–';
  return curve.reachedAt === null
    ? msg(str`not within ${curve.points.length}`)
    : msg(str`at attempt ${curve.reachedAt}`);
};

/** One row a competency: the rule, the credits, the curve. */
export const competencyRows = (records: readonly CompetencyRecord[]): TemplateResult =>
  html`<table class="report-table" data-testid="record-competencies">
    <thead>
      <tr>
        <th scope="col">${msg('Competency')}</th>
        <th scope="col">${msg('Mastery')}</th>
        <th scope="col" class="number">${msg('By hand')}</th>
        <th scope="col" class="number">${msg('With AI')}</th>
        <th scope="col">${msg('Counted credits, newest last')}</th>
        <th scope="col">${msg('Learning curve')}</th>
      </tr>
    </thead>
    <tbody>
      ${records.map((record) => {
        const counted = record.entries.filter(({ uncounted }) => uncounted === null);
        return html`<tr data-state=${record.mastery.state}>
          <th scope="row">${said(record.competency.title)}</th>
          <td>${masteryWords(record.mastery)}</td>
          <td class="number">${credit(record.meanCredit.manual)}</td>
          <td class="number">${credit(record.meanCredit.assisted)}</td>
          <td class="mono">
            ${
              counted
                .slice(-6)
                .map((entry) => Math.round(100 * entry.credit))
                .join(' · ') || '–'
            }
          </td>
          <td>${reached(record)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;

/** By hand, with the AI, the AI alone. */
export const armRows = (arms: readonly ArmSummary[]): TemplateResult =>
  html`<table class="report-table" data-testid="record-arms">
    <thead>
      <tr>
        <th scope="col">${msg('Way')}</th>
        <th scope="col" class="number">${msg('Attempts')}</th>
        <th scope="col" class="number">${msg('Passed')}</th>
        <th scope="col" class="number">${msg('Mean mark')}</th>
        <th scope="col" class="number">${msg('Mean time')}</th>
      </tr>
    </thead>
    <tbody>
      ${arms.map(
        ({ arm, attempts, passed, meanMark, meanSeconds }) =>
          html`<tr>
            <th scope="row">${armWords(arm)}</th>
            <td class="number">${attempts}</td>
            <td class="number">${passed}</td>
            <td class="number">${percent(meanMark)}</td>
            <td class="number">${meanSeconds === null ? '–' : minutes(meanSeconds)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const verdict = (passed: boolean | null): string =>
  passed === null ? '–' : passed ? msg('passed') : msg('not passed');

/** All attempts, newest first. @param seals of attempts that came in files */
export function attemptRows(
  { attempts }: TraineeRecord,
  seals?: Readonly<Record<string, Seal>>,
): TemplateResult {
  return html`<table class="report-table" data-testid="record-attempts">
    <thead>
      <tr>
        <th scope="col">${msg('Handed in')}</th>
        <th scope="col">${msg('Scenario')}</th>
        <th scope="col">${msg('Patient')}</th>
        <th scope="col">${msg('Mode')}</th>
        <th scope="col">${msg('Way')}</th>
        <th scope="col" class="number">${msg('Mark')}</th>
        <th scope="col">${msg('Result')}</th>
        <th scope="col" class="number">${msg('Time')}</th>
        <th scope="col" class="number">${msg('Critical')}</th>
        <th scope="col">${msg('Counts')}</th>
        ${seals ? html`<th scope="col">${msg('File')}</th>` : nothing}
      </tr>
    </thead>
    <tbody>
      ${attempts.toReversed().map((judged) => attemptRow(judged, seals))}
    </tbody>
  </table>`;
}

function attemptRow(
  { attempt, uncounted }: JudgedAttempt,
  seals: Readonly<Record<string, Seal>> | undefined,
): TemplateResult {
  const { outcome, result } = attempt;
  const seal = seals?.[attempt.id];
  const arm =
    result.arm === 'manual' && attempt.aiPlanSeenBeforeSubmit
      ? msg('By hand, AI seen')
      : WAY_WORDS[result.arm]();
  return html`<tr>
    <td>${day(attempt.submittedAt)}</td>
    <td>${said(attempt.scenario.title)}</td>
    <td>
      ${said(attempt.patient)}${attempt.patientSeed === null ? nothing : html` <span class="dim">${attempt.patientSeed}</span>`}
    </td>
    <td>${modeWords(attempt.mode).title}</td>
    <td>${arm}</td>
    <td class="number">${percent(outcome.mark)}</td>
    <td>${verdict(outcome.passed)}</td>
    <td class="number">${result.seconds === null ? '–' : minutes(result.seconds)}</td>
    <td class="number">${outcome.criticalErrors.length}</td>
    <td>${uncounted === null ? msg('yes') : UNCOUNTED_WORDS[uncounted]()}</td>
    ${seals ? html`<td>${seal ? sealWords(seal) : '–'}</td>` : nothing}
  </tr>`;
}

const WAY_WORDS = {
  manual: () => msg('By hand'),
  ai: () => msg('AI plan, untouched'),
  'ai-edited': () => msg('AI plan, edited'),
} as const;
