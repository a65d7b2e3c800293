import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  isObject,
  nodeFor,
  pathText,
  sectionForm,
  sectionOf,
  SECTIONS,
  type Path,
  type SectionId,
} from '../../app/author';
import { icon } from '../icons';
import { said } from '../language';
import { AuthorElement } from './authorElement';
import { checkPage, sectionLabel } from './checkPage';
import { formNode } from './formNode';
import { focusPath, formView } from './formView';
import './isoPatientPicture';

type Page = SectionId | 'check';

/** The editor of one draft: its pages, what has to be mended, and the patient beside them. */
export class IsoEditor extends AuthorElement {
  static override properties = { ...AuthorElement.properties, page: { state: true } };
  declare page: Page;

  constructor() {
    super();
    this.page = 'case';
  }

  override render(): TemplateResult {
    return html`<div class="author-editor">
      ${this.#pages()}
      <div class="author-page scroll" data-page=${this.page} tabindex="-1">
        ${this.#faults()}
        ${
          this.page === 'check'
            ? checkPage({
                state: this.state,
                onCheck: () => void this.controller.check(),
                onGo: (at) => void this.go(at),
              })
            : this.#form(this.page)
        }
      </div>
      <iso-patient-picture class="scroll" .controller=${this.controller}></iso-patient-picture>
    </div>`;
  }

  /** Shows what stands at a path and moves the focus there. */
  async go(at: Path): Promise<void> {
    const node = nodeFor(this.state.form, at);
    if (!node) return;
    this.page = sectionOf(node.path);
    await this.updateComplete;
    focusPath(this, node.path);
  }

  #pages(): TemplateResult {
    const { faults } = this.state;
    const count = (id: SectionId): number => faults.filter(({ section }) => section === id).length;
    const link = (id: Page, label: string, wrong: number): TemplateResult =>
      html`<li>
        <button
          class="quiet"
          data-testid="page-${id}"
          aria-current=${this.page === id ? 'page' : nothing}
          @click=${() => (this.page = id)}
        >
          <span>${label}</span>
          ${
            wrong > 0
              ? html`<span class="author-count"
                  >${wrong}<span class="visually-hidden"> ${msg('to mend')}</span></span
                >`
              : nothing
          }
        </button>
      </li>`;
    return html`<nav class="author-pages" aria-label=${msg('Pages of the scenario')}>
      <ul>
        ${SECTIONS.map(({ id, label }) => link(id, said(label), count(id)))} ${link('check', msg('Check'), 0)}
      </ul>
    </nav>`;
  }

  #faults(): TemplateResult {
    const { faults } = this.state;
    if (faults.length === 0)
      return html`<p class="author-whole small" data-testid="no-faults">
        ${icon('check')} ${msg('Nothing to mend: it can be exported.')}
      </p>`;
    return html`<details class="author-to-mend" data-testid="faults" open>
      <summary>${icon('warning')} ${msg(str`${faults.length} to mend before it can be exported`)}</summary>
      <ul class="author-faults">
        ${faults.map(
          ({ at, message }) =>
            html`<li>
              <button class="quiet" data-go=${pathText(at)} @click=${() => void this.go(at)}>
                <span
                  ><strong>${said(nodeFor(this.state.form, at)?.label ?? '')}</strong> ${said(message)}</span
                >
                <span class="dim small">${sectionLabel(at)}</span>
              </button>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  #form(page: SectionId): TemplateResult {
    const view = formView(this.controller);
    const nodes = sectionForm(this.state.form, page);
    return html`<div class="author-form">
      ${page === 'findings' && nodes.length === 0 ? this.#foreignFindings() : nodes.map((node) => formNode(node, view))}
    </div>`;
  }

  /** Findings are part of a patient of the scenario's own. */
  #foreignFindings(): TemplateResult {
    const patient = this.state.draft?.scenario['patient'];
    if (isObject(patient) && 'volume' in patient)
      return html`<p class="dim">${msg('The trainee brings the patient, with the findings it has.')}</p>`;
    return html`<p>
        ${msg('The findings are those of the phantom or the draw chosen on the page “Patient”.')}
      </p>
      <button data-testid="own-patient" @click=${() => void this.controller.makePatientOwn()}>
        ${icon('plus')} ${msg('Make this patient the scenario’s own')}
      </button>
      <p class="dim small">${msg('Then every value and finding of it can be edited here.')}</p>`;
  }
}
customElements.define('iso-editor', IsoEditor);
