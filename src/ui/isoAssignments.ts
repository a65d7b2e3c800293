import { html, nothing, type TemplateResult } from 'lit';
import type { Assignment, AssignmentStanding } from '../exercise';
import { ConsoleElement } from './element';
import { day, percent } from './format';
import { icon } from './icons';
import { MODE_WORDS } from './modeWords';
import './isoSure';

/** What an instructor has set: opened as a file, with what is left to do. */
export class IsoAssignments extends ConsoleElement {
  override render(): TemplateResult {
    const { assignments } = this.state;
    return html`<section class="assignments" aria-labelledby="assignments-title">
      <div class="row">
        <h2 id="assignments-title">Assignments</h2>
        <label class="file-button quiet">
          ${icon('file')} Open an assignment
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
          ${MODE_WORDS[mode].title}${opens ? ` · opens ${day(opens)}` : ''}${closes ? ` · closes ${day(closes)}` : ''}
        </span>
        <iso-sure
          label="Take it off the list"
          question="Take this assignment off the list? Your attempts stay."
          yes="Yes"
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
    { id }: Assignment,
    { scenario, left, begun, best, passed, blocker }: AssignmentStanding,
  ): TemplateResult {
    const tries = left === null ? `${begun} begun` : `${left} of ${left + begun} tries left`;
    const limit = scenario.timeLimitS === undefined ? '' : ` · ${Math.round(scenario.timeLimitS / 60)} min`;
    return html`<li data-testid="assigned-${scenario.id}">
      <span>
        <strong>${scenario.title}</strong>
        <span class="dim">${scenario.indication}</span>
        <span class="small dim">${tries}${limit}${best === null ? '' : ` · best ${percent(best)}`}</span>
        ${passed ? html`<span class="good">${icon('check')} Passed</span>` : nothing}
      </span>
      <span class="row">
        ${blocker === null ? nothing : html`<span class="small fair" id="blocked-${scenario.id}">${blocker}</span>`}
        <button
          data-testid="begin-assigned-${scenario.id}"
          ?disabled=${blocker !== null}
          aria-describedby=${blocker === null ? nothing : `blocked-${scenario.id}`}
          @click=${() => this.controller.session.choose(scenario.id, id)}
        >
          ${icon('play')} Begin
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
