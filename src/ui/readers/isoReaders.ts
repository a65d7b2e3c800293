import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { errorBanner } from '../errorBanner';
import { icon } from '../icons';
import { said } from '../language';
import './isoReadersReception';
import './isoReadersResults';
import './isoReadersSession';
import './readers.css';
import { ReaderElement } from './readerElement';

/** The reading study's page: reception, session or results of the study that is open. */
export class IsoReaders extends ReaderElement {
  override render(): TemplateResult {
    const { controller } = this;
    const { study, reading, analysis } = this.state;
    return html`<div class="readers" data-testid="readers">
      ${
        reading
          ? nothing
          : html`<div class="row spread">
              <h1>${study ? said(study.title) : msg('Reading study')}</h1>
              ${
                study
                  ? html`<button class="quiet" data-testid="close-study" @click=${() => controller.close()}>
                      ${icon('power')} ${msg('Close the study')}
                    </button>`
                  : nothing
              }
            </div>`
      }
      ${this.#error()}
      ${
        reading
          ? html`<iso-readers-session .controller=${controller}></iso-readers-session>`
          : analysis
            ? html`<iso-readers-results .controller=${controller}></iso-readers-results>`
            : html`<iso-readers-reception .controller=${controller}></iso-readers-reception>`
      }
    </div>`;
  }

  #error(): TemplateResult | typeof nothing {
    const { error } = this.state;
    if (!error) return nothing;
    return errorBanner(
      error,
      'readers-error',
      html`<button @click=${() => this.controller.dismissError()}>${msg('Dismiss')}</button>`,
    );
  }
}
customElements.define('iso-readers', IsoReaders);
