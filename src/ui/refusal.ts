import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Alternative } from '../scanner';
import { minutes } from './format';
import { icon } from './icons';
import { said } from './language';

export interface RefusalView {
  readonly id: string;
  /** `refused`: not part of the plan, or the plan cannot run. `told`: it runs, but not as asked for. */
  readonly tone: 'refused' | 'told';
  readonly message: string;
  /** e.g. `It runs in 2 concatenations, 3:14.` */
  readonly detail?: string;
  readonly ways: readonly Alternative[];
  readonly onWay: (way: Alternative) => void;
  /** What takes back what was typed. */
  readonly keep?: { readonly label: string; readonly onKeep: () => void };
  readonly isDisabled?: boolean;
}

const order = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Why the scanner does not do what was asked for, at the place where it was asked, with ways on of one click each. */
export const refusal = (view: RefusalView): TemplateResult => html`
  <div
    class="refusal ${view.tone}"
    id=${view.id}
    role=${view.tone === 'refused' ? 'alert' : 'status'}
    data-testid=${view.id}
  >
    <p>
      ${icon('warning')}<span><strong>${view.message}</strong> ${view.detail ?? ''}</span>
    </p>
    <ul aria-label=${msg('Ways on')}>
      ${view.ways.map(
        (way) =>
          html`<li>
            <button data-testid="way" ?disabled=${view.isDisabled ?? false} @click=${() => view.onWay(way)}>
              <span>${order(said(way.text))}</span><span class="mono">${minutes(way.scanTimeS)}</span>
            </button>
          </li>`,
      )}
      ${
        view.keep
          ? html`<li>
              <button class="quiet" data-testid="keep" @click=${view.keep.onKeep}>${view.keep.label}</button>
            </li>`
          : ''
      }
    </ul>
  </div>
`;
