import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { separation, type Cohort } from '../../competency';
import { signed } from '../format';
import { decimal } from '../language';

/** Two groups of the class by a text in their ids or names: how far their mean marks lie apart. */
export function separationView(cohort: Cohort, text: string, onText: (text: string) => void): TemplateResult {
  const wanted = text.trim().toLowerCase();
  const found =
    wanted === ''
      ? null
      : separation(cohort.rows, ({ trainee }) =>
          `${trainee.id} ${trainee.name}`.toLowerCase().includes(wanted)
            ? `“${text.trim()}”`
            : msg('the others'),
        );
  return html`<div class="report-actions">
      <label
        >${msg('Compare those whose id or name has')}
        <input
          type="text"
          data-testid="split-text"
          .value=${text}
          @input=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) onText(event.target.value);
          }}
        />
        ${msg('with the others')}</label
      >
    </div>
    ${
      wanted === ''
        ? nothing
        : html`<p role="status" data-testid="separation">
            ${
              found
                ? msg(
                    str`${found.groups[0]} (${found.counts[0]}): mean mark ${decimal(found.means[0], 1)} %; ${found.groups[1]} (${found.counts[1]}): ${decimal(found.means[1], 1)} %. Difference ${signed(found.difference)} (95 % ${signed(found.interval.low)} … ${signed(found.interval.high)}); AUC ${decimal(found.auc, 2)} (${decimal(found.aucInterval.low, 2)} … ${decimal(found.aucInterval.high, 2)}).`,
                  )
                : msg('That does not make two groups of two or more marked trainees.')
            }
          </p>`
    }`;
}
