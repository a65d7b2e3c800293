import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { isTitleHidden, type Assignment, type AssignmentStanding } from '../exercise';
import { ConsoleElement } from './element';
import { neutralTitle, restOfReferral } from './examWords';
import { day, percent } from './format';
import { icon } from './icons';
import { said } from './language';
import { modeWords } from './modeWords';
import './isoSure';

/** What an instructor has set: opened as a file, with what is left to do. */
export class IsoAssignments extends ConsoleElement {
  override render(): TemplateResult {
    const { assignments } = this.state;
    return html`<section class="assignments" aria-labelledby="assignments-title">
      <div class="row">
        <h2 id="assignments-title">${msg('Assignments')}</h2>
        <label class="file-button quiet">
          ${icon('file')} ${msg('Open an assignment')}
          <input
            class="visually-hidden"
            type="file"
            accept=".json,application/json"
            data-testid="pick-assignment"
            @change=${this.#picked}
          />
        </label>
      </div>
      ${assignments.map((assignment) => this.#assignment(assignment))}
    </section>`;
  }

  #assignment(assignment: Assignment): TemplateResult {
    const { id, title, mode, instructions, opens, closes } = assignment;
    return html`<article data-testid="assignment-${id}">
      <header>
        <h3>${title}</h3>
        <span class="dim">
          ${modeWords(mode).title}${opens ? msg(str` · opens ${day(opens)}`) : ''}${closes ? msg(str` · closes ${day(closes)}`) : ''}
        </span>
        <iso-sure
          label=${msg('Take it off the list')}
          question=${msg('Take this assignment off the list? Your attempts stay.')}
          yes=${msg('Yes')}
          testid="remove-assignment"
          @sure=${() => void this.controller.session.removeAssignment(id)}
        ></iso-sure>
      </header>
      ${instructions ? html`<p>${instructions}</p>` : nothing}
      <ul>
        ${this.controller.session.standing(assignment).map((standing) => this.#scenario(assignment, standing))}
      </ul>
    </article>`;
  }

  #scenario(
    { id, mode }: Assignment,
    { scenario, left, begun, best, passed, blocker }: AssignmentStanding,
  ): TemplateResult {
    const isHidden = best === null && isTitleHidden(scenario, mode);
    const tries = left === null ? msg(str`${begun} begun`) : msg(str`${left} of ${left + begun} tries left`);
    const limit = scenario.timeLimitS === undefined ? '' : ` · ${Math.round(scenario.timeLimitS / 60)} min`;
    return html`<li data-testid="assigned-${scenario.id}">
      <span>
        <strong>${isHidden ? neutralTitle(scenario) : said(scenario.title)}</strong>
        <span class="dim">${isHidden ? restOfReferral(scenario) : said(scenario.indication)}</span>
        <span class="small dim"
          >${tries}${limit}${best === null ? '' : msg(str` · best ${percent(best)}`)}</span
        >
        ${passed ? html`<span class="good">${icon('check')} ${msg('Passed')}</span>` : nothing}
      </span>
      <span class="row">
        ${blocker === null ? nothing : html`<span class="small fair" id="blocked-${scenario.id}">${said(blocker)}</span>`}
        <button
          data-testid="begin-assigned-${scenario.id}"
          ?disabled=${blocker !== null}
          aria-describedby=${blocker === null ? nothing : `blocked-${scenario.id}`}
          @click=${() => this.controller.session.choose(scenario.id, id)}
        >
          ${icon('play')} ${msg('Begin')}
        </button>
      </span>
    </li>`;
  }

  #picked = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement) || !input.files) return;
    const [file] = input.files;
    input.value = '';
    if (file) void this.controller.session.openAssignment(file);
  };
}
customElements.define('iso-assignments', IsoAssignments);
