import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import {
  canPlan,
  effectiveSequence,
  LONGEST_LABEL,
  mayMoveTable,
  missingSteps,
  queueBlocker,
  type QueueStep,
} from '../exercise';
import type { QualityVerdict } from '../planning';
import { ConsoleElement } from './element';
import { missingFor, stepTimeS, timeLeftS, timeTotalS } from './exam';
import { minutes } from './format';
import { openPosition } from './goToTask';
import { icon } from './icons';
import './isoQueueTools';
import { stepWords, tieWords } from './stepWords';
import { stepVerdict } from './verdict';

const STATE_ICONS = {
  planned: 'circleDashed',
  ready: 'circle',
  queued: 'circle',
  running: 'play',
  done: 'check',
  aborted: 'circleSlash',
} as const;

const VERDICT_ICONS = { accept: 'check', 'accept-with-remark': 'warning', repeat: 'repeat' } as const;

const STEP_KEYS = 'Alt+ArrowUp Alt+ArrowDown F2 Delete';

/** What a step carries when it is dragged: on a view for its images, in the queue to another place. */
export const STEP_DRAG = 'application/x-isocenter-step';

/** Where a dragged step would go: over which one, and before or after it. */
interface DropPlace {
  readonly id: string;
  readonly isAfter: boolean;
}

