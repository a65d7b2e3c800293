import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { nextTask, taskProgress, type ScenarioTask } from '../exercise';
import { ConsoleElement } from './element';
import { goToTask } from './goToTask';
import { icon } from './icons';
import './isoJudge';
import { TASK_ICONS } from './isoTasks';
import { said } from './language';

/** What to do next, always in sight: a click goes there, a run to be judged is judged on the spot. */
export class IsoNextTask extends ConsoleElement {
  override render(): TemplateResult {
    const exam = this.state.case;
    const tasks = taskProgress(exam);
    const next = nextTask(tasks);
    if (exam.phase === 'submitted' || tasks.length === 0) return html``;
    if (!next)
      return html`<p class="next-task dim" data-testid="next-task">
        ${icon('check')} ${msg('Every task is done.')}
      </p>`;
    const { task, title, state } = next;
    return html`<div class="next-task" data-testid="next-task" data-state=${state}>
      <button
        class="quiet"
        ?disabled=${state === 'open'}
        @click=${() => goToTask(this, this.controller, task)}
      >
        ${icon(TASK_ICONS[state])}
        <span
          ><span class="small dim"
            >${state === 'open' ? msg('Later') : state === 'repeat' ? msg('Again') : msg('Next')}</span
          >
          ${said(title)}</span
        >
      </button>
      ${task.kind === 'judge' ? this.#judge(task) : nothing}
    </div>`;
  }

  #judge({ step }: Extract<ScenarioTask, { kind: 'judge' }>): TemplateResult | typeof nothing {
    const runs = this.state.case.steps.find(({ id }) => id === step)?.runs ?? 0;
    return runs === 0
      ? nothing
      : html`<iso-judge .controller=${this.controller} .step=${step} .run=${runs}></iso-judge>`;
  }
}
customElements.define('iso-next-task', IsoNextTask);
