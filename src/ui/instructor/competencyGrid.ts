import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { competencyTable, MASTERY_RULE, type ClassMember } from '../../competency';
import { percent } from '../format';
import { icon } from '../icons';
import { said } from '../language';

/** The cell's shade, as the style sheet reads it. */
const shade = (credit: number | null): string =>
  credit === null ? '' : `--credit: ${Math.round(100 * credit)}%`;

const share = (value: number | null): string => percent(value === null ? null : 100 * value);

/** Trainee × competency: mean credit as number and shade, a tick where it is mastered. */
export function competencyGrid(
  members: readonly ClassMember[],
  onOpen: (trainee: string) => void,
): TemplateResult {
  const { rows, shares } = competencyTable(members);
  return html`<p class="dim">
      ${msg('Mean credit over counted attempts, whatever is chosen above;')} ${icon('check')}
      ${msg(str`mastered. ${said(MASTERY_RULE)}`)}
    </p>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${msg('Competencies of the class')}>
      <table class="report-table grid-table" data-testid="competency-grid">
        <thead>
          <tr>
            <th scope="col">${msg('Trainee')}</th>
            ${shares.map(({ title }) => html`<th scope="col" class="upright"><span>${said(title)}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          <tr class="sum">
            <th scope="row">${msg('Class: mean')}</th>
            ${shares.map(({ meanCredit }) => html`<td class="number">${share(meanCredit)}</td>`)}
          </tr>
          <tr class="sum">
            <th scope="row">${msg('Class: mastered')}</th>
            ${shares.map(({ mastered, seen }) => html`<td class="number">${msg(str`${mastered} of ${seen}`)}</td>`)}
          </tr>
          ${rows.map(
            ({ trainee, credits, records }) =>
              html`<tr>
                <th scope="row">
                  <button class="quiet" @click=${() => onOpen(trainee.id)}>
                    ${trainee.name || trainee.id}
                  </button>
                </th>
                ${credits.map((credit, i) => {
                  const mastered = records[i]?.mastery.state === 'mastered';
                  return html`<td class="number" style=${shade(credit)}>
                    ${mastered ? html`${icon('check')}<span class="visually-hidden">${msg('mastered,')} </span>` : ''}${share(credit)}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
