import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Reading } from '../../app';
import {
  CONFIDENCE_SCALES,
  probabilityOf,
  QUESTIONS,
  questionKey,
  questionTitle,
  type Question,
} from '../../readerStudy';
import { icon } from '../icons';
import { decimal, said } from '../language';
import { ReaderElement } from './readerElement';
import { confidenceWords } from './words';

const mm = (value: number): string => `${decimal(value, 1)} mm`;

/** The questions of the level in hand, and what the AI says of them where the arm shows it. */
export class IsoReadersForm extends ReaderElement {
  override render(): TemplateResult | typeof nothing {
    const { study, reading } = this.state;
    if (!study || reading?.step.kind !== 'read') return nothing;
    const isComplete = !reading.confidences.includes(null);
    const isFirst = this.controller.awaitsFirstImpression();
    const confidence = confidenceWords();
    return html`<form
      class="readers-form panel scroll"
      aria-label=${msg(str`Reading of ${reading.step.level}`)}
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.controller.submit();
      }}
    >
      <h2>${reading.step.level}</h2>
      <p class="dim small">
        ${msg(str`${study.confidence.scale}: from ${confidence.first} to ${confidence.last}; present from ${study.confidence.positiveFrom} on.`)}
        ${isFirst ? msg('First without the AI; its answer comes then.') : nothing}
        ${reading.first ? msg('Now with the AI: change what you want to change.') : nothing}
      </p>
      ${QUESTIONS.map((question, i) => this.#question(reading, question, i))} ${this.#measures(reading)}
      <button class="primary" type="submit" data-testid="submit-level" ?disabled=${!isComplete}>
        ${icon('check')} ${isFirst ? msg('Show the AI’s answer') : msg('Take this level')}
      </button>
    </form>`;
  }

  #question(reading: Reading, question: Question, i: number): TemplateResult {
    const key = questionKey(question).replace(' ', '-');
    const [first, last] = CONFIDENCE_SCALES[this.state.study?.confidence.scale ?? '1-5'];
    const given = reading.confidences[i] ?? null;
    const ends = confidenceWords();
    return html`<fieldset
      class=${classMap({ question: true, active: reading.active === i })}
      data-testid="question-${key}"
      @focusin=${() => this.controller.activate(i)}
    >
      <legend>
        ${said(questionTitle(question))}${reading.active === i ? html`<span class="dim small"> ${msg('· keys')}</span>` : nothing}
      </legend>
      ${
        last > 10
          ? html`<input
              type="number"
              min=${first}
              max=${last}
              step="1"
              aria-label=${msg(str`Confidence, ${first} to ${last}`)}
              .value=${given === null ? '' : String(given)}
              @input=${(event: Event) => this.#typing(event, i)}
              @change=${(event: Event) => this.#typed(event, i)}
            />`
          : html`<div class="scale">
              ${Array.from({ length: last - first + 1 }, (_, n) => first + n).map(
                (value) =>
                  html`<label title=${value === first ? ends.first : value === last ? ends.last : ''}>
                    <input
                      type="radio"
                      name=${key}
                      value=${value}
                      .checked=${given === value}
                      @change=${() => this.controller.answer(i, value)}
                    />
                    ${value}
                  </label>`,
              )}
            </div>`
      }
      ${this.#probability(reading, question)}
    </fieldset>`;
  }

  /** Taken as it is typed, so that Enter finds the level complete. */
  #typing(event: Event, question: number): void {
    const input = event.currentTarget;
    if (input instanceof HTMLInputElement && input.value !== '')
      this.controller.answer(question, input.valueAsNumber);
  }

  /** What was not taken does not stay there as if it were. */
  #typed(event: Event, question: number): void {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const kept = this.state.reading?.confidences[question] ?? null;
    input.value = kept === null ? '' : String(kept);
  }

  #probability({ ai }: Reading, question: Question): TemplateResult | typeof nothing {
    if (!ai) return nothing;
    const probability = ai.reading && probabilityOf(question, ai.reading);
    if (probability === null) return html`<p class="ai-says dim">${msg('AI: not measured')}</p>`;
    return html`<p class="ai-says">
      ${msg('AI')}
      <meter aria-label=${msg('The AI’s probability')} min="0" max="1" .value=${probability}></meter>
      <span class="mono">${Math.round(100 * probability)} %</span>
    </p>`;
  }

  #measures({ ai, step }: Reading): TemplateResult | typeof nothing {
    if (!ai) {
      const isExpected =
        step.kind === 'read' && step.arm === 'with-ai' && !this.controller.awaitsFirstImpression();
      return isExpected ? html`<p class="dim">${msg('The AI says nothing of this level.')}</p>` : nothing;
    }
    const { sacAreaMm2, recessHeightMm, herniationDepthMm } = ai;
    const rows: readonly (readonly [string, string])[] = [
      [msg('Dural sac'), sacAreaMm2 === null ? '–' : `${sacAreaMm2.toFixed(0)} mm²`],
      [msg('Recess, left'), recessHeightMm ? mm(recessHeightMm.left) : '–'],
      [msg('Recess, right'), recessHeightMm ? mm(recessHeightMm.right) : '–'],
      [msg('Herniation, depth'), herniationDepthMm === null ? msg('none') : mm(herniationDepthMm)],
    ];
    return html`<dl class="ai-measures" aria-label=${msg('The AI’s measures')} data-testid="ai-measures">
      ${rows.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd class="mono">${value}</dd>`,
      )}
    </dl>`;
  }
}
customElements.define('iso-readers-form', IsoReadersForm);
