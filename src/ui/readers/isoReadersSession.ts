import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Reading } from '../../app';
import { CONFIDENCE_SCALES, QUESTIONS, type NextReading } from '../../readerStudy';
import { icon } from '../icons';
import { said } from '../language';
import './isoReadersForm';
import './isoReadersImages';
import { ReaderElement } from './readerElement';
import { armTitle, when } from './words';

/** Typing in a field, or a menu, has the keys for itself. */
const hasOwnKeys = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('select, textarea, dialog, input:not([type="radio"])') !== null;

/** A reader at work: images, questions, progress and breaks. */
export class IsoReadersSession extends ReaderElement {
  readonly #onKey = (event: KeyboardEvent): void => {
    const { study, reading } = this.state;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!study || !reading || !isPlain || event.defaultPrevented || hasOwnKeys(event.target)) return;
    const [first, last] = CONFIDENCE_SCALES[study.confidence.scale];
    const digit = /^\d$/.test(event.key) ? Number(event.key) : NaN;
    // A scale up to 100 is typed into its fields.
    if (last < 10 && digit >= first && digit <= last && this.controller.isReadable()) {
      event.preventDefault();
      this.controller.answer(reading.active, digit);
      this.controller.activate(reading.active + 1);
    } else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      if (reading.isPaused && reading.step.kind === 'read') this.controller.resume();
      else void this.controller.submit();
    }
  };

  readonly #onHidden = (): void => {
    const { reading } = this.state;
    // Nobody reads a page that is not seen.
    if (document.hidden && reading && !reading.isPaused) this.controller.pause();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('visibilitychange', this.#onHidden);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('visibilitychange', this.#onHidden);
    // The page was left: nobody reads.
    if (this.state.reading?.isPaused === false) this.controller.pause();
  }

  override render(): TemplateResult | typeof nothing {
    const { reading } = this.state;
    if (!reading) return nothing;
    const { step } = reading;
    return html`<section class="readers-session" aria-label=${msg('Reading session')}>
      ${this.#bar(reading)}
      ${
        step.kind !== 'read'
          ? this.#over(reading)
          : reading.isPaused
            ? this.#pause(step)
            : reading.images
              ? html`<iso-readers-images .controller=${this.controller}></iso-readers-images>
                  <iso-readers-form .controller=${this.controller}></iso-readers-form>`
              : this.#preparing(reading)
      }
    </section>`;
  }

  #bar({ step, record, isPaused }: Reading): TemplateResult {
    const name = this.state.study?.readers.find(({ id }) => id === record.reader)?.name ?? record.reader;
    return html`<div class="session-bar">
      <strong>${name}</strong>
      ${
        step.kind === 'read'
          ? html`<span data-testid="session-arm">${armTitle(step.arm)}</span>
              <span class="mono" data-testid="session-place"
                >${msg(str`case ${step.casesDone + 1} of ${step.cases}, ${step.level}`)}</span
              >
              <progress
                aria-label=${msg('Levels read in this arm')}
                max=${step.levels}
                .value=${step.levelsDone}
              ></progress>`
          : html`<span class="grow"></span>`
      }
      ${
        step.kind === 'read' && !isPaused
          ? html`<button data-testid="pause" @click=${() => this.controller.pause()}>
              ${icon('pause')} ${msg('Pause')}
            </button>`
          : nothing
      }
      <button data-testid="leave" @click=${() => this.controller.leave()}>
        ${icon('power')} ${msg('Leave')}
      </button>
    </div>`;
  }

  #pause(step: NextReading): TemplateResult {
    const isStart = step.levelsDone === 0;
    return html`<div class="session-panel" data-testid="session-pause">
      <h2>${step.isBreak ? msg('Session over') : isStart ? msg('Ready to begin') : msg('Paused')}</h2>
      <p>
        ${
          step.isBreak
            ? msg('That was a whole session. Take a break; you may also go on at once.')
            : isStart
              ? msg(
                  str`${step.cases} cases, ${step.levels} levels. ${QUESTIONS.length} questions at each level.`,
                )
              : msg('No time is counted.')
        }
      </p>
      <p class="dim">
        ${msg('Digits answer the question in hand, Enter takes the level. What is answered is kept level by level: you may leave at any time and go on here later.')}
      </p>
      <button class="primary" data-testid="resume" @click=${() => this.controller.resume()}>
        ${icon('play')} ${isStart ? msg('Begin') : msg('Go on')}
      </button>
    </div>`;
  }

  #preparing({ progress }: Reading): TemplateResult {
    const label = progress ? said(progress.label) : msg('Making the case ready');
    return html`<div class="session-panel" data-testid="session-preparing">
      <p>${label} <span class="mono">${progress?.total ? `${progress.done}/${progress.total}` : ''}</span></p>
      ${
        progress?.total
          ? html`<progress aria-label=${label} max=${progress.total} .value=${progress.done}></progress>`
          : html`<progress aria-label=${label}></progress>`
      }
      <p class="dim">${msg('The next cases are made ready while you read.')}</p>
    </div>`;
  }

  #over({ step }: Reading): TemplateResult {
    return html`<div class="session-panel" data-testid="session-over">
      ${
        step.kind === 'wash-out'
          ? html`<h2>${msg('Session over')}</h2>
              <p>
                ${msg(html`${armTitle(step.arm)} is next, not before <strong>${when(step.opensAt)}</strong>: until then you may remember the cases.`)}
              </p>
              <button data-testid="look-again" @click=${() => this.controller.lookAgain()}>
                ${icon('repeat')} ${msg('Look again')}
              </button>`
          : html`<h2>${msg('All cases are read')}</h2>
              <p>${msg('Thank you. Export your readings at the reception and hand the file in.')}</p>`
      }
    </div>`;
  }
}
customElements.define('iso-readers-session', IsoReadersSession);