/** The exam queue: every series with its state and time, run one by one or all, and put in order. */
export class IsoQueue extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    selected: { type: String },
    renaming: { state: true },
    place: { state: true },
  };
  declare selected: string | null;
  /** The series whose name is being written. */
  declare renaming: string | null;
  declare place: DropPlace | null;
  /** The series that gets the focus once it stands at its new place. */
  #focus: string | null = null;

  constructor() {
    super();
    this.renaming = null;
    this.place = null;
  }

  override render(): TemplateResult {
    const exam = this.state.case;
    const running = exam.steps.some((step) => step.state === 'running' || step.state === 'queued');
    const runnable = exam.steps.some(
      (step) => step.state === 'ready' || step.state === 'aborted' || (step.state === 'done' && step.stale),
    );
    return html`
      <section class="panel queue" aria-label=${msg('Exam queue')}>
        <div class="panel-title">
          <h2>${msg('Exam queue')}</h2>
          ${this.#times()}
        </div>
        ${
          exam.phase === 'submitted'
            ? nothing
            : html`<iso-queue-tools
                .controller=${this.controller}
                .selected=${this.selected}
                @step-rename=${() => this.#rename(this.selected)}
                @step-moved=${() => (this.#focus = this.selected)}
              ></iso-queue-tools>`
        }
        <ol class="steps scroll" @dragleave=${this.#dragLeft}>
          ${this.#localizer()} ${exam.steps.map((step, at) => this.#step(step, at))}
          ${exam.phase === 'submitted' ? nothing : this.#missing()}
        </ol>
        <div class="queue-actions">
          <button
            class="primary"
            data-testid="run-all"
            ?disabled=${!canPlan(exam) || !runnable || running}
            @click=${() => void this.controller.queue.runAll()}
          >
            ${icon('play')} ${msg('Run all')}
          </button>
          <button data-testid="stop" ?disabled=${!running} @click=${() => this.controller.queue.stop()}>
            ${icon('square')} ${msg('Stop')}
          </button>
        </div>
      </section>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.renaming !== null && changed.has('renaming')) {
      const field = this.querySelector<HTMLInputElement>('.step-rename');
      field?.focus();
      field?.select();
    }
    // A copy comes after the last that is in sight, sooner or later.
    if (changed.has('selected'))
      this.querySelector('.step[aria-current]')?.scrollIntoView({ block: 'nearest' });
    if (this.#focus === null) return;
    this.querySelector<HTMLElement>(`[data-step='${CSS.escape(this.#focus)}']`)?.focus();
    this.#focus = null;
  }

  /** What is left, of all that the exam takes as it stands. */
  #times(): TemplateResult {
    const total = timeTotalS(this.controller);
    const budget = this.state.case.scenario?.timeBudgetS;
    const isOver = budget !== undefined && total > budget;
    const words =
      budget === undefined
        ? msg('Scan time left, of the whole exam')
        : msg(str`Scan time left, of the whole exam; ${minutes(budget)} are allowed`);
    return html`<span class=${classMap({ mono: true, dim: !isOver, fair: isOver })} title=${words}
      ><span class="visually-hidden">${words}: </span
      ><span data-testid="queue-total">${minutes(timeLeftS(this.controller))}</span> /
      <span data-testid="queue-whole">${minutes(total)}</span>${isOver ? icon('warning') : nothing}</span
    >`;
  }

  #localizer(): TemplateResult {
    const { phase, localizer, progress } = this.state.case;
    const done = localizer.length > 0;
    const running = phase === 'localizing';
    const slices = progress?.total ? `${progress.done}/${progress.total}` : '';
    return html`
      <li
        class=${classMap({ step: true, done, running })}
        data-testid="step-localizer"
        data-state=${done ? 'done' : running ? 'running' : 'ready'}
      >
        ${icon(done ? 'check' : running ? 'play' : 'circle')}
        <span class="step-name">
          ${msg('Localizer, 3 planes')}
          <span class="step-state"
            >${done ? msg('done') : running ? html`${msg('running')} ${slices}` : msg('ready')}</span
          >
        </span>
        <span class="mono">${minutes(this.controller.engines.scanner.localizerTimeS)}</span>
        ${
          phase === 'patientLoaded'
            ? html`<button
                class="icon"
                aria-label=${msg('Run localizer')}
                data-testid="run-localizer"
                @click=${() => void this.controller.patient.runLocalizer()}
              >
                ${icon('play')}
              </button>`
            : mayMoveTable(this.state.case)
              ? html`<button
                  class="icon"
                  aria-label=${msg('Move the table, and localize again')}
                  title=${msg('Move the table')}
                  data-testid="move-table"
                  @click=${() => openPosition(this)}
                >
                  ${icon('repeat')}
                </button>`
              : html`<span class="no-button"></span>`
        }
      </li>
    `;
  }

  #step(step: QueueStep, at: number): TemplateResult {
    const exam = this.state.case;
    const { label } = effectiveSequence(step);
    const missing = missingFor(exam, step);
    const verdict = stepVerdict(exam, step);
    const isMovable = queueBlocker(exam) === null;
    const isPlace = this.place?.id === step.id;
    return html`
      <li
        class=${classMap({
          step: true,
          [step.state]: true,
          stale: step.stale,
          [verdict ?? 'unchecked']: true,
          'drop-before': isPlace && this.place?.isAfter === false,
          'drop-after': isPlace && this.place?.isAfter === true,
        })}
        data-testid="step-${step.id}"
        data-state=${step.state}
        aria-current=${this.selected === step.id ? 'true' : nothing}
        draggable=${this.renaming !== step.id && (step.runs > 0 || isMovable) ? 'true' : 'false'}
        @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(STEP_DRAG, step.id)}
        @dragover=${(event: DragEvent) => this.#draggedOver(event, step.id, isMovable)}
        @dragend=${() => (this.place = null)}
        @drop=${(event: DragEvent) => this.#dropped(event, at)}
      >
        ${icon(step.stale && step.state === 'done' ? 'warning' : verdict ? VERDICT_ICONS[verdict] : STATE_ICONS[step.state])}
        ${this.renaming === step.id ? this.#nameField(step, label) : this.#name(step, at, label, missing, verdict)}
        <span class="mono">${minutes(stepTimeS(this.controller, step))}</span>
        ${this.#action(step, label, missing)}
        ${
          step.state === 'running'
            ? html`<progress
                max=${Math.max(1, step.total)}
                value=${step.done}
                aria-label=${msg(str`${label} progress`)}
              ></progress>`
            : nothing
        }
      </li>
    `;
  }

  #name(
    step: QueueStep,
    at: number,
    label: string,
    missing: readonly string[],
    verdict: QualityVerdict | null,
  ): TemplateResult {
    const exam = this.state.case;
    const tie = tieWords(exam, step);
    return html`<button
      class="step-name quiet"
      data-step=${step.id}
      title=${tie.whole}
      aria-keyshortcuts=${STEP_KEYS}
      @click=${() => this.#open(step, missing)}
      @keydown=${(event: KeyboardEvent) => this.#key(event, step.id, at)}
    >
      ${label}<span class="step-state"
        >${stepWords(exam, step, verdict)}${tie.short ? html` · ${icon('link')} ${tie.short}` : nothing}</span
      >
    </button>`;
  }

  #nameField({ id }: QueueStep, label: string): TemplateResult {
    const field = (event: Event): string =>
      event.currentTarget instanceof HTMLInputElement ? event.currentTarget.value : label;
    return html`<input
      class="step-rename"
      data-testid="rename-${id}"
      aria-label=${msg(str`Name of ${label}`)}
      maxlength=${LONGEST_LABEL}
      .value=${label}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        this.#named(id, event.key === 'Enter' ? field(event) : null);
        this.#focus = id;
      }}
      @blur=${(event: Event) => this.#named(id, field(event))}
    />`;
  }

  /** The field goes first: its blur would name the series a second time. Null: given up. */
  #named(id: string, label: string | null): void {
    if (this.renaming !== id) return;
    this.renaming = null;
    if (label !== null) this.controller.queueEdit.rename(id, label);
  }

  #rename(id: string | null): void {
    if (queueBlocker(this.state.case) === null) this.renaming = id;
  }

  #key(event: KeyboardEvent, id: string, at: number): void {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey || queueBlocker(this.state.case) !== null) return;
    const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
    if (altKey && step !== 0) {
      this.controller.queueEdit.move(id, at + step);
      this.#focus = id;
    } else if (key === 'F2') this.#rename(id);
    else if (key === 'Delete') this.#focus = this.controller.queueEdit.remove(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.requestUpdate();
  }

  /** Only a step, and only where the order may be changed. */
  #draggedOver(event: DragEvent, id: string, isMovable: boolean): void {
    if (!isMovable || !event.dataTransfer?.types.includes(STEP_DRAG)) return;
    if (!(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const isAfter = event.clientY > top + height / 2;
    if (this.place?.id !== id || this.place.isAfter !== isAfter) this.place = { id, isAfter };
  }

  #dropped(event: DragEvent, at: number): void {
    const id = event.dataTransfer?.getData(STEP_DRAG);
    const from = this.state.case.steps.findIndex((step) => step.id === id);
    const { place } = this;
    this.place = null;
    if (!id || from < 0 || !place) return;
    event.preventDefault();
    event.stopPropagation();
    const to = at + (place.isAfter ? 1 : 0);
    this.controller.queueEdit.move(id, from < to ? to - 1 : to);
  }

  readonly #dragLeft = (event: DragEvent): void => {
    const { currentTarget: list, relatedTarget: to } = event;
    if (list instanceof Node && to instanceof Node && list.contains(to)) return;
    this.place = null;
  };

  /** A series of the protocol that was taken out is missing when the exam is handed in. */
  #missing(): TemplateResult[] {
    const exam = this.state.case;
    return missingSteps(exam.scenario, exam.steps).map((step) => {
      const { label } = effectiveSequence(step);
      return html`<li class="step missing" data-testid="missing-${step.id}">
        ${icon('warning')}
        <span class="step-name"
          >${label}<span class="step-state">${msg('of the protocol, taken out')}</span></span
        >
        <span></span>
        <button
          class="icon"
          aria-label=${msg(str`Put ${label} back`)}
          title=${msg('Put back')}
          data-testid="restore-${step.id}"
          @click=${() => this.controller.queueEdit.restore(step.id)}
        >
          ${icon('undo')}
        </button>
      </li>`;
    });
  }

  #action(step: QueueStep, label: string, missing: readonly string[]): TemplateResult {
    const { queue } = this.controller;
    const planning = canPlan(this.state.case);
    if (step.state === 'running' || step.state === 'queued') {
      return html`<button class="icon" aria-label=${msg(str`Stop ${label}`)} @click=${() => queue.stop()}>
        ${icon('square')}
      </button>`;
    }
    if (step.state === 'planned') {
      return html`<button
        class="icon"
        aria-label=${msg(str`Place what ${label} needs`)}
        title=${msg(str`Place ${missing[0] ?? ''}`)}
        ?disabled=${!planning}
        @click=${() => this.#open(step, missing)}
      >
        ${icon('plus')}
      </button>`;
    }
    const again = step.runs > 0;
    return html`<button
      class="icon"
      aria-label=${again ? msg(str`Repeat ${label}`) : msg(str`Run ${label}`)}
      title=${again ? msg('Repeat') : msg('Run (space)')}
      data-testid="run-${step.id}"
      ?disabled=${!planning}
      @click=${() => void queue.runStep(step.id)}
    >
      ${icon(again ? 'repeat' : 'play')}
    </button>`;
  }

  /** Opens a step for planning: offers its next missing group, else makes its first group active. */
  #open(step: QueueStep, missing: readonly string[]): void {
    this.dispatchEvent(new CustomEvent('step-select', { detail: step.id, bubbles: true }));
    const next = missing[0];
    if (next !== undefined) this.controller.plan.place(next);
    else if (!step.groups.includes(this.state.case.activeGroup ?? '')) {
      this.controller.plan.select(step.groups[0] ?? null);
    }
  }
}
customElements.define('iso-queue', IsoQueue);
