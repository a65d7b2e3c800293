import { html, type TemplateResult } from 'lit';
import { RELATIONS } from './planRelations';

/** Id of the popover, for `popovertarget`. */
export const PLAN_HELP_ID = 'plan-help';

type Row = readonly [does: string, by: string];

const MOUSE: readonly Row[] = [
  ['Move the group in hand', 'drag inside it'],
  ['Tilt it', 'drag an end or a round mark'],
  ['Change the field of view', 'drag a square mark'],
  ['More or fewer slices', 'drag a triangle'],
  ['Gap between slices', 'Alt + drag a triangle'],
  ['Snap to groups and patient', 'Alt while moving or tilting'],
  ['Scroll through the slices', 'wheel, or one finger'],
  ['Zoom', 'Ctrl + wheel, or two fingers'],
  ['Move the image', 'middle button, or Shift + drag'],
  ['Brightness and contrast', 'right button, or Ctrl + drag'],
  ['One large view', 'double-click'],
];
const KEYS: readonly Row[] = [
  ['Next group or band', 'Tab'],
  ['Move 1 mm, fine 0.2 mm', 'arrows, with Shift'],
  ['Tilt 1°, fine 0.1°', '[ ], with Shift'],
  ['More or fewer slices', '+ −'],
  ['Centre in the view', 'Home'],
  ['Scroll through the slices', 'Page up, Page down'],
  ['Run the series', 'Space'],
  ['Undo, redo', 'Ctrl Z, Ctrl Y'],
  ...RELATIONS.map(({ word, key }): Row => [`${word} to the chosen one`, key.toUpperCase()]),
  ['Three points', '3, then arrows and Enter'],
  ['Give up', 'Esc'],
];

const list = (title: string, rows: readonly Row[]): TemplateResult =>
  html`<section>
    <h3>${title}</h3>
    <dl>
      ${rows.map(
        ([does, by]) =>
          html`<dt>${does}</dt>
            <dd>${by}</dd>`,
      )}
    </dl>
  </section>`;

/** What mouse, fingers and keys do on a plan view. */
export const planHelp = (): TemplateResult =>
  html`<div
    popover
    id=${PLAN_HELP_ID}
    class="plan-help small"
    data-testid="plan-help"
    role="dialog"
    aria-label="Mouse and keys on the plan views"
  >
    ${list('Mouse and touch', MOUSE)} ${list('Keys, on a view with the focus', KEYS)}
  </div>`;
