import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { said } from './language';

/** An expected failure as a sentence with a way on. */
export class IsoError extends ConsoleElement {
  override render(): TemplateResult {
    const { error } = this.state.case;
    return html`<div role="alert">
      ${
        error
          ? html`<div class="error" data-testid="error" data-code=${error.code}>
              ${icon('warning')}
              <div>
                <p><strong>${said(error.message)}</strong></p>
                <p>${said(error.hint)}</p>
              </div>
              <button data-testid="dismiss-error" @click=${() => this.controller.dismissError()}>
                ${msg('Dismiss')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }
}
customElements.define('iso-error', IsoError);
