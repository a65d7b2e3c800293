import { html, nothing, type TemplateResult } from 'lit';
import type { Comparison, Measure, Outcome, Scenario } from '../exercise';
import { ConsoleElement } from './element';
import { BAND_WORDS, groupTitle, signed } from './format';

const COLUMNS = [
  ['traineeVsTruth', 'You against truth'],
  ['traineeVsAi', 'You against AI'],
  ['aiVsTruth', 'AI against truth'],
] as const;

/** Measures that have no direction. */
const SIZES: readonly string[] = ['fov', 'slices', 'centring'];

/** After submission: the images stay above, here are the numbers a group, then the advice. */
export class IsoScore extends ConsoleElement {
  override render(): TemplateResult {
    const { outcome, scenario } = this.state.case;
    if (!outcome || !scenario) return html``;
    return html`<section class="panel score" aria-label="Score" data-testid="score">
      ${this.#summary(outcome, scenario.passMark, outcome.passed ? scenario.feedback.passed : scenario.feedback.failed)}
      <div class="score-groups scroll" tabindex="0" role="group" aria-label="Score per slice group">
        ${this.#overview(scenario, outcome)}
        ${this.#inReadingOrder(scenario).map((group) => this.#group(group.name, groupTitle(group), outcome))}
      </div>
    </section>`;
  }

  #summary(outcome: Outcome, passMark: number, feedback: string): TemplateResult {
    const against = {
      'truth-and-ai': 'each group against truth or AI, whichever is kinder',
      truth: 'against truth',
      ai: 'against the AI; truth is not known',
      none: '',
    }[outcome.reference];
    return html`<div class="score-summary">
      <h2>Score</h2>
      <p class="mark" data-testid="mark">${outcome.mark === null ? '–' : `${Math.round(outcome.mark)} %`}</p>
      <p class=${outcome.passed ? 'good' : 'bad'} data-testid="passed">
        ${passWords(outcome, passMark)}
        ${outcome.mark === null ? nothing : html`<span class="small dim">pass mark ${passMark} %, ${against}</span>`}
      </p>
      <p>${feedback}</p>
      ${outcome.summary.slice(0, 3).map((sentence) => html`<p class="advice">${sentence}</p>`)}
      ${
        typeof outcome.aiVsTruth?.score !== 'number'
          ? nothing
          : html`<p class="small dim" data-testid="ai-own-score">
              The AI's own plan reaches ${Math.round(outcome.aiVsTruth.score)} % against truth.
            </p>`
      }
    </div>`;
  }

  /** The group in hand first, so that its evidence stands under the overview. */
  #inReadingOrder({ groups }: Scenario): Scenario['groups'] {
    const first = (name: string): number => (name === this.state.case.activeGroup ? 0 : 1);
    return groups.toSorted((a, b) => first(a.name) - first(b.name));
  }

  /** One line a group: what it earned and the three comparisons. */
  #overview(scenario: Scenario, outcome: Outcome): TemplateResult {
    const percent = (value: number | null | undefined): string =>
      value === null || value === undefined ? '–' : `${Math.round(value)} %`;
    return html`<table class="overview" data-testid="score-overview">
      <thead>
        <tr>
          <th scope="col">Slice group</th>
          <th scope="col">Your mark</th>
          ${COLUMNS.map(([, label]) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${scenario.groups.map(({ name, ...group }) => {
          const mark = outcome.groups.find((candidate) => candidate.name === name);
          const of = (key: (typeof COLUMNS)[number][0]): string =>
            percent(outcome[key]?.groups.find((candidate) => candidate.name === name)?.score);
          const band = mark?.band ?? 'unknown';
          const active = this.state.case.activeGroup === name;
          return html`<tr aria-current=${active ? 'true' : nothing}>
            <th scope="row">
              <button class="quiet" @click=${() => this.controller.plan.select(name)}>
                ${groupTitle({ ...group, name })}
              </button>
            </th>
            <td>
              <span class="mono">${percent(mark?.percent)}</span>
              <span class="band ${band}">${BAND_WORDS[band]}</span>
            </td>
            ${COLUMNS.map(([key]) => html`<td class="mono">${of(key)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  #group(name: string, title: string, outcome: Outcome): TemplateResult {
    const scores = COLUMNS.map(([key]) => outcome[key]?.groups.find((group) => group.name === name));
    const rows = new Map<string, Measure>();
    for (const score of scores) for (const measure of score?.measures ?? []) rows.set(measure.key, measure);
    const advice = outcome.groups.find((group) => group.name === name)?.advice ?? [];
    const active = this.state.case.activeGroup === name;
    return html`<article
      class="score-group"
      data-testid="score-${name}"
      aria-current=${active ? 'true' : nothing}
    >
      <table>
        <caption>
          <button class="quiet" @click=${() => this.controller.plan.select(name)}>${title}</button>
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">Measure</span></th>
            ${COLUMNS.map(([, label]) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${[...rows.values()].map(
            ({ key, label, unit }) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${COLUMNS.map(([column]) => this.#cell(outcome[column], name, key, unit))}
              </tr>`,
          )}
        </tbody>
      </table>
      ${advice.map((sentence) => html`<p class="advice">${sentence}</p>`)}
    </article>`;
  }

  #cell(comparison: Comparison | null, group: string, key: string, unit: string): TemplateResult {
    const measure = comparison?.groups
      .find((candidate) => candidate.name === group)
      ?.measures.find((candidate) => candidate.key === key);
    if (!measure || measure.value === null) return html`<td class="dim">–</td>`;
    const digits = unit === '%' ? 0 : 1;
    const plain = unit === '%' || SIZES.includes(key);
    const value = plain ? measure.value.toFixed(digits) : signed(measure.value, digits);
    return html`<td>
      <span class="mono">${value}${unit === '°' ? '°' : ` ${unit}`}</span>
      <span class="band ${measure.band}">${BAND_WORDS[measure.band]}</span>
    </td>`;
  }
}
customElements.define('iso-score', IsoScore);

/** A mark above the pass mark with a critical error does not pass, and a trainee wants to know why. */
function passWords({ passed, mark }: Outcome, passMark: number): string {
  if (passed === null) return 'Not scored: there is no reference for this patient.';
  if (passed) return 'Passed';
  return mark !== null && mark >= passMark ? 'Not passed: a critical error' : 'Not passed';
}
