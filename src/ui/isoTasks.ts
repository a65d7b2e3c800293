import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { nextTask, taskProgress, type TaskProgress, type TaskState } from '../exercise';
import { ConsoleElement } from './element';
import { goToTask } from './goToTask';
import { icon } from './icons';
import { said } from './language';

const TASK_WORDS: Readonly<Record<TaskState, () => string>> = {
  open: () => msg('waits'),
  ready: () => msg('to do'),
  done: () => msg('done'),
  repeat: () => msg('do again'),
};

export const TASK_ICONS = {
  open: 'circleDashed',
  ready: 'circle',
  done: 'check',
  repeat: 'repeat',
} as const satisfies Record<TaskState, Parameters<typeof icon>[0]>;

/** `3 of 9 done` */
export const tasksDone = (tasks: readonly TaskProgress[]): string =>
  msg(str`${tasks.filter(({ state }) => state === 'done').length} of ${tasks.length} done`);

/** Everything the scenario asks for, in its order: how far each task is, never whether it was done rightly. */
export class IsoTasks extends ConsoleElement {
  override render(): TemplateResult {
    const tasks = taskProgress(this.state.case);
    const next = nextTask(tasks);
    return html`<ol class="tasks" data-testid="tasks" aria-label=${msg('Tasks')}>
      ${tasks.map(
        ({ task, title, state, index }) =>
          html`<li data-state=${state} aria-current=${index === next?.index ? 'step' : nothing}>
            <button
              class="quiet"
              data-testid="task-${index}"
              ?disabled=${state === 'open'}
              @click=${() => goToTask(this, this.controller, task)}
            >
              ${icon(TASK_ICONS[state])}<span>${said(title)}</span
              ><span class="task-state">${TASK_WORDS[state]()}</span>
            </button>
          </li>`,
      )}
    </ol>`;
  }
}
customElements.define('iso-tasks', IsoTasks);
