import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import {
  attemptsCsv,
  cohort,
  criteriaCsv,
  traineeRecord,
  type ClassMember,
  type OwnedAttempt,
} from '../../competency';
import { ConsoleElement } from '../element';
import { downloadText, droppedFiles } from '../fileDrop';
import { icon } from '../icons';
import { printPart, reportView } from '../reportView';
import type { ClassRoom } from './classRoom';
import { cohortTable, USUAL_SORTING, type Sorting } from './cohortTable';
import { competencyGrid } from './competencyGrid';
import { choiceOf, filterBar, ofScenario, USUAL_FILTER, type Filter } from './filters';
import { importPanel } from './importPanel';
import { itemTables } from './itemTables';
import './isoObservers';
import { separationView } from './separationView';

const VIEWS = [
  ['class', () => msg('Class')],
  ['competencies', () => msg('Competencies')],
  ['items', () => msg('Items')],
  ['observers', () => msg('Observers')],
] as const;
type View = (typeof VIEWS)[number][0];

/** An instructor looks at a class: its marks, competencies, the items' worth, and how much its members differ. */
export class IsoInstructor extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    room: { attribute: false },
    view: { state: true },
    filter: { state: true },
    sorting: { state: true },
    opened: { state: true },
    curve: { state: true },
    split: { state: true },
  };
  declare room: ClassRoom;
  declare view: View;
  declare filter: Filter;
  declare sorting: Sorting;
  /** Id of the trainee whose record is open. */
  declare opened: string | null;
  declare curve: string;
  declare split: string;
  #leave: (() => void) | null = null;

  constructor() {
    super();
    this.view = 'class';
    this.filter = USUAL_FILTER;
    this.sorting = USUAL_SORTING;
    this.opened = null;
    this.curve = 'exams';
    this.split = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = this.room.subscribe(() => this.requestUpdate());
    if (this.room.state.files === 0) void this.#try(() => this.room.restore());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // Whoever opened a trainee by keyboard goes on from there, and comes back to the table.
    if (changed.has('opened') && changed.get('opened') !== undefined)
      this.querySelector<HTMLElement>(this.opened ? '.back-to-class' : '#class-title')?.focus();
  }

  override render(): TemplateResult {
    const { room, opened } = this;
    const { members } = room.state.book;
    const member = members.find(({ trainee }) => trainee.id === opened);
    return html`<div
      class="report instructor"
      data-testid="instructor"
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${this.#dropped}
    >
      ${member ? this.#trainee(member) : this.#class(members)}
    </div>`;
  }

  #class(members: readonly ClassMember[]): TemplateResult {
    const { state } = this.room;
    return html`<div class="report-head">
        <h1 id="class-title" tabindex="-1">${msg('Class')}</h1>
        ${
          members.length > 0
            ? html`<div class="report-actions no-print">
                <button data-testid="print-class" @click=${() => printPart('report')}>
                  ${icon('file')} ${msg('Print')}
                </button>
                <button data-testid="class-csv" @click=${() => saveCsv(members)}>
                  ${icon('download')} ${msg('Tables (CSV)')}
                </button>
              </div>`
            : nothing
        }
      </div>
      ${importPanel(state, {
        onFiles: (files) => void this.#try(() => this.room.add(files)),
        onKeep: (isKept) => void this.#try(() => this.room.keep(isKept)),
        onClear: () => void this.#try(() => this.room.clear()),
      })}
      ${members.length > 0 ? this.#views(members) : nothing}`;
  }

  #views(members: readonly ClassMember[]): TemplateResult {
    const { filter, view } = this;
    const scenarios = scenariosOf(members);
    const shown = ofScenario(members, filter);
    return html`${filterBar(filter, scenarios, (next) => (this.filter = next))}
      <nav class="class-views" aria-label=${msg('Views of the class')}>
        ${VIEWS.map(
          ([id, title]) =>
            html`<button
              class="quiet"
              data-testid="view-${id}"
              aria-pressed=${String(id === view)}
              @click=${() => (this.view = id)}
            >
              ${title()}
            </button>`,
        )}
      </nav>
      <section class="report-section" aria-label=${VIEWS.find(([id]) => id === view)?.[1]() ?? ''}>
        ${this.#view(shown, members)}
      </section>`;
  }

  #view(shown: readonly ClassMember[], members: readonly ClassMember[]): TemplateResult {
    const { filter } = this;
    const open = (trainee: string): void => void (this.opened = trainee);
    switch (this.view) {
      case 'class': {
        const table = cohort(shown, choiceOf(filter));
        return html`${cohortTable(table, this.sorting, {
          onSort: (sorting) => (this.sorting = sorting),
          onOpen: open,
        })}
        ${separationView(table, this.split, (text) => (this.split = text))}`;
      }
      case 'competencies':
        return competencyGrid(members, open);
      case 'items':
        return itemTables(cohort(shown, choiceOf(filter)));
      case 'observers':
        return html`<iso-observers .members=${shown} .choice=${choiceOf(filter)}></iso-observers>`;
    }
  }

  #trainee(member: ClassMember): TemplateResult {
    const { trainee, attempts, seals } = member;
    return html`<div class="report-head">
        <div>
          <button
            class="quiet back-to-class no-print"
            data-testid="back-to-class"
            @click=${() => (this.opened = null)}
          >
            ${icon('undo')} ${msg('Back to the class')}
          </button>
          <h1>${msg(str`Record of ${trainee.name || trainee.id}`)}</h1>
        </div>
        <div class="report-actions no-print">
          <button data-testid="print-report" @click=${() => printPart('report')}>
            ${icon('file')} ${msg('Print report')}
          </button>
        </div>
      </div>
      ${reportView(traineeRecord(trainee, attempts), {
        curve: this.curve,
        onCurve: (id) => (this.curve = id),
        print: printPart,
        seals,
      })}`;
  }

  #dropped = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    if (!event.dataTransfer) return;
    // Must be asked for while the drop is being handled.
    const listed = droppedFiles(event.dataTransfer);
    await this.#try(async () => this.room.add(await listed));
  };

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.controller.showError(error);
    }
  }
}
customElements.define('iso-instructor', IsoInstructor);

const owned = (members: readonly ClassMember[]): OwnedAttempt[] =>
  members.flatMap(({ trainee, attempts }) => attempts.map((attempt) => ({ trainee, attempt })));

function saveCsv(members: readonly ClassMember[]): void {
  downloadText('isocenter-class-attempts.csv', attemptsCsv(owned(members)), 'text/csv');
  downloadText('isocenter-class-criteria.csv', criteriaCsv(owned(members)), 'text/csv');
}

/** By their titles. */
function scenariosOf(members: readonly ClassMember[]): { id: string; title: string }[] {
  const found = new Map(owned(members).map(({ attempt: { scenario } }) => [scenario.id, scenario]));
  return [...found.values()].toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
}
