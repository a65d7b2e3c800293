import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Scenario } from '../exercise';
import { ConsoleElement } from './element';
import { neutralTitle, restOfReferral } from './examWords';
import { icon } from './icons';
import { said } from './language';
import { fits, NO_FILTER, practisedCompetencies, type PatientFilter } from './patientFilter';
import { BLIND, patientSections, type PatientSection } from './patientSections';
import { standingOf, type Standing } from './standing';

const AI_WORDS: Record<Scenario['aiPlan'], () => string> = {
  hidden: () => msg('AI hidden'),
  'on-request': () => msg('AI on request'),
  shown: () => msg('AI shown'),
};
const STATE_WORDS: Record<Standing['state'], () => string> = {
  untried: () => msg('Not tried yet'),
  tried: () => msg('Not passed yet'),
  passed: () => msg('Passed'),
};
/** Fewer can be looked through at a glance. */
const FILTER_FROM = 8;

/** A middle slice of each scenario's patient, made by `scripts/thumbnails.ts`. */
const PICTURES = import.meta.glob<string>('./thumbnails/*.png', {
  eager: true,
  query: '?url',
  import: 'default',
});
const pictureOf = (id: string): string | undefined => PICTURES[`./thumbnails/${id}.png`];

/** The patients to plan on, module by module, with what became of each. */
export class IsoPatients extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, filter: { state: true } };
  declare filter: PatientFilter;

  constructor() {
    super();
    this.filter = NO_FILTER;
  }

  override render(): TemplateResult {
    const sections = this.#sections();
    const all = sections.flatMap(({ scenarios }) => scenarios);
    const shown = sections
      .map((section) => ({
        ...section,
        scenarios: section.scenarios.filter((s) => fits(this.filter, s, section, this.#standing(s))),
      }))
      .filter(({ scenarios }) => scenarios.length > 0);
    const count = shown.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
    return html`<section class="scenarios" aria-labelledby="scenarios-title">
      <div class="patients-head">
        <h2 id="scenarios-title">${msg('Scenarios')}</h2>
        ${all.length < FILTER_FROM ? nothing : this.#tools(sections, count, all)}
      </div>
      ${repeat(
        shown,
        ({ id }) => id,
        (section) => this.#section(section),
      )}
      ${
        count === 0 && all.length > 0
          ? html`<p class="row">
              <span>${msg('No scenario fits.')}</span>
              <button @click=${() => (this.filter = NO_FILTER)}>${msg('Show all')}</button>
            </p>`
          : nothing
      }
    </section>`;
  }

  #sections(): PatientSection[] {
    const phantoms = this.controller.scenarios.filter(({ patient }) => !('volume' in patient));
    return patientSections(
      this.controller.curriculum,
      phantoms,
      (scenario) => this.#standing(scenario).isBlind,
    );
  }

  #standing(scenario: Scenario): Standing {
    return standingOf(scenario, this.state);
  }

  #tools(sections: readonly PatientSection[], count: number, all: readonly Scenario[]): TemplateResult {
    const passed = all.filter((scenario) => this.#standing(scenario).state === 'passed').length;
    const set = (change: Partial<PatientFilter>): void => {
      this.filter = { ...this.filter, ...change };
    };
    return html`<search class="patients-tools">
      <input
        type="search"
        aria-label=${msg('Search scenarios')}
        placeholder=${msg('Search')}
        data-testid="search-scenarios"
        .value=${this.filter.text}
        @input=${({ currentTarget }: Event) => {
          if (currentTarget instanceof HTMLInputElement) set({ text: currentTarget.value });
        }}
      />
      <select
        aria-label=${msg('Module')}
        data-testid="filter-module"
        .value=${this.filter.module}
        @change=${({ currentTarget }: Event) => {
          if (currentTarget instanceof HTMLSelectElement) set({ module: currentTarget.value });
        }}
      >
        <option value="">${msg('All modules')}</option>
        ${sections.map((section) => html`<option value=${section.id}>${sectionTitle(section)}</option>`)}
      </select>
      <select
        aria-label=${msg('State')}
        data-testid="filter-state"
        .value=${this.filter.state}
        @change=${({ currentTarget }: Event) => {
          if (!(currentTarget instanceof HTMLSelectElement)) return;
          const { value } = currentTarget;
          set({ state: value === 'untried' || value === 'tried' || value === 'passed' ? value : '' });
        }}
      >
        <option value="">${msg('Tried or not')}</option>
        ${Object.entries(STATE_WORDS).map(([value, words]) => html`<option value=${value}>${words()}</option>`)}
      </select>
      <output class="small dim" data-testid="scenario-count"
        >${count === all.length ? msg(str`${count} scenarios, ${passed} passed`) : msg(str`${count} of ${all.length} scenarios, ${passed} passed`)}</output
      >
    </search>`;
  }

  #section(section: PatientSection): TemplateResult {
    const { id, module, scenarios } = section;
    const cards = html`<ul class="cards">
      ${repeat(
        scenarios,
        (scenario) => scenario.id,
        (scenario) => this.#card(scenario),
      )}
    </ul>`;
    if (this.controller.curriculum === null) return cards;
    const about = module ? said(module.about) : id === BLIND ? blindWords() : null;
    return html`<section class="module" aria-labelledby="module-${id}" data-testid="module-${id}">
      <h3 id="module-${id}">${sectionTitle(section)}</h3>
      ${about === null ? nothing : html`<p class="small dim">${about}</p>`} ${cards}
    </section>`;
  }

  #card(scenario: Scenario): TemplateResult {
    const standing = this.#standing(scenario);
    const { isBlind: isHidden } = standing;
    const competencies = isHidden ? [] : practisedCompetencies(scenario);
    const { length } = scenario.protocol;
    return html`<li>
      <button
        class="scenario"
        data-testid="scenario-${scenario.id}"
        @click=${() => this.controller.session.choose(scenario.id)}
      >
        ${isHidden ? html`<span class="no-picture">${icon('eyeOff')}</span>` : picture(scenario)}
        <span class="scenario-text">
          <strong
            >${isHidden ? neutralTitle(scenario) : said(scenario.title)}
            ${scenario.grade ? html`<span class="grade">${msg(str`Grade ${scenario.grade}`)}</span>` : nothing}</strong
          >
          <span>${isHidden ? restOfReferral(scenario) : said(scenario.indication)}</span>
          ${scenario.practises && !isHidden ? html`<span class="dim">${said(scenario.practises)}</span>` : nothing}
          ${competencies.length > 0 ? html`<span class="small dim">${competencies.map(said).join(' · ')}</span>` : nothing}
          <span class="scenario-foot">
            ${standingWords(standing)}
            <span class="small dim"
              >${msg(str`${length} series · ${isHidden ? msg('AI and title hidden') : AI_WORDS[scenario.aiPlan]()} · pass at ${scenario.passMark} %`)}</span
            >
          </span>
        </span>
      </button>
    </li>`;
  }
}

function sectionTitle({ id, module }: PatientSection): string {
  if (module) return said(module.title);
  return id === BLIND ? msg('Exams without help') : msg('Others');
}

const blindWords = (): string =>
  msg('Known by their referral alone: title, picture and module are shown once the exam has been handed in.');

function picture({ id }: Scenario): TemplateResult | typeof nothing {
  const url = pictureOf(id);
  return url
    ? html`<img src=${url} alt="" width="104" height="104" loading="lazy" decoding="async" />`
    : nothing;
}

/** Whether an earlier attempt passed, and how good the best one was. */
function standingWords({ state, best }: Standing): TemplateResult {
  const words =
    best === null ? STATE_WORDS[state]() : msg(str`${STATE_WORDS[state]()}, best ${Math.round(best)} %`);
  switch (state) {
    case 'untried':
      return html`<span class="standing small dim">${words}</span>`;
    case 'tried':
      return html`<span class="standing small fair">${icon('repeat')} ${words}</span>`;
    case 'passed':
      return html`<span class="standing small good">${icon('check')} ${words}</span>`;
  }
}

customElements.define('iso-patients', IsoPatients);
