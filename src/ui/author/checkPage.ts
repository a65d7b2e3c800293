import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  pathText,
  sectionOf,
  SECTIONS,
  type AuthorState,
  type CheckWarning,
  type Path,
  type PlayedPlan,
} from '../../app/author';
import { icon } from '../icons';
import { said } from '../language';

export interface CheckView {
  readonly state: AuthorState;
  readonly onCheck: () => void;
  readonly onGo: (at: Path) => void;
}

/** Whether the scenario can be solved, what a poor plan gets, and what the author should look at. */
export function checkPage({ state, onCheck, onGo }: CheckView): TemplateResult {
  const { check, faults, warnings, draft } = state;
  const isOwn =
    'volume' in (typeof draft?.scenario['patient'] === 'object' ? (draft.scenario['patient'] ?? {}) : {});
  const { report } = check;
  const all = [...(report && !check.isStale ? report.warnings : []), ...warnings];
  return html`<section class="author-check" aria-labelledby="check-title">
    <h2 id="check-title">${msg('Check')}</h2>
    <p class="dim">
      ${msg('The AI plans this exam on the patient’s truth, every task is done rightly, and the rubric marks it. Then the same is marked with the axial slices left straight.')}
    </p>
    <div class="row">
      <button
        class="primary"
        data-testid="run-check"
        ?disabled=${faults.length > 0 || isOwn || check.isRunning}
        @click=${onCheck}
      >
        ${icon('check')} ${msg('Check the scenario')}
      </button>
      ${
        check.isRunning
          ? html`<span class="row" role="status"
              >${msg('Drawing the patient and planning')} <progress aria-label=${msg('Checking')}></progress
            ></span>`
          : faults.length > 0
            ? html`<span class="dim">${msg('Mend what is wrong first.')}</span>`
            : isOwn
              ? html`<span class="dim"
                  >${msg('The trainee brings the patient: there is no truth to check on.')}</span
                >`
              : nothing
      }
    </div>
    <div role="status" data-testid="check-report">
      ${check.isStale ? html`<p class="note">${icon('warning')} ${msg('The draft has changed since this check.')}</p>` : nothing}
      ${
        report
          ? html`<div class="author-played">
              ${played(msg('The AI’s plan, every task right'), report.ai)}
              ${report.unangled ? played(msg('The same plan, not angled'), report.unangled) : nothing}
              ${
                report.budgetPercent === null
                  ? nothing
                  : html`<div>
                      <h3>${msg('Scan time')}</h3>
                      <p>
                        <strong class="mono">${Math.round(report.budgetPercent)} %</strong>
                        ${msg('of the budget')}
                      </p>
                    </div>`
              }
            </div>`
          : nothing
      }
    </div>
    ${warningList(all, onGo)}
  </section>`;
}

const played = (title: string, { mark, passed, reasons }: PlayedPlan): TemplateResult =>
  html`<div data-passed=${passed}>
    <h3>${title}</h3>
    <p>
      <strong class="mono">${Math.round(mark)} %</strong>
      <span class=${passed ? 'good' : 'bad'}
        >${icon(passed ? 'check' : 'x')} ${passed ? msg('passes') : msg('does not pass')}</span
      >
    </p>
    <ul>
      ${reasons.map((reason) => html`<li class="small">${said(reason)}</li>`)}
    </ul>
  </div>`;

function warningList(
  warnings: readonly CheckWarning[],
  onGo: (at: Path) => void,
): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  return html`<h3>${msg('To be looked at')}</h3>
    <ul class="author-faults" data-testid="warnings">
      ${warnings.map(
        ({ at, message }) =>
          html`<li>
            <button class="quiet" data-go=${pathText(at)} @click=${() => onGo(at)}>
              ${icon('warning')}<span>${said(message)}</span
              ><span class="dim small">${sectionLabel(at)}</span>
            </button>
          </li>`,
      )}
    </ul>`;
}

export const sectionLabel = (at: Path): string =>
  said(SECTIONS.find(({ id }) => id === sectionOf(at))?.label ?? '');
