import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { canPlan, effectiveSequence, mayMoveTable, type QueueStep } from '../exercise';
import type { QualityVerdict } from '../planning';
import { ConsoleElement } from './element';
import { missingFor, stepTimeS, timeLeftS } from './exam';
import { groupTitle, minutes } from './format';
import { openPosition } from './goToTask';
import { icon } from './icons';
import { stepVerdict } from './verdict';

const STATE_WORDS: Record<QueueStep['state'], () => string> = {
  planned: () => msg('needs planning'),
  ready: () => msg('ready'),
  queued: () => msg('waiting'),
  running: () => msg('running'),
  done: () => msg('done'),
  aborted: () => msg('stopped'),
};

const STATE_ICONS = {
  planned: 'circleDashed',
  ready: 'circle',
  queued: 'circle',
  running: 'play',
  done: 'check',
  aborted: 'circleSlash',
} as const;

const VERDICT_WORDS: Record<QualityVerdict, () => string> = {
  accept: () => '',
  'accept-with-remark': () => msg(', with remarks'),
  repeat: () => msg(', repeat advised'),
};

const VERDICT_ICONS = { accept: 'check', 'accept-with-remark': 'warning', repeat: 'repeat' } as const;

/** What a finished step carries when it is dragged on a view. */
export const STEP_DRAG = 'application/x-isocenter-step';

/** The exam queue: every series with its state and time, run one by one or all. */
export class IsoQueue extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, selected: { type: String } };
  declare selected: string | null;

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
          <span class="mono dim" title=${msg('Scan time left')} data-testid="queue-total"
            >${minutes(timeLeftS(this.controller))}</span
          >
        </div>
        <ol class="steps scroll">
          ${this.#localizer()} ${exam.steps.map((step) => this.#step(step))}
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

  #localizer(): TemplateResult {
    const { phase, localizer, progress } = this.state.case;
    const done = localizer.length > 0;
    const running = phase === 'localizing';
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
            >${done ? msg('done') : running ? `${msg('running')} ${progress?.total ? `${progress.done}/${progress.total}` : ''}` : msg('ready')}</span
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

  #step(step: QueueStep): TemplateResult {
    const exam = this.state.case;
    const { label } = effectiveSequence(step);
    const missing = missingFor(exam, step);
    const time = stepTimeS(this.controller, step);
    const titles = exam.scenario?.groups ?? [];
    const name = (group: string): string => {
      const wanted = titles.find((candidate) => candidate.name === group);
      return wanted ? groupTitle(wanted) : group;
    };
    const verdict = stepVerdict(exam, step);
    const words =
      step.stale && step.state === 'done'
        ? msg('done, plan moved since')
        : `${STATE_WORDS[step.state]()}${verdict ? VERDICT_WORDS[verdict]() : ''}`;
    const detail =
      step.state === 'running'
        ? `${words} ${step.done}/${step.total}`
        : step.state === 'planned'
          ? msg(str`place ${missing.map(name).join(', ')}`)
          : step.runs > 1
            ? msg(str`${words} · run ${step.runs}`)
            : words;
    return html`
      <li
        class=${classMap({ step: true, [step.state]: true, stale: step.stale, [verdict ?? 'unchecked']: true })}
        data-testid="step-${step.id}"
        data-state=${step.state}
        aria-current=${this.selected === step.id ? 'true' : nothing}
        draggable=${step.runs > 0 ? 'true' : 'false'}
        @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(STEP_DRAG, step.id)}
      >
        ${icon(step.stale && step.state === 'done' ? 'warning' : verdict ? VERDICT_ICONS[verdict] : STATE_ICONS[step.state])}
        <button class="step-name quiet" @click=${() => this.#open(step, missing)}>
          ${label}<span class="step-state">${detail}</span>
        </button>
        <span class="mono">${minutes(time)}</span>
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
