import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { awaitsPosition, mayMoveTable, POSITIONS, type Landmark } from '../exercise';
import { ConsoleElement } from './element';
import { minutes } from './format';
import { icon } from './icons';
import { said } from './language';

/** Asks where the laser cross lies on the patient before the table moves into the bore, and where it is to move later on. */
export class IsoPosition extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    isMoving: { type: Boolean },
    landmark: { state: true },
  };
  /** Somebody asked for it although the patient lies already. */
  declare isMoving: boolean;
  declare landmark: string | null;

  constructor() {
    super();
    this.isMoving = false;
    this.landmark = null;
  }

  override render(): TemplateResult {
    return html`<dialog
      class="begin"
      aria-labelledby="position-title"
      data-testid="position-dialog"
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.#cancel();
      }}
    >
      ${this.#isWanted ? this.#form() : nothing}
    </dialog>`;
  }

  get #isFirst(): boolean {
    return awaitsPosition(this.state.case);
  }

  get #isWanted(): boolean {
    return this.#isFirst || (this.isMoving && mayMoveTable(this.state.case));
  }

  #form(): TemplateResult {
    const time = minutes(this.controller.engines.scanner.localizerTimeS);
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#lay();
      }}
    >
      <h3 id="position-title">${this.#isFirst ? msg('Position the patient') : msg('Move the table')}</h3>
      ${
        this.#isFirst
          ? html`<p>
              ${msg('The patient lies on the back, the spine coil below. Lay the laser cross on a landmark: the table takes it to the isocentre, and the localizer is centred there.')}
            </p>`
          : html`<p>
              ${msg(
                str`The table takes another landmark to the isocentre, and a new localizer is acquired there: ${time} more. Plan and images stay with the patient.`,
              )}
            </p>`
      }
      <fieldset>
        <legend>${msg('Laser cross on')}</legend>
        ${POSITIONS.landmarks.map((landmark) => this.#choice(landmark))}
      </fieldset>
      <footer class="row">
        <button type="button" data-testid="position-cancel" @click=${() => this.#cancel()}>
          ${msg('Cancel')}
        </button>
        <button class="primary" data-testid="position-done" ?disabled=${this.landmark === null}>
          ${icon('play')} ${this.#isFirst ? msg('Into the bore') : msg('Move and localize')}
        </button>
      </footer>
    </form>`;
  }

  #choice({ id, title }: Landmark): TemplateResult {
    const isHere = !this.#isFirst && this.state.case.answers.position?.landmark === id;
    return html`<label class="mode"
      ><input
        type="radio"
        name="landmark"
        value=${id}
        data-testid="landmark-${id}"
        ?disabled=${isHere}
        .checked=${this.landmark === id}
        @change=${() => (this.landmark = id)}
      />
      ${said(title)}${isHere ? html` <span class="dim">${msg('the table is here')}</span>` : nothing}</label
    >`;
  }

  #lay(): void {
    const { patient } = this.controller;
    if (this.landmark === null) return;
    if (this.#isFirst) void patient.position(this.landmark);
    else {
      void patient.moveTable(this.landmark);
      this.#close();
    }
  }

  /** Who does not lay the patient has no exam; who leaves the table where it is goes on. */
  #cancel(): void {
    if (this.#isFirst) this.controller.patient.close();
    else this.#close();
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('position-close', { bubbles: true }));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    const wanted = this.#isWanted;
    if (!dialog || dialog.open === wanted) return;
    if (wanted) {
      this.landmark = null;
      dialog.showModal();
    } else dialog.close();
  }
}
customElements.define('iso-position', IsoPosition);
