import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { errorBanner } from './errorBanner';

/** An expected failure as a sentence with a way on. */
export class IsoError extends ConsoleElement {
  override render(): TemplateResult | typeof nothing {
    const { error } = this.state.case;
    if (!error) return nothing;
    return errorBanner(
      error,
      'error',
      html`<button data-testid="dismiss-error" @click=${() => this.controller.dismissError()}>
        ${msg('Dismiss')}
      </button>`,
      'over',
    );
  }
}
customElements.define('iso-error', IsoError);
