import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { canPlan, submitBlocker, taskProgress, type CaseState } from '../exercise';
import { ConsoleElement } from './element';
import { exportAttempts } from './exportAttempts';
import { engineName } from './format';
import { icon } from './icons';
import { decimal, said } from './language';
import { leftOutNote } from './leftOut';
import './isoNextTask';
import './isoSeen';
import { tasksDone } from './isoTasks';
import './isoVerdict';
import { newestSeries, newRemark, newToJudge } from './verdict';

type Tab = 'ai' | 'series';

/** The strip at the side: the task, what the AI is doing, and handing in. Never on top of the anatomy. */
export class IsoCoach extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, tab: { state: true } };
  declare tab: Tab;
  #shown: CaseState | null = null;

  constructor() {
    super();
    this.tab = 'ai';
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const exam = this.state.case;
    const before = this.#shown;
    this.#shown = exam;
    if (exam.series.length === 0) this.tab = 'ai';
    // What quality control has to say comes to the front, but never from under somebody's hands.
    else if (
      before &&
      (newRemark(before, exam) || newToJudge(before, exam)) &&
      !this.contains(document.activeElement)
    )
      this.tab = 'series';
  }

  override render(): TemplateResult {
    const exam = this.state.case;
    return html`
      <section class="panel coach" aria-label=${msg('Task and AI')}>
        <iso-next-task .controller=${this.controller}></iso-next-task>
        <details class="task" ?open=${exam.series.length === 0 || this.tab === 'ai'}>
          <summary class="panel-title">
            <h2>${msg('Task')}</h2>
            <span class="small dim grow">${tasksDone(taskProgress(exam))}</span>
          </summary>
          <div
            class="coach-body scroll"
            tabindex="0"
            role="group"
            aria-label=${msg('Indication, tasks and objectives')}
          >
            <p>${said(exam.scenario?.indication ?? '')}</p>
            ${exam.phase === 'submitted' ? nothing : html`<iso-tasks .controller=${this.controller}></iso-tasks>`}
            ${objectives(exam)}
            ${(exam.patient?.notes ?? []).map((note) => html`<p class="note">${said(note)}</p>`)}
            ${leftOutNote(exam.patient?.skipped ?? [])}
          </div>
        </details>
        ${this.#tabs(exam)}
        <div class="coach-page scroll" tabindex="0" role="group" aria-label=${msg('What the AI says')}>
          <div
            ?hidden=${this.tab !== 'ai'}
            class="coach-ai"
            data-testid="ai-status"
            data-status=${this.#status()}
          >
            ${this.#ai()}
          </div>
          <iso-verdict ?hidden=${this.tab !== 'series'} .controller=${this.controller}></iso-verdict>
        </div>
        <iso-plan-check .controller=${this.controller}></iso-plan-check>
        <div class="coach-submit">${exam.phase === 'submitted' ? this.#after() : this.#submit(exam)}</div>
      </section>
    `;
  }

  #tabs(exam: CaseState): TemplateResult {
    const count = newestSeries(exam).length;
    const tabs: readonly (readonly [Tab, string])[] = [
      ['ai', msg('AI plan')],
      ['series', count > 0 ? msg(str`Checks (${count})`) : msg('Checks')],
    ];
    return html`<div class="panel-title">
      <fieldset class="tabs">
        <legend class="visually-hidden">${msg('AI plan or checks of the series')}</legend>
        ${tabs.map(
          ([tab, words]) =>
            html`<label>
              <input
                type="radio"
                name="coach-tab"
                data-testid="coach-${tab}"
                .checked=${live(this.tab === tab)}
                @change=${() => (this.tab = tab)}
              />${words}
            </label>`,
        )}
      </fieldset>
    </div>`;
  }

  #submit(exam: CaseState): TemplateResult {
    const blocker = submitBlocker(exam);
    return html`<button
        class="primary"
        data-testid="submit"
        ?disabled=${blocker !== null}
        aria-describedby="submit-why"
        @click=${() => void this.controller.attempts.submit()}
      >
        ${icon('check')} ${msg('Submit plan')}
      </button>
      <p id="submit-why" class="small dim">${blocker === null ? readyWords(exam) : said(blocker)}</p>`;
  }

  #after(): TemplateResult {
    const { attempt, session, case: exam } = this.state;
    const isCounted = session?.mode === 'assessment' || session?.assignment !== null;
    const isDrawn = exam.scenario !== null && !('volume' in exam.scenario.patient);
    const save = (): void => {
      if (attempt) void exportAttempts(this.controller, [attempt]);
    };
    return html`<button
        class="primary"
        data-testid="try-again"
        @click=${() => void this.controller.patient.restart()}
      >
        ${icon('repeat')} ${isCounted ? msg('Back to the list') : msg('Try again')}
      </button>
      ${
        isCounted || !isDrawn
          ? nothing
          : html`<button data-testid="another-patient" @click=${() => void this.controller.session.another()}>
              ${icon('plus')} ${msg('Another patient of this kind')}
            </button>`
      }
      <button data-testid="export-attempt" ?disabled=${!attempt} @click=${save}>
        ${icon('download')} ${msg('Export attempt')}
      </button>`;
  }

  #status(): string {
    const { segmentation, ai } = this.state.case;
    return ai.status === 'none' ? segmentation.status : ai.status;
  }

  #ai(): TemplateResult {
    const { segmentation, ai, scenario, progress } = this.state.case;
    if (segmentation.status === 'failed' || ai.status === 'failed') {
      return html`<p class="row">
        ${icon('warning')} ${msg('No AI plan for this patient. Your plan is judged without it.')}
      </p>`;
    }
    if (segmentation.status === 'running') {
      return html`<p>
          ${progress ? said(progress.label) : msg('Starting the network')}${segmentation.backend ? msg(str` on ${engineName(segmentation.backend.backend)}`) : ''}
        </p>
        <progress
          aria-label=${msg('AI progress')}
          max=${progress?.total || 1}
          .value=${progress?.total ? progress.done : nothing}
        ></progress>
        <p class="small dim">${msg('You can plan meanwhile.')}</p>`;
    }
    if (ai.status !== 'ready') return html`<p class="dim">${msg('Waits for the localizer.')}</p>`;
    if (ai.visible) return this.#plan();
    if (scenario?.aiPlan === 'hidden') {
      return html`<p class="row">${icon('lock')} ${msg('Ready, hidden until you submit.')}</p>`;
    }
    return html`<iso-seen .controller=${this.controller}></iso-seen>
      <p>${msg('The plan is ready, hidden until you ask.')}</p>
      <button data-testid="show-ai-plan" @click=${() => this.controller.plan.requestAiPlan()}>
        ${icon('eye')} ${msg('Show AI plan')}
      </button>`;
  }

  #plan(): TemplateResult {
    const { ai, segmentation } = this.state.case;
    const { totalMs } = segmentation;
    return html`<iso-seen .controller=${this.controller}></iso-seen>
      <div class="row spread">
        <p class="small">
          ${totalMs === null ? msg('Shown dashed in the views') : msg(str`Shown dashed in the views in ${decimal(totalMs / 1000, 1)} s`)}
        </p>
        <button
          class="icon quiet"
          aria-label=${msg('Hide AI plan')}
          data-testid="hide-ai-plan"
          @click=${() => this.controller.plan.hideAiPlan()}
        >
          ${icon('eyeOff')}
        </button>
      </div>
      ${
        canPlan(this.state.case)
          ? html`<button data-testid="take-ai-plan" @click=${() => this.controller.plan.takeOverAiPlan()}>
              ${icon('check')} ${msg('Take over, then edit')}
            </button>`
          : nothing
      }
      <details>
        <summary>${msg('Why this plan')}</summary>
        <p class="small">
          ${msg('Taking over places groups and band; phase, oversampling and TR stay as the series have them.')}
        </p>
        <ul class="decisions">
          ${ai.decisions.map(
            ({ what, why, confidence }) =>
              html`<li><strong>${said(what)}</strong> ${said(why)} ${sureWords(confidence)}</li>`,
          )}
        </ul>
      </details>`;
  }
}

