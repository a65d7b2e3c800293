import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CaseError } from '../exercise';
import { ConsoleElement } from './element';
import { exportAttempts } from './exportAttempts';
import { region } from './format';
import { icon } from './icons';
import './isoSure';
import { said } from './language';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString(region())} MB`;

/** What this browser could not keep, with ways on. The exam goes on meanwhile. */
export class IsoTrouble extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, room: { state: true } };
  /** How full the storage is, in words. */
  declare room: string;
  #asked: CaseError | null = null;

  constructor() {
    super();
    this.room = '';
  }

  override render(): TemplateResult {
    const { storageTrouble: trouble } = this.state;
    return html`<div role="alert">${trouble ? this.#banner(trouble) : nothing}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { storageTrouble } = this.state;
    if (storageTrouble === this.#asked) return;
    this.#asked = storageTrouble;
    if (storageTrouble?.code === 'storage-full') void this.#measure();
  }

  async #measure(): Promise<void> {
    const room = await this.controller.engines.local.room.estimate();
    if (room) this.room = msg(str`${megabytes(room.usedBytes)} of ${megabytes(room.quotaBytes)} are used.`);
  }

  #banner({ code, message, hint }: CaseError): TemplateResult {
    const { attempt, attempts } = this.state;
    const older = attempts.length - Math.floor(attempts.length / 2);
    return html`<div class="error trouble" data-testid="trouble" data-code=${code}>
      ${icon('warning')}
      <div>
        <p><strong>${said(message)}</strong></p>
        <p>${said(hint)} ${this.room}</p>
        <div class="row">
          <button data-testid="keep-again" @click=${() => void this.controller.attempts.keepAgain()}>
            ${icon('repeat')} ${msg('Try again')}
          </button>
          ${
            attempt || attempts.length > 0
              ? html`<button
                  data-testid="export-trouble"
                  @click=${() => void exportAttempts(this.controller, attempt ? [attempt] : attempts)}
                >
                  ${icon('download')}
                  ${attempt ? msg('Save this attempt as a file') : msg('Save all attempts as a file')}
                </button>`
              : nothing
          }
          ${
            attempts.length > 1
              ? html`<iso-sure
                  label=${msg('Delete old attempts')}
                  question=${msg(str`Delete the ${older} oldest of ${attempts.length} attempts?`)}
                  yes=${msg('Yes, delete them')}
                  testid="delete-old"
                  @sure=${() => void this.controller.attempts.removeOlderHalf()}
                ></iso-sure>`
              : nothing
          }
        </div>
      </div>
      <button data-testid="dismiss-trouble" @click=${() => this.controller.attempts.dismissTrouble()}>
        ${msg('Dismiss')}
      </button>
    </div>`;
  }
}
customElements.define('iso-trouble', IsoTrouble);
