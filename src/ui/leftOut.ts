import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { SkippedFile } from '../io';
import { said } from './language';

/** A folder may hold hundreds of other files; so many are named. */
const NAMED = 50;

/** `3 files were left out`, with their names and why when unfolded. */
export function leftOutNote(skipped: readonly SkippedFile[]): TemplateResult | typeof nothing {
  if (skipped.length === 0) return nothing;
  const more = skipped.length - NAMED;
  return html`<details class="note" data-testid="left-out">
    <summary>
      ${skipped.length === 1 ? msg('1 file was left out') : msg(str`${skipped.length} files were left out`)}
    </summary>
    <ul class="left-out">
      ${skipped
        .slice(0, NAMED)
        .map(
          ({ name, reason }) =>
            html`<li><strong>${name}</strong> <span class="dim">${said(reason)}</span></li>`,
        )}
      ${more > 0 ? html`<li class="dim">${msg(str`and ${more} more`)}</li>` : nothing}
    </ul>
  </details>`;
}
