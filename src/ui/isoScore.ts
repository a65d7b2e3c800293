import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  compareArms,
  type Band,
  type Outcome,
  type OutcomeGroup,
  type OutcomeRow,
  type Scenario,
} from '../exercise';
import { SIGNED_CRITERIA } from '../scoring';
import { ConsoleElement } from './element';
import { armTable } from './armTable';
import { decimal, said } from './language';
import { competencyList, taskTable } from './taskScore';
import { bandWords, groupTitle, percent, signed } from './format';
import { icon } from './icons';
import { askReplay } from './replay';

const COLUMNS = [
  ['trainee', () => msg('You')],
  ['ai', () => msg('AI')],
  ['truth', () => msg('Truth')],
] as const;

const SIGNED: readonly string[] = SIGNED_CRITERIA;
const WHOLE: readonly string[] = ['%', 'mm²', ''];

/** After submission: the images stay above, here are the numbers a group, then the advice. */
export class IsoScore extends ConsoleElement {
  override render(): TemplateResult {
    const { outcome, scenario } = this.state.case;
    if (!outcome || !scenario) return html``;
    return html`<section class="panel score" aria-label=${msg('Score')} data-testid="score">
      ${this.#summary(outcome, scenario.passMark, outcome.passed ? scenario.feedback.passed : scenario.feedback.failed)}
      <div class="score-groups scroll" tabindex="0" role="group" aria-label=${msg('Score per slice group')}>
        ${this.#overview(scenario, outcome)} ${taskTable(outcome.tasks)}
        ${competencyList(outcome.competencies)} ${this.#arms()}
        ${this.#inReadingOrder(scenario).map((group) => this.#group(group.name, groupTitle(group), outcome))}
        ${outcome.exam.rows.length > 0 ? this.#exam(outcome.exam) : nothing}
      </div>
    </section>`;
  }

  #summary(outcome: Outcome, passMark: number, feedback: string): TemplateResult {
    return html`<div
      class="score-summary scroll"
      tabindex="0"
      role="group"
      aria-label=${msg('Mark and what is known')}
    >
      <h2>${msg('Score')}</h2>
      <p class="mark" data-testid="mark">${percent(outcome.mark)}</p>
      <p class=${outcome.passed ? 'good' : 'bad'} data-testid="passed">
        ${passWords(outcome, passMark)}
        ${outcome.mark === null ? nothing : html`<span class="small dim">${passMarkWords(outcome, passMark)}</span>`}
      </p>
      <div data-testid="known">
        ${outcome.known.map((sentence) => html`<p class="small note">${said(sentence)}</p>`)}
      </div>
      ${
        outcome.mark === outcome.planMark
          ? nothing
          : html`<p class="small dim" data-testid="plan-mark">
              ${msg(str`The plan alone earned ${percent(outcome.planMark)}.`)}
            </p>`
      }
      <p>${said(feedback)}</p>
      <button data-testid="open-replay" @click=${() => askReplay(this, 'open')}>
        ${icon('history')} ${msg('Replay your moves')}
      </button>
      ${outcome.summary.slice(0, 3).map((sentence) => html`<p class="advice">${said(sentence)}</p>`)}
      ${
        outcome.ai === null
          ? nothing
          : html`<p class="small dim" data-testid="ai-own-score">
              ${msg(str`The AI’s own plan reaches ${percent(outcome.ai.mark)} against truth.`)}
            </p>`
      }
    </div>`;
  }

  /** The group in hand first, so that its evidence stands under the overview. */
  #inReadingOrder({ groups }: Scenario): Scenario['groups'] {
    const first = (name: string): number => (name === this.state.case.activeGroup ? 0 : 1);
    return groups.toSorted((a, b) => first(a.name) - first(b.name));
  }

  /** One line a group: what it earned, the AI beside it, and what a reader would make of the canal. */
  #overview(scenario: Scenario, outcome: Outcome): TemplateResult {
    return html`<table class="overview" data-testid="score-overview">
      <thead>
        <tr>
          <th scope="col">${msg('Slice group')}</th>
          <th scope="col">${msg('Your mark')}</th>
          <th scope="col">${msg('AI')}</th>
          <th scope="col" class="words">${msg('What it does to the reading')}</th>
        </tr>
      </thead>
      <tbody>
        ${scenario.groups.map(({ name, ...group }) => {
          const earned = outcome.groups.find((candidate) => candidate.name === name);
          const active = this.state.case.activeGroup === name;
          return html`<tr aria-current=${active ? 'true' : nothing}>
            <th scope="row">
              <button class="quiet" @click=${() => this.controller.plan.select(name)}>
                ${groupTitle({ ...group, name })}
              </button>
            </th>
            <td>${mark(percent(earned?.percent), earned?.band ?? 'unknown')}</td>
            <td class="mono">${percent(earned?.aiPercent)}</td>
            <td class="words">${consequence(earned)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  /** The ways in which this case was planned; nothing while there is only one. */
  #arms(): TemplateResult | typeof nothing {
    const { attempt, attempts } = this.state;
    const rows = attempt ? compareArms(attempt, attempts) : [];
    return rows.length > 1 ? armTable(rows) : nothing;
  }

  #group(name: string, title: string, outcome: Outcome): TemplateResult {
    const group = outcome.groups.find((candidate) => candidate.name === name);
    const active = this.state.case.activeGroup === name;
    return html`<article
      class="score-group"
      data-testid="score-${name}"
      aria-current=${active ? 'true' : nothing}
    >
      ${table(
        html`<button class="quiet" @click=${() => this.controller.plan.select(name)}>${title}</button>`,
        group?.rows ?? [],
      )}
      ${
        group?.misread
          ? html`<p class="consequence" data-testid="consequence-${name}">
              ${icon('warning')} ${said(group.consequence ?? '')}
            </p>`
          : nothing
      }
      ${(group?.advice ?? []).map((sentence) => html`<p class="advice">${said(sentence)}</p>`)}
    </article>`;
  }

  #exam({ rows, advice }: Outcome['exam']): TemplateResult {
    return html`<article class="score-group" data-testid="score-exam">
      ${table(html`${msg('Whole exam')}`, rows)}
      ${advice.map((sentence) => html`<p class="advice">${said(sentence)}</p>`)}
    </article>`;
  }
}
customElements.define('iso-score', IsoScore);

