import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { LocalElement } from './element';
import { icon, type IconName } from './icons';

/** A button that asks once before it does what cannot be undone: `sure` when the answer is yes. */
export class IsoSure extends LocalElement {
  static override properties = {
    label: {},
    spoken: {},
    question: {},
    yes: {},
    symbol: {},
    testid: {},
    isAsking: { state: true },
  };
  declare label: string;
  /** Name of the button where its label alone would not say what it is for. */
  declare spoken: string;
  declare question: string;
  /** Empty: “Yes”. */
  declare yes: string;
  declare symbol: IconName;
  declare testid: string;
  declare isAsking: boolean;

  constructor() {
    super();
    this.label = '';
    this.spoken = '';
    this.question = '';
    this.yes = '';
    this.symbol = 'trash';
    this.testid = 'sure';
    this.isAsking = false;
  }

  override render(): TemplateResult {
    return html`<button
        data-testid=${this.testid}
        aria-label=${this.spoken || nothing}
        aria-expanded=${this.isAsking ? 'true' : 'false'}
        @click=${() => (this.isAsking = !this.isAsking)}
      >
        ${icon(this.symbol)} ${this.label}
      </button>
      ${
        this.isAsking
          ? html`<span class="sure" role="group" aria-label=${this.question}>
              <span>${this.question}</span>
              <button class="danger" data-testid="${this.testid}-yes" @click=${this.#yes}>
                ${this.yes || msg('Yes')}
              </button>
              <button class="quiet" @click=${() => (this.isAsking = false)}>${msg('No')}</button>
            </span>`
          : nothing
      }`;
  }

  #yes = (): void => {
    this.isAsking = false;
    this.dispatchEvent(new CustomEvent('sure'));
  };
}
customElements.define('iso-sure', IsoSure);
