import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { CURVE_DESIGN, MASTERY_RULE, type Seal, type TraineeRecord } from '../competency';
import './isoPlot';
import { said } from './language';
import { certificate } from './reportCertificate';
import { curveDrawing, curveWords } from './reportCharts';
import { armRows, attemptRows, competencyRows } from './reportTables';

export interface ReportOptions {
  /** `exams`, or the id of a competency: whose learning curve is drawn. */
  readonly curve: string;
  readonly onCurve: (id: string) => void;
  readonly print: (what: 'report' | 'certificate') => void;
  readonly seals?: Readonly<Record<string, Seal>>;
}

/** A trainee's record: the same for the trainee and the instructor, on the screen and on paper. */
export function reportView(record: TraineeRecord, options: ReportOptions): TemplateResult {
  const { curve: chosen, onCurve, print, seals } = options;
  const curve = record.competencies.find(({ competency }) => competency.id === chosen)?.curve ?? record.curve;
  return html`
    <section class="report-section" aria-labelledby="competencies-title">
      <h2 id="competencies-title">${msg('Competencies')}</h2>
      <p class="dim">${said(MASTERY_RULE)}</p>
      ${competencyRows(record.competencies)}
    </section>
    <section class="report-section report-pair" aria-labelledby="curve-title">
      <div>
        <h2 id="curve-title">${msg('Learning curve')}</h2>
        <label class="no-print"
          >${msg('Of')}
          <select
            data-testid="curve-select"
            @change=${(event: Event) => {
              if (event.target instanceof HTMLSelectElement) onCurve(event.target.value);
            }}
          >
            <option value="exams" ?selected=${chosen === 'exams'}>
              ${msg('whole exams: passed or not')}
            </option>
            ${record.competencies.map(
              ({ competency }) =>
                html`<option value=${competency.id} ?selected=${chosen === competency.id}>
                  ${said(competency.title)}
                </option>`,
            )}
          </select></label
        >
        <iso-plot
          .drawing=${curveDrawing(curve)}
          label=${msg(str`Learning curve. ${curveWords(curve)}`)}
        ></iso-plot>
        <p data-testid="curve-words">${curveWords(curve)}</p>
        <p class="small dim">
          ${msg(str`Cumulative sum for learning curves (LC-CUSUM): it rises with every success and falls with every failure. The limit tells a failure rate of ${Math.round(100 * CURVE_DESIGN.acceptable)} % from one of ${Math.round(100 * CURVE_DESIGN.unacceptable)} %.`)}
        </p>
      </div>
      <div>
        <h2>${msg('Ways to plan')}</h2>
        ${armRows(record.arms)}
      </div>
    </section>
    <section class="report-section" aria-labelledby="record-attempts-title">
      <h2 id="record-attempts-title">${msg('Attempts')}</h2>
      ${attemptRows(record, seals)}
    </section>
    ${certificate(record, () => print('certificate'))}
  `;
}

/** Prints the page, or its certificate alone. */
export function printPart(what: 'report' | 'certificate'): void {
  const { dataset } = document.body;
  dataset.print = what;
  window.addEventListener('afterprint', () => delete dataset.print, { once: true });
  window.print();
}
