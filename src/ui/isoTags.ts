import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { DicomTag } from '../io';
import { LocalElement } from './element';
import { icon } from './icons';

/** The attributes of one DICOM file to search through, in the browser's own dialog. */
export class IsoTags extends LocalElement {
  static override properties = {
    tags: { attribute: false },
    caption: { type: String },
    wanted: { state: true },
  };
  /** Null: closed. */
  declare tags: readonly DicomTag[] | null;
  /** Which file it is, e.g. `Ax T2 TSE L4-5, slice 3`. */
  declare caption: string;
  declare wanted: string;

  constructor() {
    super();
    this.tags = null;
    this.caption = '';
    this.wanted = '';
  }

  override render(): TemplateResult {
    const all = this.tags ?? [];
    const wanted = this.wanted.trim().toLowerCase();
    const found = all.filter(({ tag, keyword, value }) =>
      [tag, keyword, value].some((text) => text.toLowerCase().includes(wanted)),
    );
    return html`<dialog
      class="tags"
      aria-labelledby="tags-title"
      data-testid="tags"
      @close=${() => {
        this.tags = null;
        this.wanted = '';
      }}
    >
      <div class="row spread">
        <h3 id="tags-title">${msg(str`DICOM tags · ${this.caption}`)}</h3>
        <form method="dialog">
          <button class="icon quiet" aria-label=${msg('Close the list of tags')} data-testid="tags-close">
            ${icon('x')}
          </button>
        </form>
      </div>
      <div class="row">
        <input
          type="search"
          aria-label=${msg('Search tags')}
          placeholder=${msg('Name, number or value')}
          data-testid="tags-search"
          .value=${this.wanted}
          @input=${(event: Event) => {
            if (event.currentTarget instanceof HTMLInputElement) this.wanted = event.currentTarget.value;
          }}
        />
        <span class="dim" role="status">${msg(str`${found.length} of ${all.length}`)}</span>
      </div>
      <div class="scroll tag-list" tabindex="0" role="region" aria-label=${msg('Tags')}>
        ${
          found.length === 0
            ? html`<p class="empty dim">${msg('No tag matches.')}</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">${msg('Tag')}</th>
                    <th scope="col">${msg('Name')}</th>
                    <th scope="col">${msg('VR')}</th>
                    <th scope="col">${msg('Value')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${found.map(
                    ({ tag, keyword, vr, value }) =>
                      html`<tr>
                        <td class="mono dim">${tag}</td>
                        <td>${keyword || nothing}</td>
                        <td class="mono dim">${vr}</td>
                        <td class="mono">${value}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>`
        }
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    const isWanted = this.tags !== null;
    if (!dialog || dialog.open === isWanted) return;
    if (isWanted) dialog.showModal();
    else dialog.close();
  }
}
customElements.define('iso-tags', IsoTags);
