import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { awaitsPosition, POSITIONS } from '../exercise';
import { ConsoleElement } from './element';
import { icon } from './icons';

/** Asks where the laser cross lies on the patient before the table moves into the bore. */
export class IsoPosition extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, landmark: { state: true } };
  declare landmark: string | null;

  constructor() {
    super();
    this.landmark = null;
  }

  override render(): TemplateResult {
    return html`<dialog
      class="begin"
      aria-labelledby="position-title"
      data-testid="position"
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.controller.patient.close();
      }}
    >
      ${awaitsPosition(this.state.case) ? this.#form() : nothing}
    </dialog>`;
  }

  #form(): TemplateResult {
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        if (this.landmark !== null) void this.controller.patient.position(this.landmark);
      }}
    >
      <h3 id="position-title">Position the patient</h3>
      <p>
        The patient lies on the back, the spine coil below. Lay the laser cross on a landmark: the table takes
        it to the isocentre, and the localizer is centred there.
      </p>
      <fieldset>
        <legend>Laser cross on</legend>
        ${POSITIONS.landmarks.map(
          ({ id, title }) =>
            html`<label class="mode"
              ><input
                type="radio"
                name="landmark"
                value=${id}
                data-testid="landmark-${id}"
                .checked=${this.landmark === id}
                @change=${() => (this.landmark = id)}
              />
              ${title}</label
            >`,
        )}
      </fieldset>
      <footer class="row">
        <button type="button" data-testid="position-cancel" @click=${() => this.controller.patient.close()}>
          Cancel
        </button>
        <button class="primary" data-testid="position-done" ?disabled=${this.landmark === null}>
          ${icon('play')} Into the bore
        </button>
      </footer>
    </form>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    const wanted = awaitsPosition(this.state.case);
    if (!dialog || dialog.open === wanted) return;
    if (wanted) {
      this.landmark = null;
      dialog.showModal();
    } else dialog.close();
  }
}
customElements.define('iso-position', IsoPosition);
