import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { canPlan, groupsOfExam, type RequiredGroup } from '../exercise';
import { obliqueNotation, sliceNormal } from '../geometry';
import { bandTitle, type SaturationBand } from '../planning';
import { groupColour, SATURATION_COLOUR } from '../view';
import { ConsoleElement } from './element';
import { groupTitle, shortTilt } from './format';
import { icon } from './icons';
import { said } from './language';
import { shownCrossings } from './references';
import { askReplay, mayReplay } from './replay';
import { nameOfGroup } from './stepWords';

/** The slice groups the exam asks for, and those of added series: level, slices and tilt of those placed, a way to place the others. */
export class IsoGroupList extends ConsoleElement {
  override render(): TemplateResult {
    const { plan } = this.controller;
    const { undo, redo } = this.state;
    const exam = this.state.case;
    const editable = canPlan(exam);
    return html`
      <section class="panel groups" aria-label=${msg('Slice groups')}>
        <div class="panel-title">
          <h2>${msg('Slice groups')}</h2>
          <span class="row">
            ${this.#replay()}
            <button
              class="icon quiet"
              data-testid="undo"
              title=${msg('Undo (Ctrl Z)')}
              aria-label=${undo === null ? msg('Undo') : msg(str`Undo ${said(undo)}`)}
              ?disabled=${!editable || undo === null}
              @click=${() => plan.undo()}
            >
              ${icon('undo')}
            </button>
            <button
              class="icon quiet"
              data-testid="redo"
              title=${msg('Redo (Ctrl Y)')}
              aria-label=${redo === null ? msg('Redo') : msg(str`Redo ${said(redo)}`)}
              ?disabled=${!editable || redo === null}
              @click=${() => plan.redo()}
            >
              ${icon('redo')}
            </button>
          </span>
        </div>
        <ul class="group-rows scroll">
          ${groupsOfExam(exam).map((wanted) => this.#row(wanted, editable))}
          ${exam.saturationBands.map((band, n) => this.#bandRow(band, n, editable))}
          ${this.#bandPlace(editable)}
        </ul>
        ${this.#crossings()}
        <p class="keys small dim">${msg(html`<kbd>?</kbd> on a view: mouse and keys`)}</p>
      </section>
    `;
  }

  /** In practice one may look back before handing in. */
  #replay(): TemplateResult | typeof nothing {
    if (!mayReplay(this.state)) return nothing;
    return html`<button
      class="icon quiet"
      data-testid="open-replay"
      title=${msg('Replay your moves')}
      aria-label=${msg('Replay your moves')}
      @click=${() => askReplay(this, 'open')}
    >
      ${icon('history')}
    </button>`;
  }

  /** Saturation bands are optional in every exam, and as many as wanted. */
  #bandPlace(editable: boolean): TemplateResult {
    const isFirst = this.state.case.saturationBands.length === 0;
    return html`<li class="group-row" data-testid="band-place" data-placed="false">
      <span class="swatch unplaced"></span
      ><span class="group-name">${isFirst ? msg('Sat band') : msg('More bands')}</span
      ><span class="dim">${msg('optional')}</span>
      <button
        class="icon"
        data-testid="place-band"
        aria-label=${isFirst ? msg('Place saturation band') : msg('Place another saturation band')}
        title=${msg('Place')}
        ?disabled=${!editable}
        @click=${() => this.controller.plan.placeBand()}
      >
        ${icon('plus')}
      </button>
    </li>`;
  }

  #bandRow(band: SaturationBand, n: number, editable: boolean): TemplateResult {
    const { plan } = this.controller;
    const active = this.state.case.activeGroup === band.name;
    // The first keeps the plain test id: most plans have one.
    const id = n === 0 ? 'band' : `band-${n + 1}`;
    return html`<li
      class="group-row"
      data-testid=${id}
      data-placed="true"
      aria-current=${active ? 'true' : nothing}
    >
      <span class="swatch hatched" style="color:${active ? 'var(--active-group)' : SATURATION_COLOUR}"></span>
      <button class="quiet group-name" data-testid="select-${id}" @click=${() => plan.select(band.name)}>
        ${said(bandTitle(band))}
      </button>
      <span class="mono small">${band.thickness} mm</span>
      <span class="mono small tilt">${shortTilt(band.normal)}</span>
      <button
        class="icon quiet"
        data-testid="remove-${id}"
        aria-label=${msg(str`Remove ${said(bandTitle(band))}`)}
        title=${msg('Remove')}
        ?disabled=${!editable}
        @click=${() => plan.removeBand(band.name)}
      >
        ${icon('trash')}
      </button>
    </li>`;
  }

  /** Where axial groups share tissue, their spins are saturated: harmless only behind the canal. */
  #crossings(): TemplateResult {
    const title = (name: string): string => nameOfGroup(this.state.case, name);
    return html`<div class="crossings" data-testid="crossings">
      ${shownCrossings(this.state.case).map(
        ({ groups: [a, b], zone }) =>
          html`<p class=${zone === 'canal' ? 'bad small' : 'small'}>
            ${icon('warning')}
            ${zone === 'canal' ? msg(str`${title(a)} and ${title(b)} cross over the canal`) : msg(str`${title(a)} and ${title(b)} cross`)}
          </p>`,
      )}
    </div>`;
  }

  #row(wanted: RequiredGroup, editable: boolean): TemplateResult {
    const { groups, activeGroup } = this.state.case;
    const at = groups.findIndex((group) => group.name === wanted.name);
    const group = groups[at];
    const title = groupTitle(wanted);
    if (!group) {
      return html`<li class="group-row" data-testid="group-${wanted.name}" data-placed="false">
        <span class="swatch unplaced"></span><span class="group-name">${title}</span
        ><span class="dim">${msg('not placed')}</span>
        <button
          class="icon"
          data-testid="place-${wanted.name}"
          aria-label=${msg(str`Place ${title}`)}
          title=${msg('Place')}
          ?disabled=${!editable}
          @click=${() => this.controller.plan.place(wanted.name)}
        >
          ${icon('plus')}
        </button>
      </li>`;
    }
    const active = activeGroup === wanted.name;
    return html`<li
      class="group-row"
      data-testid="group-${wanted.name}"
      data-placed="true"
      aria-current=${active ? 'true' : nothing}
    >
      <span class="swatch" style="background:${active ? 'var(--active-group)' : groupColour(at)}"></span>
      <button
        class="quiet group-name"
        data-testid="select-${wanted.name}"
        @click=${() => this.controller.plan.select(wanted.name)}
      >
        ${title}
      </button>
      <span class="mono small">${msg(str`${group.sliceCount} sl`)}</span>
      <span class="mono small tilt" title=${obliqueNotation(sliceNormal(group))}
        >${shortTilt(sliceNormal(group))}</span
      >
      <button
        class="icon quiet"
        aria-label=${msg(str`Remove ${title}`)}
        title=${msg('Remove')}
        ?disabled=${!editable}
        @click=${() => this.controller.plan.remove(wanted.name)}
      >
        ${icon('trash')}
      </button>
    </li>`;
  }
}
customElements.define('iso-group-list', IsoGroupList);
