import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { COMPETENCY_GRID, type CompetencyEvidence, type TaskOutcome } from '../exercise';
import { percent } from './format';
import { icon } from './icons';
import { said } from './language';

/** What became of each task beside planning, which the slice groups tell: its points, what the trainee said, and why. */
export function taskTable(all: readonly TaskOutcome[]): TemplateResult | typeof nothing {
  const tasks = all.filter(({ kind }) => kind !== 'plan');
  if (tasks.length === 0) return nothing;
  return html`<table class="overview" data-testid="score-tasks">
    <thead>
      <tr>
        <th scope="col">${msg('Task')}</th>
        <th scope="col">${msg('Points')}</th>
        <th scope="col" class="words">${msg('Why')}</th>
      </tr>
    </thead>
    <tbody>
      ${tasks.map(
        ({ title, percent: points, critical, sentence, answer }) =>
          html`<tr>
            <th scope="row">${said(title)}</th>
            <td class="mono">${points === null ? msg('not judged') : percent(points)}</td>
            <td class="words">
              ${answer === null ? nothing : html`<span class="dim">${msg(str`You: ${said(answer)}.`)}</span>`}
              ${
                critical
                  ? html`<span class="consequence"
                      >${icon('warning')}<span>${msg(str`Critical error. ${said(sentence)}`)}</span></span
                    >`
                  : said(sentence)
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What the exam shows of each competency, as bars that say their number. */
export const competencyList = (
  competencies: readonly CompetencyEvidence[],
): TemplateResult | typeof nothing =>
  competencies.length === 0
    ? nothing
    : html`<section
        class="competencies"
        aria-labelledby="competencies-title"
        data-testid="score-competencies"
      >
        <h3 id="competencies-title">${msg('What it shows of you')}</h3>
        <ul>
          ${competencies.map(({ competency, credit, items }) => {
            const title =
              COMPETENCY_GRID.competencies.find(({ id }) => id === competency)?.title ?? competency;
            return html`<li>
              <span>${said(title)}</span>
              <span class="competency-bar" aria-hidden="true"
                ><span style=${styleMap({ width: `${100 * credit}%` })}></span
              ></span>
              <span class="mono">${percent(100 * credit)}</span>
              <span class="dim small">${items === 1 ? msg('of 1 mark') : msg(str`of ${items} marks`)}</span>
            </li>`;
          })}
        </ul>
      </section>`;
