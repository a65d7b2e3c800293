import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { StepIn } from '../../app/regression';
import {
  caseRows,
  FINGERPRINT_LENGTH,
  fingerprintChange,
  METRICS,
  reproduceCommand,
  type CaseRecord,
  type CaseRow,
} from '../../regression';
import type { SeriesViewState } from '../../view';
import { errorBanner } from '../errorBanner';
import { planeName } from '../format';
import { icon } from '../icons';
import '../isoImagePair';
import { labelLegend } from '../labelLegend';
import { decimal, said } from '../language';
import { RegressionElement } from './regressionElement';
import { figure, metricName } from './words';

/** Outlines are lines of one voxel: seen only when they cover what is below. */
const OUTLINE_OPACITY = 0.9;

/** A case that is looked into: its images with found and true outlines, its values beside each other, how to run it again. */
export class IsoRegressionCase extends RegressionElement {
  static override properties = { ...RegressionElement.properties, overlay: { state: true } };
  /** What is drawn over the sagittal image. */
  declare overlay: 'outlines' | 'found' | 'truth' | 'none';

  constructor() {
    super();
    this.overlay = 'outlines';
  }

  override render(): TemplateResult | typeof nothing {
    const { step } = this.state;
    if (!step) return nothing;
    const { record } = step;
    const strata = Object.entries(record.case.strata).map(([name, value]) => `${name} ${value}`);
    return html`<section class="bench-case" aria-label=${msg(str`Case ${record.case.id}`)} data-testid="case">
      <div class="row spread">
        <h2>${record.case.id} <span class="dim small">${strata.join(' · ')}</span></h2>
        <button class="quiet" data-testid="leave-case" @click=${() => this.controller.leaveCase()}>
          ${icon('undo')} ${msg('Back to the run')}
        </button>
      </div>
      ${this.#refused(step)} ${this.#progress(step)} ${this.#error(step)}
      <div class="bench-columns">
        <div>
          ${this.#overlayChoice(step)}
          <iso-image-pair
            class="bench-images"
            testid="bench"
            .sagittal=${this.#sagittal(step)}
            .axial=${this.#axial(step)}
          ></iso-image-pair>
          ${this.#legends(step)}
        </div>
        <div>${this.#rows(step)} ${this.#reproduce(step)}</div>
      </div>
    </section>`;
  }

