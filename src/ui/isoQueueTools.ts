import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ADDABLE, effectiveSequence, queueBlocker, removeBlocker, type QueueStep } from '../exercise';
import { ConsoleElement } from './element';
import { icon, type IconName } from './icons';
import type { IsoStepGeometry } from './isoStepGeometry';
import './isoStepGeometry';
import { said } from './language';
import { placeMenu } from './menu';

/** One thing that can be done to the series in hand. */
interface Tool {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  /** Why it cannot be done now; null when it can. */
  readonly blocker: string | null;
  readonly act: (step: QueueStep) => void;
}

const PLANES = ['sagittal', 'coronal', 'axial'] as const;

/** What is done to the series of the queue beside running them; the series in hand is the one that is marked. */
export class IsoQueueTools extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, selected: { type: String } };
  declare selected: string | null;

  override render(): TemplateResult {
    const exam = this.state.case;
    const blocker = queueBlocker(exam);
    const at = exam.steps.findIndex(({ id }) => id === this.selected);
    const step = exam.steps[at];
    return html`<div class="queue-tools" role="group" aria-label=${msg('Edit the queue')}>
        <button
          class="quiet"
          data-testid="queue-add"
          popovertarget="queue-presets"
          title=${blocker === null ? msg('Add a series') : said(blocker)}
          ?disabled=${blocker !== null}
        >
          ${icon('plus')} ${msg('Add')}
        </button>
        ${this.#presets()} ${this.#tools(at).map((tool) => this.#tool(tool, step, blocker))}
      </div>
      ${
        exam.scenario?.queue === 'fixed' && blocker !== null
          ? html`<p class="queue-note small dim" data-testid="queue-fixed">
              ${icon('lock')} ${said(blocker)}
            </p>`
          : nothing
      }
      <iso-step-geometry .controller=${this.controller}></iso-step-geometry>`;
  }

  #tools(at: number): Tool[] {
    const { queueEdit } = this.controller;
    const { steps } = this.state.case;
    const step = steps[at];
    const move = (by: 1 | -1) => (moved: QueueStep) => {
      this.dispatchEvent(new CustomEvent('step-moved'));
      queueEdit.move(moved.id, at + by);
    };
    return [
      {
        ...{ id: 'duplicate', icon: 'copy', label: msg('Duplicate'), blocker: null },
        act: ({ id }) => this.#select(queueEdit.duplicate(id)),
      },
      {
        ...{ id: 'up', icon: 'up', label: msg('Move up (Alt ↑)'), act: move(-1) },
        blocker: at === 0 ? msg('It is the first.') : null,
      },
      {
        ...{ id: 'down', icon: 'down', label: msg('Move down (Alt ↓)'), act: move(1) },
        blocker: at === steps.length - 1 ? msg('It is the last.') : null,
      },
      {
        ...{ id: 'rename', icon: 'pencil', label: msg('Rename (F2)'), blocker: null },
        act: () => this.dispatchEvent(new CustomEvent('step-rename')),
      },
      {
        ...{ id: 'geometry', icon: 'link', label: msg('Geometry after another series'), blocker: null },
        act: ({ id }) => this.querySelector<IsoStepGeometry>('iso-step-geometry')?.open(id),
      },
      {
        ...{ id: 'remove', icon: 'trash', label: msg('Take out (Del)') },
        blocker: step ? removeBlocker(step) : null,
        act: ({ id }) => this.#select(queueEdit.remove(id)),
      },
    ];
  }

  #tool(tool: Tool, step: QueueStep | undefined, blocker: string | null): TemplateResult {
    const why = blocker ?? (step ? tool.blocker : msg('Choose a series of the queue first.'));
    const name = step ? `${tool.label}: ${effectiveSequence(step).label}` : tool.label;
    return html`<button
      class="icon quiet"
      data-testid="queue-${tool.id}"
      aria-label=${name}
      title=${why === null ? tool.label : said(why)}
      ?disabled=${why !== null || !step}
      @click=${() => step && tool.act(step)}
    >
      ${icon(tool.icon)}
    </button>`;
  }

  #presets(): TemplateResult {
    const names = { sagittal: msg('Sagittal'), coronal: msg('Coronal'), axial: msg('Axial') };
    return html`<div
      popover
      class="menu queue-presets"
      id="queue-presets"
      aria-label=${msg('Presets')}
      @beforetoggle=${placeMenu}
    >
      ${PLANES.map(
        (plane) =>
          html`<div role="group" aria-label=${names[plane]}>
            <p class="small dim" aria-hidden="true">${names[plane]}</p>
            ${ADDABLE.filter(({ orientation }) => orientation === plane).map(
              ({ name, label }) =>
                html`<button class="quiet" data-testid="add-${name}" @click=${() => this.#add(name)}>
                  ${label}
                </button>`,
            )}
          </div>`,
      )}
    </div>`;
  }

  #add(preset: string): void {
    this.querySelector<HTMLElement>('[popover]')?.hidePopover();
    this.#select(this.controller.queueEdit.add(preset, this.selected));
  }

  /** Takes the series in hand that an edit leaves there. */
  #select(id: string | null): void {
    if (id !== null) this.dispatchEvent(new CustomEvent('step-select', { detail: id, bubbles: true }));
  }
}
customElements.define('iso-queue-tools', IsoQueueTools);
