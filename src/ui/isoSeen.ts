import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { acquiredKey, mayHelp, type CaseState } from '../exercise';
import { discTitle } from '../planning';
import { ConsoleElement } from './element';
import { percent } from './format';
import { icon } from './icons';
import { said } from './language';

/** The image the AI plans on, in words. */
function imageName({ ai, series }: CaseState): string {
  const on = series.find((acquired) => acquiredKey(acquired) === ai.on);
  return on ? on.series.sequence.label : msg('the localizer');
}

/** What the AI sees, what it is not sure of and what its plan could not meet: to be read before the plan is used. */
export class IsoSeen extends ConsoleElement {
  override render(): TemplateResult | typeof nothing {
    const exam = this.state.case;
    const { segmentation, ai, doubts } = exam;
    const { spine, spineConfidence, confidence } = segmentation;
    if (!spine || ai.status !== 'ready' || !mayHelp(exam)) return nothing;
    return html`<div class="seen" role="group" aria-label=${msg('What the AI sees')} data-testid="seen">
      <p class="small dim">
        ${confidence === null ? msg(str`Discs found on ${imageName(exam)}`) : msg(str`Discs found on ${imageName(exam)} · outlines ${percent(100 * confidence)} sure`)}
      </p>
      <ul class="levels">
        ${spine.discs.map(({ level }) => {
          const sure = spineConfidence?.discs[level];
          return html`<li>
            ${said(discTitle(level))}
            <span class="mono">${sure === undefined ? '–' : percent(100 * sure)}</span>
          </li>`;
        })}
      </ul>
      <p class="small dim">
        ${msg(str`Counted right: ${percent(100 * (spineConfidence?.levels ?? 0))} sure`)}
      </p>
      ${doubts.map((doubt) => html`<p class="note" data-testid="doubt">${icon('warning')} ${said(doubt)}</p>`)}
      ${ai.unmet.map((sentence) => html`<p class="note" data-testid="unmet">${icon('warning')} ${said(sentence)}</p>`)}
    </div>`;
  }
}
customElements.define('iso-seen', IsoSeen);
