import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { canPlan } from '../exercise';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { said } from './language';

/** In practice: says at once what would be better about the plan, as often as asked. */
export class IsoPlanCheck extends ConsoleElement {
  override render(): TemplateResult {
    const { session, case: exam, planCheck } = this.state;
    this.hidden = session?.mode !== 'practice' || !canPlan(exam);
    if (this.hidden) return html``;
    const isOld =
      planCheck !== null &&
      (planCheck.groups !== exam.groups || planCheck.saturationBands !== exam.saturationBands);
    const { sentences = [] } = planCheck ?? {};
    return html`<button
        data-testid="check-plan"
        ?disabled=${exam.groups.length === 0}
        @click=${() => this.controller.attempts.checkPlan()}
      >
        ${icon('help')} ${planCheck ? msg('Check my plan again') : msg('Check my plan')}
      </button>
      ${
        planCheck
          ? html`<div class="plan-advice" data-testid="plan-advice" role="status" tabindex="0">
              ${isOld ? html`<p class="small fair">${msg('Of the plan before your last change:')}</p>` : nothing}
              ${
                sentences.length === 0
                  ? html`<p>${msg('Nothing to better.')}</p>`
                  : sentences.map((sentence) => html`<p class="small">${said(sentence)}</p>`)
              }
            </div>`
          : nothing
      }`;
  }
}
customElements.define('iso-plan-check', IsoPlanCheck);