/** How sure the AI is of a choice; nothing where it is. */
const sureWords = (confidence: number): string =>
  confidence < 0.995 ? msg(str`(confidence ${Math.round(100 * confidence)} %)`) : '';

/** What is practised tells what is there: where the title is hidden it comes after the exam. */
function objectives({ scenario, phase }: CaseState): TemplateResult | typeof nothing {
  if (!scenario || (phase !== 'submitted' && scenario.aiPlan === 'hidden')) return nothing;
  return html`<ul class="objectives">
    ${scenario.objectives.map(({ text }) => html`<li>${said(text)}</li>`)}
  </ul>`;
}

/** Nothing stands in the way of submitting, but what was not run is said. */
function readyWords(exam: CaseState): string {
  const { steps } = exam;
  const open = steps.filter((step) => step.state !== 'done').length;
  const moved = steps.filter((step) => step.state === 'done' && step.stale).length;
  if (open > 0) return msg(str`${open} series not run yet. You can submit all the same; it ends the exam.`);
  if (moved > 0) return msg(str`The plan moved since ${moved} series ran. Submitting ends the exam.`);
  const undone = taskProgress(exam).filter(({ state }) => state !== 'done').length;
  if (undone === 1) return msg('1 task is not done yet. You can submit all the same; it ends the exam.');
  return undone > 0
    ? msg(str`${undone} tasks are not done yet. You can submit all the same; it ends the exam.`)
    : msg('All series are done. Submitting ends the exam.');
}
customElements.define('iso-coach', IsoCoach);
