import { html, nothing, type TemplateResult } from 'lit';
import { separation, type Cohort } from '../../competency';
import { signed } from '../format';

/** Two groups of the class by a text in their ids or names: how far their mean marks lie apart. */
export function separationView(cohort: Cohort, text: string, onText: (text: string) => void): TemplateResult {
  const wanted = text.trim().toLowerCase();
  const found =
    wanted === ''
      ? null
      : separation(cohort.rows, ({ trainee }) =>
          `${trainee.id} ${trainee.name}`.toLowerCase().includes(wanted) ? `“${text.trim()}”` : 'the others',
        );
  return html`<div class="report-actions">
      <label
        >Compare those whose id or name has
        <input
          type="text"
          data-testid="split-text"
          .value=${text}
          @input=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) onText(event.target.value);
          }}
        />
        with the others</label
      >
    </div>
    ${
      wanted === ''
        ? nothing
        : html`<p role="status" data-testid="separation">
            ${
              found
                ? `${found.groups[0]} (${found.counts[0]}): mean mark ${found.means[0].toFixed(1)} %; ${found.groups[1]} (${found.counts[1]}): ${found.means[1].toFixed(1)} %. Difference ${signed(found.difference)} (95 % ${signed(found.interval.low)} … ${signed(found.interval.high)}); AUC ${found.auc.toFixed(2)} (${found.aucInterval.low.toFixed(2)} … ${found.aucInterval.high.toFixed(2)}).`
                : 'That does not make two groups of two or more marked trainees.'
            }
          </p>`
    }`;
}
