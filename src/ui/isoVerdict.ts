import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  effectiveSequence,
  isJudgementAwaited,
  mayHelp,
  planCorrection,
  shownAssessment,
  type AcquiredSeries,
  type SeriesAssessment,
} from '../exercise';
import { discTitle, type QualityFinding, type QualityReport } from '../planning';
import { ConsoleElement } from './element';
import { groupTitle } from './format';
import { icon } from './icons';
import { said } from './language';
import { measureLines } from './measureLines';
import './isoJudge';
import { newestSeries, verdictWords, type VerdictWords } from './verdict';

/** The trainee says first what they think of it. */
const yours = (): VerdictWords => ({ words: msg('judge it'), icon: 'circle', tone: 'fair' });

/** Every finished series: is it good, what to change, and what its images measure. */
export class IsoVerdict extends ConsoleElement {
  override render(): TemplateResult {
    const exam = this.state.case;
    const newest = newestSeries(exam);
    if (newest.length === 0)
      return html`<p class="dim">${msg('Each series is checked here when it has run.')}</p>`;
    return html`
      ${
        mayHelp(exam)
          ? nothing
          : html`<p class="small dim">
              ${msg('Before you submit only faults of the image itself are told, not where the slices lie.')}
            </p>`
      }
      ${newest.map((acquired, index) => this.#series(acquired, index === 0))}
    `;
  }

  #series(acquired: AcquiredSeries, isFirst: boolean): TemplateResult {
    const exam = this.state.case;
    const assessment = shownAssessment(exam, acquired);
    const isAsked = isJudgementAwaited(exam, acquired);
    const { words, icon: sign, tone } = isAsked ? yours() : verdictWords(exam, assessment);
    const step = exam.steps.find(({ id }) => id === acquired.stepId);
    const isOpen =
      isFirst ||
      isAsked ||
      acquired.groupName === exam.activeGroup ||
      assessment?.quality?.verdict === 'repeat';
    return html`<details
      class="verdict"
      ?open=${isOpen}
      data-testid="verdict-${acquired.stepId}-${acquired.groupName}"
      data-verdict=${assessment?.quality?.verdict ?? 'none'}
      data-status=${assessment?.status ?? 'waiting'}
    >
      <summary>
        <span class="verdict-name"
          >${groupTitle(acquired.group)}<span class="dim small"
            >${step ? effectiveSequence(step).label : acquired.series.sequence.label}${acquired.run > 1 ? msg(str` · run ${acquired.run}`) : ''}</span
          ></span
        >
        <span class="verdict-word ${tone}">${icon(sign)} ${words}</span>
      </summary>
      <iso-judge
        class="verdict-judge"
        .controller=${this.controller}
        .step=${acquired.stepId}
        .run=${acquired.run}
      ></iso-judge>
      ${assessment ? this.#assessment(acquired, assessment) : nothing}
    </details>`;
  }

  #assessment(acquired: AcquiredSeries, assessment: SeriesAssessment): TemplateResult {
    const { quality, doubts, measures, status } = assessment;
    return html`<div class="verdict-body">
      ${quality ? this.#quality(acquired, quality) : nothing}
      ${doubts.map((doubt) => html`<p class="note">${said(doubt)}</p>`)}
      ${status === 'looking' ? html`<p class="small dim">${msg('The AI is looking at the images.')}</p>` : nothing}
      ${measureLines(measures).map(
        ({ where, lines }) =>
          html`<table class="measures">
            <caption>
              ${where === 'spine' ? msg('Whole spine') : said(discTitle(where))}
            </caption>
            ${lines.map(
              ({ what, value, detail }) =>
                html`<tr>
                  <th scope="row">${what}${detail && html`<span class="dim">${detail}</span>`}</th>
                  <td class="mono">${value}</td>
                </tr>`,
            )}
          </table>`,
      )}
    </div>`;
  }

  #quality(acquired: AcquiredSeries, quality: QualityReport): TemplateResult {
    const exam = this.state.case;
    const faults = quality.findings.filter(({ grade }) => grade !== 'ok').toSorted(worstFirst);
    const corrections = quality.corrections.filter(({ group }) => group === acquired.groupName);
    const correction = planCorrection(exam, acquired);
    const name = groupTitle(acquired.group);
    return html`
      ${faults.length === 0 ? html`<p>${msg('Nothing found wrong.')}</p>` : nothing}
      <ul class="faults">
        ${faults.map(
          ({ grade, sentence }) =>
            html`<li class=${grade === 'repeat' ? 'bad' : 'fair'}>
              ${icon(grade === 'repeat' ? 'repeat' : 'warning')}<span>${said(sentence)}</span>
            </li>`,
        )}
      </ul>
      ${corrections.map(({ words }) => html`<p class="correction">${said(words)}</p>`)}
      ${
        correction
          ? html`<button
              data-testid="correct-${acquired.groupName}"
              @click=${() => this.controller.assess.correct(acquired)}
            >
              ${icon('check')} ${msg(str`Apply to ${name}`)}
            </button>`
          : corrections.some(({ edits }) => edits.length > 0) && exam.phase !== 'submitted'
            ? html`<p class="small dim">
                ${msg(str`${name} has moved since. Run it again to see whether it is right now.`)}
              </p>`
            : nothing
      }
      ${
        quality.notChecked.length > 0
          ? html`<p class="small dim">${msg(str`Not checked: ${quality.notChecked.map(said).join(' ')}`)}</p>`
          : nothing
      }
    `;
  }
}

const worstFirst = (a: QualityFinding, b: QualityFinding): number =>
  Number(b.grade === 'repeat') - Number(a.grade === 'repeat');

customElements.define('iso-verdict', IsoVerdict);
