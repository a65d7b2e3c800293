import { msg, str } from '@lit/localize';
import type { nothing } from 'lit';
import { html, type TemplateResult } from 'lit';
import {
  agreementOfTwo,
  interObserver,
  sharedReadings,
  type ArmComparison,
  type Choice,
  type ClassMember,
  type MeasureAgreement,
  type ObserverAgreement,
  type PlaneReading,
} from '../../competency';
import type { RepeatedBlandAltman } from '../../scoring';
import { LocalElement } from '../element';
import { signed } from '../format';
import '../isoPlot';
import { decimal, said } from '../language';
import { armWords } from '../reportTables';
import { blandAltmanDrawing, dotDrawing, type PairPlot } from './observerCharts';

/** Three digits; a minus is a minus. */
const plain = (value: number): string => decimal(value, 3).replace('-', '−');

const limits = (found: RepeatedBlandAltman | null): string =>
  found === null ? '–' : `${signed(found.bias)} (${signed(found.limits.low)} … ${signed(found.limits.high)})`;

/** How much the observers of a class differ on the same planes, by hand and with the AI. */
export class IsoObservers extends LocalElement {
  static override properties = {
    members: { attribute: false },
    choice: { attribute: false },
    measure: { state: true },
    two: { state: true },
  };
  declare members: readonly ClassMember[];
  declare choice: Omit<Choice, 'arms'>;
  /** Key of the measure that is drawn. */
  declare measure: string;
  /** Two observers to be compared; null: everybody against the AI. */
  declare two: readonly [string, string] | null;

  constructor() {
    super();
    this.members = [];
    this.measure = 'sagittalTilt';
    this.two = null;
  }

  override render(): TemplateResult {
    const all = interObserver(this.members, this.choice);
    const drawn = all.find(({ measure }) => measure.key === this.measure) ?? all[0];
    if (!drawn || all.every(({ arms }) => arms.every(({ subjects }) => subjects === 0))) {
      return html`<p class="dim" data-testid="observers">
        ${msg('No plane was planned by two trainees. The same case is the same scenario with the same patient: variants of other seeds are other cases.')}
      </p>`;
    }
    return html`<div class="observers" data-testid="observers">
      <p class="dim">
        ${msg('Axial planes of the same patients, planned by several trainees. SD: of one plane between observers. ICC(2,1): of the planes as they lie in the patient, two-way random effects, with gaps by analysis of variance for unequal numbers (Henderson’s method 3). Limits of agreement with several observers a plane (Bland and Altman 2007).')}
      </p>
      ${this.#table(all)} ${this.#comparisons(all)} ${this.#drawings(drawn, all)}
    </div>`;
  }

