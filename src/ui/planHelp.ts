import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { RELATIONS } from './planRelations';

/** Id of the popover, for `popovertarget`. */
export const PLAN_HELP_ID = 'plan-help';

type Row = readonly [does: string, by: string];

const mouse = (): readonly Row[] => [
  [msg('Move the group in hand'), msg('drag inside it')],
  [msg('Tilt it'), msg('drag an end or a round mark')],
  [msg('Change the field of view'), msg('drag a square mark')],
  [msg('More or fewer slices'), msg('drag a triangle')],
  [msg('Gap between slices'), msg('Alt + drag a triangle')],
  [msg('Snap to groups and patient'), msg('Alt while moving or tilting')],
  [msg('Scroll through the slices'), msg('wheel, or one finger')],
  [msg('Zoom'), msg('Ctrl + wheel, or two fingers')],
  [msg('Move the image'), msg('middle button, or Shift + drag')],
  [msg('Brightness and contrast'), msg('right button, or Ctrl + drag')],
  [msg('One large view'), msg('double-click')],
];
const keys = (): readonly Row[] => [
  [msg('Next group or band'), msg('Tab')],
  [msg('Move 1 mm, fine 0.2 mm'), msg('arrows, with Shift')],
  [msg('Tilt 1°, fine 0.1°'), msg('[ ], with Shift')],
  [msg('More or fewer slices'), '+ −'],
  [msg('Centre in the view'), msg('Home')],
  [msg('Scroll through the slices'), msg('Page up, Page down')],
  [msg('Run the series'), msg('Space')],
  [msg('Undo, redo'), msg('Ctrl Z, Ctrl Y')],
  ...RELATIONS.map(({ word, key }): Row => [msg(str`${word()} to the chosen one`), key.toUpperCase()]),
  [msg('Three points'), msg('3, then arrows and Enter')],
  [msg('Give up'), msg('Esc')],
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
    aria-label=${msg('Mouse and keys on the plan views')}
  >
    ${list(msg('Mouse and touch'), mouse())} ${list(msg('Keys, on a view with the focus'), keys())}
  </div>`;
