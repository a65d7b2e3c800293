import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { DraftPicture } from '../../app/author';
import { STANDARD_RUBRIC } from '../../scoring';
import { decimal, said } from '../language';

type Measures = NonNullable<DraftPicture['measures']>;
type Disc = Measures['discs'][number];

const { moderateBelowMm2, severeBelowMm2 } = STANDARD_RUBRIC.stenosis;

/** Words beside the area, so that it need not be known by heart. */
const stenosis = (mm2: number): string =>
  mm2 < severeBelowMm2 ? msg('severe') : mm2 < moderateBelowMm2 ? msg('stenosis') : '';

function herniationWords({ herniations }: Disc): string {
  return herniations
    .map(({ kind, side, mm }) =>
      [said(kind), ...(side === 'central' ? [] : [said(side)]), `${decimal(mm, 1)} mm`].join(' '),
    )
    .join(', ');
}

/** What the drawn patient measures at each disc: the truth that trainees are held against. */
export function measureTable(
  { discs, lordosisDeg, cobbDeg }: Measures,
  chosen: string,
  isOld: boolean,
  onChoose: (level: string) => void,
): TemplateResult {
  return html`<table class=${isOld ? 'author-measures old' : 'author-measures'} data-testid="measures">
      <caption class="visually-hidden">
        ${msg('Measured on the drawn patient')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Disc')}</th>
          <th scope="col">${msg('Sac')} <span class="dim">mm²</span></th>
          <th scope="col">${msg('Recess R / L')} <span class="dim">mm</span></th>
          <th scope="col">${msg('Slip')} <span class="dim">mm</span></th>
          <th scope="col"><abbr title=${msg('Pfirrmann grade')}>${msg('Pf.')}</abbr></th>
        </tr>
      </thead>
      <tbody>
        ${discs.map((disc) => {
          const words = herniationWords(disc);
          return html`<tr data-chosen=${disc.level === chosen ? '' : nothing}>
              <th scope="row">
                <label
                  ><input
                    type="radio"
                    name="author-disc"
                    .checked=${disc.level === chosen}
                    @change=${() => onChoose(disc.level)}
                  />
                  ${disc.level}</label
                >
              </th>
              <td class="mono">
                ${disc.sacAreaMm2.toFixed(0)} <span class="small fair">${stenosis(disc.sacAreaMm2)}</span>
              </td>
              <td class="mono">
                ${decimal(disc.recessHeightMm.right, 1)} / ${decimal(disc.recessHeightMm.left, 1)}
              </td>
              <td class="mono">${decimal(disc.listhesisMm, 1)}</td>
              <td class="mono">${disc.grades.pfirrmann}</td>
            </tr>
            ${
              words === ''
                ? nothing
                : html`<tr class="author-herniation">
                    <td></td>
                    <td colspan="4" class="small">${words}</td>
                  </tr>`
            }`;
        })}
      </tbody>
    </table>
    <p class="small dim" role="status">
      ${isOld ? msg('Being measured anew; before:') : msg('Measured:')}
      ${msg(str`lordosis ${lordosisDeg.toFixed(0)}°, Cobb angle ${cobbDeg.toFixed(0)}°. Stenosis below ${moderateBelowMm2} mm².`)}
    </p>`;
}
