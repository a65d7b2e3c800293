import { msg } from '@lit/localize';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { decimal, said } from './language';
import { leftOutNote } from './leftOut';

/** Asks which of several volumes is the patient, in the browser's own dialog. */
export class IsoChoice extends ConsoleElement {
  override render(): TemplateResult {
    const choices = this.state.choices ?? [];
    return html`<dialog
      aria-labelledby="choice-title"
      data-testid="choice"
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.controller.patient.cancel();
      }}
    >
      <h3 id="choice-title">${msg('Several volumes were found. Which one is the patient?')}</h3>
      <ul class="choices">
        ${choices.map(
          ({ index, label, dims, spacingMm, warnings }) =>
            html`<li>
              <button
                data-testid="choice-${index}"
                @click=${() => void this.controller.patient.chooseVolume(index)}
              >
                <span>${label}</span>
                <span class="mono dim">
                  ${dims.join(' × ')} · ${spacingMm.map((mm) => decimal(mm, 2)).join(' × ')} mm
                </span>
              </button>
              ${warnings.map((warning) => html`<p class="note">${said(warning)}</p>`)}
            </li>`,
        )}
      </ul>
      ${leftOutNote(choices[0]?.skipped ?? [])}
      <button data-testid="choice-cancel" @click=${() => this.controller.patient.cancel()}>
        ${msg('Cancel')}
      </button>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    const wanted = this.state.choices !== null;
    if (!dialog || dialog.open === wanted) return;
    if (wanted) dialog.showModal();
    else dialog.close();
  }
}
customElements.define('iso-choice', IsoChoice);
