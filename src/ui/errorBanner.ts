import { html, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { CaseError } from '../exercise';
import { icon } from './icons';
import { said } from './language';

/**
 * An expected failure as a sentence with a way on; announced when it comes into the page.
 * @param way what can be done about it: a button
 * @param place over the page, or in the page's own flow
 */
export const errorBanner = (
  { code, message, hint }: CaseError,
  testid: string,
  way: TemplateResult,
  place: 'over' | 'flow' = 'flow',
): TemplateResult =>
  html`<div
    class=${classMap({ error: true, flow: place === 'flow' })}
    role="alert"
    data-testid=${testid}
    data-code=${code}
  >
    ${icon('warning')}
    <div>
      <p><strong>${said(message)}</strong></p>
      <p>${said(hint)}</p>
    </div>
    ${way}
  </div>`;
