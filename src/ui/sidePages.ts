import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { CaseController } from '../app';

/** A page beside the console. */
interface SidePage {
  /** Of the address, so that it can be bookmarked. */
  readonly hash: `#${string}`;
  readonly title: () => string;
  /** Its own chunk: the start of the console does not wait for it. */
  load(): Promise<{ render(controller: CaseController): TemplateResult }>;
}

export const SIDE_PAGES: readonly SidePage[] = [
  { hash: '#record', title: () => msg('My record'), load: () => import('./isoRecord') },
  { hash: '#instructor', title: () => msg('Instructor'), load: () => import('./instructor') },
  { hash: '#study', title: () => msg('Reading study'), load: () => import('./readers') },
  { hash: '#regression', title: () => msg('Regression bench'), load: () => import('./regression') },
];

/** Pages with a program of their own: the composition root opens them in the console's place. */
const OWN_PAGES: readonly Pick<SidePage, 'hash' | 'title'>[] = [
  { hash: '#author', title: () => msg('Author') },
];

/** The one that the address asks for. */
export const sidePageOf = (hash: string): SidePage | undefined =>
  SIDE_PAGES.find((page) => page.hash === hash);

/** Quiet ways to the pages, for the start page. */
export const sidePageLinks = (): TemplateResult =>
  html`<nav class="side-links" aria-label=${msg('Further pages')}>
    ${[...SIDE_PAGES, ...OWN_PAGES].map(
      ({ hash, title }) =>
        html`<a class="side-link" href=${hash} data-testid="link-${hash.slice(1)}">${title()}</a>`,
    )}
  </nav>`;
