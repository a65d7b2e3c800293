import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { exportRaw } from './exportAttempts';
import { icon } from './icons';
import './isoSure';
import { said } from './language';

/** Records that cannot be read, set aside: each can be saved as it lies, or deleted. */
export class IsoDamaged extends ConsoleElement {
  override render(): TemplateResult {
    const { damaged } = this.state;
    this.hidden = damaged.length === 0;
    return html`<ul class="damaged" aria-label=${msg('Damaged records')}>
      ${damaged.map(
        (record) =>
          html`<li class="note" data-testid="damaged">
            <span>${icon('warning')} ${said(record.reason)}</span>
            <span class="row">
              <button data-testid="export-damaged" @click=${() => exportRaw(record.key, record.raw)}>
                ${icon('download')} ${msg('Save as it lies')}
              </button>
              <iso-sure
                label=${msg('Delete')}
                question=${msg('Delete this record for good?')}
                yes=${msg('Yes, delete it')}
                testid="delete-damaged"
                @sure=${() => void this.controller.attempts.removeDamaged(record)}
              ></iso-sure>
            </span>
          </li>`,
      )}
    </ul>`;
  }
}
customElements.define('iso-damaged', IsoDamaged);
