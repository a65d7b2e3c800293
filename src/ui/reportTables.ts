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
import type { Mode } from '../exercise';
import { day, minutes, percent } from './format';
import { icon } from './icons';

export const MODE_WORDS: Record<Mode, string> = {
  practice: 'Practice',
  exercise: 'Exercise',
  assessment: 'Assessment',
};

export const ARM_WORDS: Record<ArmSummary['arm'], string> = {
  manual: 'By hand',
  assisted: 'With the AI’s plan',
  ai: 'AI alone, same cases',
};

const UNCOUNTED_WORDS: Record<Exclude<Uncounted, null>, string> = {
  practice: 'no: practice',
  assisted: 'no: AI plan seen',
  'patient-known': 'no: patient known',
};

export const SEAL_WORDS: Record<Seal, string> = {
  signed: 'signed',
  unsigned: 'not signed',
  broken: 'changed since',
  unchecked: 'not checked',
};

const credit = (share: number | null): string => percent(share === null ? null : 100 * share);

export function masteryWords({ state, inARow, needed }: Mastery): TemplateResult {
  if (state === 'mastered') return html`<span class="good">${icon('check')} mastered</span>`;
  if (state === 'no-evidence') return html`<span class="dim">${icon('circleDashed')} not seen yet</span>`;
  return html`<span class="fair">${icon('circle')} ${inARow} of ${needed}</span>`;
}

const reached = ({ curve }: CompetencyRecord): string => {
  if (curve.points.length === 0) return '–';
  return curve.reachedAt === null ? `not within ${curve.points.length}` : `at attempt ${curve.reachedAt}`;
};

/** One row a competency: the rule, the credits, the curve. */
export const competencyRows = (records: readonly CompetencyRecord[]): TemplateResult =>
  html`<table class="report-table" data-testid="record-competencies">
    <thead>
      <tr>
        <th scope="col">Competency</th>
        <th scope="col">Mastery</th>
        <th scope="col" class="number">By hand</th>
        <th scope="col" class="number">With AI</th>
        <th scope="col">Counted credits, newest last</th>
        <th scope="col">Learning curve</th>
      </tr>
    </thead>
    <tbody>
      ${records.map((record) => {
        const counted = record.entries.filter(({ uncounted }) => uncounted === null);
        return html`<tr data-state=${record.mastery.state}>
          <th scope="row">${record.competency.title}</th>
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
        <th scope="col">Way</th>
        <th scope="col" class="number">Attempts</th>
        <th scope="col" class="number">Passed</th>
        <th scope="col" class="number">Mean mark</th>
        <th scope="col" class="number">Mean time</th>
      </tr>
    </thead>
    <tbody>
      ${arms.map(
        ({ arm, attempts, passed, meanMark, meanSeconds }) =>
          html`<tr>
            <th scope="row">${ARM_WORDS[arm]}</th>
            <td class="number">${attempts}</td>
            <td class="number">${passed}</td>
            <td class="number">${percent(meanMark)}</td>
            <td class="number">${meanSeconds === null ? '–' : minutes(meanSeconds)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const verdict = (passed: boolean | null): string =>
  passed === null ? '–' : passed ? 'passed' : 'not passed';

/** All attempts, newest first. @param seals of attempts that came in files */
export function attemptRows(
  { attempts }: TraineeRecord,
  seals?: Readonly<Record<string, Seal>>,
): TemplateResult {
  return html`<table class="report-table" data-testid="record-attempts">
    <thead>
      <tr>
        <th scope="col">Handed in</th>
        <th scope="col">Scenario</th>
        <th scope="col">Patient</th>
        <th scope="col">Mode</th>
        <th scope="col">Way</th>
        <th scope="col" class="number">Mark</th>
        <th scope="col">Result</th>
        <th scope="col" class="number">Time</th>
        <th scope="col" class="number">Critical</th>
        <th scope="col">Counts</th>
        ${seals ? html`<th scope="col">File</th>` : nothing}
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
    result.arm === 'manual' && attempt.aiPlanSeenBeforeSubmit ? 'By hand, AI seen' : WAY_WORDS[result.arm];
  return html`<tr>
    <td>${day(attempt.submittedAt)}</td>
    <td>${attempt.scenario.title}</td>
    <td>
      ${attempt.patient}${attempt.patientSeed === null ? nothing : html` <span class="dim">${attempt.patientSeed}</span>`}
    </td>
    <td>${MODE_WORDS[attempt.mode]}</td>
    <td>${arm}</td>
    <td class="number">${percent(outcome.mark)}</td>
    <td>${verdict(outcome.passed)}</td>
    <td class="number">${result.seconds === null ? '–' : minutes(result.seconds)}</td>
    <td class="number">${outcome.criticalErrors.length}</td>
    <td>${uncounted === null ? 'yes' : UNCOUNTED_WORDS[uncounted]}</td>
    ${seals ? html`<td>${seal ? SEAL_WORDS[seal] : '–'}</td>` : nothing}
  </tr>`;
}

const WAY_WORDS = { manual: 'By hand', ai: 'AI plan, untouched', 'ai-edited': 'AI plan, edited' } as const;
