import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { COMPETENCY_GRID, type CompetencyEvidence, type TaskOutcome } from '../exercise';
import { percent } from './format';
import { icon } from './icons';

/** What became of each task: its points, what the trainee said, and why. */
export const taskTable = (tasks: readonly TaskOutcome[]): TemplateResult | typeof nothing =>
  tasks.length === 0
    ? nothing
    : html`<table class="overview" data-testid="score-tasks">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Points</th>
            <th scope="col" class="words">Your answer</th>
            <th scope="col" class="words">Why</th>
          </tr>
        </thead>
        <tbody>
          ${tasks.map(
            (task) =>
              html`<tr>
                <th scope="row">${task.title}</th>
                <td class="mono">${task.percent === null ? 'not judged' : percent(task.percent)}</td>
                <td class="words">${task.answer ?? ''}</td>
                <td class="words">
                  ${
                    task.critical
                      ? html`<span class="consequence"
                          >${icon('warning')}<span>Critical error. ${task.sentence}</span></span
                        >`
                      : task.sentence
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`;

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
        <h3 id="competencies-title">What it shows of you</h3>
        <ul>
          ${competencies.map(({ competency, credit, items }) => {
            const title =
              COMPETENCY_GRID.competencies.find(({ id }) => id === competency)?.title ?? competency;
            return html`<li>
              <span>${title}</span>
              <span class="competency-bar" aria-hidden="true"
                ><span style=${styleMap({ width: `${100 * credit}%` })}></span
              ></span>
              <span class="mono">${percent(100 * credit)}</span>
              <span class="dim small">of ${items} ${items === 1 ? 'mark' : 'marks'}</span>
            </li>`;
          })}
        </ul>
      </section>`;
