import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { PAGES, type Page } from './cardField';
import { icon } from './icons';

const PAGE_WORDS: Record<Page, () => string> = {
  Routine: () => msg('Routine'),
  Contrast: () => msg('Contrast'),
  Resolution: () => msg('Resolution'),
  Geometry: () => msg('Geometry'),
  System: () => msg('System'),
};

/** The card's pages to choose from. @param marked pages with something to look at */
export const cardTabs = (
  chosen: Page,
  marked: readonly Page[],
  onChoose: (page: Page) => void,
): TemplateResult =>
  html`<fieldset class="tabs">
    <legend class="visually-hidden">${msg('Parameter page')}</legend>
    ${PAGES.map(
      (page) =>
        html`<label>
          <input
            type="radio"
            name="parameter-page"
            data-testid="page-${page.toLowerCase()}"
            .checked=${live(page === chosen)}
            @change=${() => onChoose(page)}
          />${PAGE_WORDS[page]()}
          ${
            marked.includes(page)
              ? html`<span class="tab-mark"
                  >${icon('warning')}<span class="visually-hidden">${msg('look here')}</span></span
                >`
              : nothing
          }
        </label>`,
    )}
  </fieldset>`;
