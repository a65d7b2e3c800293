import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { minutes } from './format';
import { icon } from './icons';

/** Working time left of a scenario with a limit. It ticks by itself: the rest of the console has not changed. */
export class IsoClock extends ConsoleElement {
  #timer: ReturnType<typeof setInterval> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  override render(): TemplateResult {
    const left = this.controller.clock.leftS();
    this.hidden = left === null;
    if (left === null) return html``;
    const isOver = left < 0;
    // Rounded up, so that 0:00 is the end and not the last half second.
    const text = minutes(isOver ? Math.floor(-left) : Math.ceil(left));
    const tone = left <= 60 ? 'late' : left <= 300 ? 'soon' : '';
    return html`<span class="clock ${tone}" data-testid="clock">
      ${icon('clock')} <span class="dim">${isOver ? msg('Over time by') : msg('Hand in within')}</span>
      <span class="mono">${text}</span>
    </span>`;
  }
}
customElements.define('iso-clock', IsoClock);