  #refused({ record, baseline }: StepIn): TemplateResult {
    return html`${
      record.refused
        ? html`<p class="note">${icon('warning')} ${msg('Candidate')}: ${record.refused.sentence}</p>`
        : nothing
    }${
      baseline?.refused
        ? html`<p class="note">${icon('warning')} ${msg('Baseline')}: ${baseline.refused.sentence}</p>`
        : nothing
    }`;
  }

  #progress({ progress }: StepIn): TemplateResult | typeof nothing {
    if (!progress) return nothing;
    const { label, done, total } = progress;
    return html`<div class="bench-progress" data-testid="case-progress">
      <span>${said(label)}</span>
      <progress aria-label=${said(label)} max=${total} .value=${done}></progress>
      <button data-testid="stop-case" @click=${() => this.controller.stop()}>
        ${icon('x')} ${msg('Stop')}
      </button>
    </div>`;
  }

  #error({ error, record, progress, again }: StepIn): TemplateResult | typeof nothing {
    if (error) return errorBanner(error, 'case-error', this.#againButton(record.case.id));
    if (progress || again) return nothing;
    return html`<p class="note">${msg('Stopped.')} ${this.#againButton(record.case.id)}</p>`;
  }

  #againButton(id: string): TemplateResult {
    return html`<button data-testid="draw-again" @click=${() => void this.controller.stepInto(id)}>
      ${icon('repeat')} ${msg('Draw it again')}
    </button>`;
  }

  #overlayChoice({ sight }: StepIn): TemplateResult {
    const choices = [
      ['outlines', msg('Outlines')],
      ['found', msg('Found')],
      ['truth', msg('True')],
      ['none', msg('Image alone')],
    ] as const;
    return html`<fieldset class="bench-overlay" ?disabled=${!sight}>
      <legend class="visually-hidden">${msg('What is drawn over the image')}</legend>
      ${choices.map(
        ([value, words]) =>
          html`<label>
            <input
              type="radio"
              name="bench-overlay"
              value=${value}
              data-testid="overlay-${value}"
              .checked=${this.overlay === value}
              @change=${() => (this.overlay = value)}
            />
            ${words}
          </label>`,
      )}
    </fieldset>`;
  }

  #sagittal(step: StepIn): SeriesViewState {
    const { id } = step.record.case;
    const drawn = this.#drawn(step);
    return {
      ...{
        volume: step.sight?.image ?? null,
        series: `${id} sagittal`,
        label: `${id}\n${planeName('sagittal')}`,
      },
      ...{ labels: drawn?.volume ?? null, labelKind: drawn?.kind ?? 'spine' },
      ...(drawn?.kind === 'outlines' && { labelOpacity: OUTLINE_OPACITY }),
    };
  }

  #axial({ record, axial }: StepIn): SeriesViewState {
    const { id } = record.case;
    const labels = this.overlay === 'none' ? null : (axial?.labels ?? null);
    return {
      ...{ volume: axial?.image ?? null, series: `${id} axial`, label: `${id}\n${planeName('axial')}` },
      ...{ labels, labelKind: 'axial' },
    };
  }

  /** Labels over the sagittal image, and what their values mean. */
  #drawn({ sight }: StepIn) {
    if (!sight || this.overlay === 'none') return null;
    if (this.overlay === 'outlines') return { volume: sight.outlines, kind: 'outlines' as const };
    const volume = this.overlay === 'found' ? sight.found : sight.truth;
    return volume && { volume, kind: 'spine' as const };
  }

  #legends(step: StepIn): TemplateResult {
    const drawn = this.#drawn(step);
    const by = step.work?.files.labels
      ? msg("Found: the label map that was opened as this case's.")
      : msg("Found: this program's network.");
    return html`<div class="bench-legends">
        ${drawn ? labelLegend(drawn) : nothing}
        ${step.axial ? labelLegend({ volume: step.axial.labels, kind: 'axial' }) : nothing}
      </div>
      <p class="dim small">${by} ${this.#foreign(step)}</p>`;
  }

  /** The run's labels may have come from elsewhere: what is shown then is not what was scored. */
  #foreign({ record, work }: StepIn): string {
    const { versions, case: one, asked = [] } = record;
    if (asked.includes('--model')) return msg('The run used another network (--model).');
    const isForeign = versions['labels'] !== undefined || versions['segmenter'] !== undefined;
    return isForeign && !work?.files.labels
      ? msg(str`The run's labels came from another tool. Open its ${one.id}.nii.gz to see them here.`)
      : '';
  }

  #rows({ record, baseline, again }: StepIn): TemplateResult {
    const rows = caseRows(record, baseline, again);
    const cell = (value: number | null, metric: string): string =>
      value === null ? '–' : figure(value, metric);
    const beyond = ({ loss, metric }: CaseRow): boolean =>
      loss !== null && loss > (METRICS[metric]?.margin ?? Infinity);
    return html`<div class="bench-scroll" tabindex="0" role="group" aria-label=${msg('Values of the case')}>
        <table class="report-table" data-testid="case-rows">
          <thead>
            <tr>
              <th scope="col">${msg('Metric')}</th>
              <th scope="col">${msg('Where')}</th>
              <th scope="col" class="number">${msg('Candidate')}</th>
              <th scope="col" class="number">${msg('Baseline')}</th>
              <th scope="col" class="number">${msg('Loss')}</th>
              <th scope="col" class="number">${msg('Here')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr data-beyond=${beyond(row) ? 'true' : 'false'}>
                  <th scope="row">${metricName(row.metric)}</th>
                  <td>${row.where ?? ''}</td>
                  <td class="number">${cell(row.candidate, row.metric)}</td>
                  <td class="number">${cell(row.baseline, row.metric)}</td>
                  <td class="number">
                    ${cell(row.loss, row.metric)}${
                      beyond(row)
                        ? html`<span class="beyond" title=${msg('more than the margin')}> !</span
                            ><span class="visually-hidden">, ${msg('more than the margin')}</span>`
                        : nothing
                    }
                  </td>
                  <td class="number">${cell(row.again, row.metric)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.#sameImages({ record, again })}`;
  }

  /** Whether what was drawn here is what the run saw. */
  #sameImages({ record, again }: Pick<StepIn, 'record' | 'again'>): TemplateResult | typeof nothing {
    const sagittal = (one: CaseRecord): readonly number[] => one.fingerprint.slice(0, FINGERPRINT_LENGTH);
    const change = again && fingerprintChange(sagittal(again), sagittal(record));
    if (change === null) return nothing;
    return html`<p class="small" data-testid="same-images">
      ${
        change < 0.01
          ? html`${icon('check')} ${msg('The sagittal image drawn here is that of the run.')}`
          : html`${icon('warning')}
            ${msg(str`The sagittal image drawn here differs from that of the run by ${decimal(change, 2)} % of its brightness: the run was made with another program.`)}`
      }
    </p>`;
  }

  #reproduce({ record }: StepIn): TemplateResult {
    const command = reproduceCommand(record);
    return html`<h3>${msg('Run this case alone')}</h3>
      <div class="bench-command">
        <pre tabindex="0" data-testid="reproduce">${command}</pre>
        <button
          aria-label=${msg('Copy the command')}
          @click=${() => void navigator.clipboard.writeText(command)}
        >
          ${msg('Copy')}
        </button>
      </div>`;
  }
}
customElements.define('iso-regression-case', IsoRegressionCase);