  #table(all: readonly MeasureAgreement[]): TemplateResult {
    return html`<table class="report-table" data-testid="agreement">
        <thead>
          <tr>
            <th scope="col">${msg('Measure')}</th>
            <th scope="col">${msg('Planned')}</th>
            <th scope="col" class="number">${msg('Observers')}</th>
            <th scope="col" class="number">${msg('Planes')}</th>
            <th scope="col" class="number">${msg('SD (95 %)')}</th>
            <th scope="col" class="number">${msg('ICC(2,1) (95 %)')}</th>
            <th scope="col" class="number">${msg('From the mean, 95 %')}</th>
            <th scope="col" class="number">${msg('Minus AI: bias (limits)')}</th>
            <th scope="col" class="number">${msg('Minus truth: bias (limits)')}</th>
          </tr>
        </thead>
        <tbody>
          ${all.flatMap(({ measure, arms }) =>
            arms
              .filter(({ subjects }) => subjects > 0)
              .map((arm) => agreementRow(`${said(measure.label)}, ${measure.unit}`, arm)),
          )}
        </tbody>
      </table>
      ${gapNote(all)}`;
  }

  #comparisons(all: readonly MeasureAgreement[]): TemplateResult | typeof nothing {
    const compared = all.flatMap(({ measure, comparison }) => (comparison ? [{ measure, comparison }] : []));
    if (compared.length === 0)
      return html`<p class="dim">
        ${msg('By hand against with the AI: needs three trainees who planned the same planes both ways.')}
      </p>`;
    return html`<table class="report-table" data-testid="arm-comparison">
      <caption>
        ${msg('By hand against with the AI’s plan, by the same observers on the same planes: mean distance from truth')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Measure')}</th>
          <th scope="col" class="number">${msg('Observers')}</th>
          <th scope="col" class="number">${msg('Planes')}</th>
          <th scope="col" class="number">${msg('By hand')}</th>
          <th scope="col" class="number">${msg('With AI')}</th>
          <th scope="col" class="number">${msg('Difference (95 %)')}</th>
          <th scope="col" class="number">${msg('SD by hand')}</th>
          <th scope="col" class="number">${msg('SD with AI')}</th>
        </tr>
      </thead>
      <tbody>
        ${compared.map(({ measure, comparison }) => comparisonRow(`${said(measure.label)}, ${measure.unit}`, comparison))}
      </tbody>
    </table>`;
  }

  #drawings(drawn: MeasureAgreement, all: readonly MeasureAgreement[]): TemplateResult {
    const { measure, arms } = drawn;
    const observers = [
      ...new Set(arms.flatMap(({ readings }) => readings.map(({ observer }) => observer))),
    ].sort();
    return html`<div class="report-actions">
        <label
          >${msg('Draw')}
          <select data-testid="measure-select" @change=${this.#onMeasure}>
            ${all.map(
              ({ measure: { key, label } }) =>
                html`<option value=${key} ?selected=${key === measure.key}>${said(label)}</option>`,
            )}
          </select></label
        >
        ${this.#pick(msg('Observer'), 0, observers)} ${this.#pick(msg('against'), 1, observers)}
      </div>
      <div class="plots">
        ${arms
          .filter(({ subjects }) => subjects > 0)
          .map((arm) => {
            const pairs = this.two ? pairPlotOfTwo(arm, this.two) : pairPlotWithAi(arm);
            return pairs
              ? html`<figure>
                  <figcaption>${armWords(arm.arm)}: ${pairs.difference}</figcaption>
                  <iso-plot
                    .drawing=${blandAltmanDrawing(pairs, measure)}
                    label=${msg(str`Bland–Altman plot, ${said(measure.label)}, ${armWords(arm.arm)}: ${pairs.difference}, bias ${signed(pairs.bias)}, limits ${signed(pairs.limits.low)} to ${signed(pairs.limits.high)} ${measure.unit}`)}
                  ></iso-plot>
                </figure>`
              : html`<p class="dim">
                  ${msg(str`${armWords(arm.arm)}: fewer than three planes both have.`)}
                </p>`;
          })}
      </div>
      <figure>
        <figcaption>
          ${msg('Every reading: circles by hand, triangles with the AI’s plan, a tick where the truth lies')}
        </figcaption>
        <iso-plot
          .drawing=${dotDrawing(arms, measure)}
          .width=${900}
          label=${msg(str`Dot plot of ${said(measure.label)} by plane, both ways of planning`)}
        ></iso-plot>
      </figure>`;
  }

  #onMeasure = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) this.measure = event.target.value;
  };

  #pick(label: string, place: 0 | 1, observers: readonly string[]): TemplateResult {
    const otherwise = place === 0 ? msg('everybody') : msg('the AI');
    return html`<label
      >${label}
      <select
        data-testid="observer-${place}"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) this.#choose(place, event.target.value, observers);
        }}
      >
        <option value="" ?selected=${this.two === null}>${otherwise}</option>
        ${observers.map((id) => html`<option value=${id} ?selected=${this.two?.[place] === id}>${id}</option>`)}
      </select></label
    >`;
  }

  /** One observer alone is compared with the next in the list. */
  #choose(place: 0 | 1, id: string, observers: readonly string[]): void {
    const other = this.two?.[place === 0 ? 1 : 0] ?? observers.find((candidate) => candidate !== id) ?? id;
    this.two = id === '' ? null : place === 0 ? [id, other] : [other, id];
  }
}
customElements.define('iso-observers', IsoObservers);