/** A value with its band in words: colour is never alone. */
const mark = (text: string, band: Band): TemplateResult =>
  html`<span class="mono">${text}</span> <span class="band ${band}">${bandWords(band)}</span>`;

/** The sentence where the reading changes; else the area alone, which has no more to say. */
function consequence(group: OutcomeGroup | undefined): TemplateResult | string {
  if (!group?.consequence) return '';
  if (group.misread)
    return html`<span class="consequence">${icon('warning')} ${said(group.consequence)}</span>`;
  const area = group.rows.find(({ key }) => key === 'sacArea');
  if (!area?.trainee || !area.truth) return said(group.consequence);
  return msg(str`Dural sac ${area.trainee.value.toFixed(0)} mm², truth ${area.truth.value.toFixed(0)} mm²`);
}

/** Criteria of a group or the exam: the trainee's value, the AI's, and that of the plan on the true anatomy. */
function table(caption: TemplateResult, rows: readonly OutcomeRow[]): TemplateResult {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col"><span class="visually-hidden">${msg('Measure')}</span></th>
        ${COLUMNS.map(([, label]) => html`<th scope="col">${label()}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row">${said(row.label)}</th>
            ${COLUMNS.map(([column]) => cell(row, column))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cell(row: OutcomeRow, column: (typeof COLUMNS)[number][0]): TemplateResult {
  const { key, unit } = row;
  const own = row[column];
  if (!own) return html`<td class="dim">–</td>`;
  const digits = WHOLE.includes(unit) ? 0 : unit === '×' ? 2 : 1;
  const number = SIGNED.includes(key) ? signed(own.value, digits) : decimal(own.value, digits);
  const value = unit === '°' || unit === '' ? `${number}${unit}` : `${number} ${unit}`;
  // What truth has needs no verdict.
  if (column === 'truth' || own.band === 'unknown') return html`<td class="mono">${value}</td>`;
  if (own.band === 'full')
    return html`<td>
      <span class="mono">${value}</span>
      <span class="band full" aria-hidden="true">✓</span
      ><span class="visually-hidden">${bandWords('full')}</span>
    </td>`;
  return html`<td>${mark(value, own.band)}</td>`;
}

/** The mark it takes, and what was measured against. */
function passMarkWords({ reference }: Outcome, passMark: number): string {
  switch (reference) {
    case 'truth-and-ai':
    case 'truth':
      return msg(str`pass mark ${passMark} %, against truth`);
    case 'ai':
      return msg(str`pass mark ${passMark} %, against the AI; truth is not known`);
    case 'none':
      return msg(str`pass mark ${passMark} %`);
  }
}

/** A mark above the pass mark with a critical error does not pass, and a trainee wants to know why. */
function passWords({ passed, mark: reached }: Outcome, passMark: number): string {
  if (passed === null) return msg('Not scored: there is no reference for this patient.');
  if (passed) return msg('Passed');
  return reached !== null && reached >= passMark ? msg('Not passed: a critical error') : msg('Not passed');
}
