import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { CaseController, ReaderStudyController } from '../../app';
import './isoReaders';

/** One room a console: what is under way there goes on while another page is looked at. */
const rooms = new WeakMap<CaseController, ReaderStudyController>();

export function render(controller: CaseController): TemplateResult {
  const room = rooms.get(controller) ?? controller.engines.openReaderStudy?.();
  if (!room) return html`<p class="note">${msg('There is no room for reading studies here.')}</p>`;
  rooms.set(controller, room);
  return html`<iso-readers .controller=${room}></iso-readers>`;
}