const agreementRow = (label: string, arm: ObserverAgreement): TemplateResult => {
  const { within, icc } = arm;
  return html`<tr>
    <th scope="row">${label}</th>
    <td>${armWords(arm.arm)}</td>
    <td class="number">${arm.observers}</td>
    <td class="number">${arm.subjects}</td>
    <td class="number">
      ${within ? `${decimal(within.withinSd, 2)} (${decimal(within.interval.low, 2)} … ${decimal(within.interval.high, 2)})` : '–'}
    </td>
    <td class="number">
      ${icc ? `${plain(icc.icc)} (${plain(icc.interval.low)} … ${plain(icc.interval.high)})` : '–'}
    </td>
    <td class="number">${arm.limitWithMean === null ? '–' : `±${decimal(arm.limitWithMean, 1)}`}</td>
    <td class="number">${limits(arm.againstAi)}</td>
    <td class="number">${limits(arm.againstTruth)}</td>
  </tr>`;
};

const comparisonRow = (label: string, found: ArmComparison): TemplateResult =>
  html`<tr>
    <th scope="row">${label}</th>
    <td class="number">${found.observers}</td>
    <td class="number">${found.subjects}</td>
    <td class="number">${decimal(found.manualError, 2)}</td>
    <td class="number">${decimal(found.assistedError, 2)}</td>
    <td class="number">
      ${signed(found.difference, 2)} (${signed(found.interval.low, 2)} … ${signed(found.interval.high, 2)})
    </td>
    <td class="number">${found.manualSd === null ? '–' : decimal(found.manualSd, 2)}</td>
    <td class="number">${found.assistedSd === null ? '–' : decimal(found.assistedSd, 2)}</td>
  </tr>`;

/** How much of the table of planes and observers an ICC rests on, where there are gaps. */
function gapNote(all: readonly MeasureAgreement[]): TemplateResult[] {
  const sentences = all.flatMap(({ arms }) =>
    arms.flatMap(({ arm, icc }) =>
      icc && icc.readings < icc.cells
        ? [
            msg(
              str`${armWords(arm)}: the ICC rests on ${icc.readings} readings; ${icc.cells - icc.readings} of ${icc.cells} are gaps.`,
            ),
          ]
        : [],
    ),
  );
  return [...new Set(sentences)].map((sentence) => html`<p class="note">${sentence}</p>`);
}

/** Where a plane lies in the patient; its error where the plan does not say. */
const lying = ({ absolute, value }: PlaneReading): number => absolute ?? value;

function pairPlotWithAi({ readings, againstAi }: ObserverAgreement): PairPlot | null {
  if (!againstAi) return null;
  const pairs = readings.flatMap((reading) => {
    const { ai, value, observer, subject } = reading;
    if (ai === null) return [];
    const difference = value - ai;
    return [{ mean: lying(reading) - difference / 2, difference, words: `${observer}, ${subject}` }];
  });
  return { pairs, bias: againstAi.bias, limits: againstAi.limits, difference: msg('Observer − AI') };
}

function pairPlotOfTwo({ readings }: ObserverAgreement, [a, b]: readonly [string, string]): PairPlot | null {
  const shared = sharedReadings(readings, a, b);
  if (shared.length < 3) return null;
  const { bias, limits: found } = agreementOfTwo(readings, a, b);
  const pairs = shared.map(([first, second]) => ({
    mean: (lying(first) + lying(second)) / 2,
    difference: first.value - second.value,
    words: first.subject,
  }));
  return { pairs, bias, limits: found, difference: `${a} − ${b}` };
}
