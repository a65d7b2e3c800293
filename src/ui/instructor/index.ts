import { html, type TemplateResult } from 'lit';
import type { CaseController } from '../../app';
import { webCryptoVerifier } from '../../exercise';
import { ClassRoom } from './classRoom';
import './isoInstructor';
import '../record.css';
import './instructor.css';

/** The class stays in memory while the page is open, also when the instructor looks at something else. */
const rooms = new WeakMap<CaseController, ClassRoom>();

function roomOf(controller: CaseController): ClassRoom {
  const known = rooms.get(controller);
  if (known) return known;
  // Absent on pages of plain http.
  const subtle = (crypto as Partial<Crypto>).subtle;
  const room = new ClassRoom(controller.engines.local.settings, subtle ? webCryptoVerifier(subtle) : null);
  rooms.set(controller, room);
  return room;
}

export const render = (controller: CaseController): TemplateResult =>
  html`<iso-instructor .controller=${controller} .room=${roomOf(controller)}></iso-instructor>`;
