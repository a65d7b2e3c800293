import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { CaseController } from '../../app';
import type { RegressionController } from '../../app/regression';
import './isoRegression';

/** One room a console: a run stays open while another page is looked at. */
const rooms = new WeakMap<CaseController, Promise<RegressionController>>();

export function render(controller: CaseController): TemplateResult {
  const room = rooms.get(controller) ?? controller.engines.openRegression?.();
  if (!room) return html`<p class="note">${msg('There is no room for the regression bench here.')}</p>`;
  rooms.set(controller, room);
  const page = room.then((opened) => html`<iso-regression .controller=${opened}></iso-regression>`);
  return html`${until(page, html`<progress aria-label=${msg('Loading the regression bench')}></progress>`)}`;
}
