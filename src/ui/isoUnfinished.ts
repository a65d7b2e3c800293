import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { UnfinishedExam } from '../app';
import { ConsoleElement } from './element';
import { titleWords } from './examWords';
import { icon } from './icons';
import { sessionWords, timeOf } from './modeWords';
import './isoSure';

/** Images of a person lie in this browser: which, how much, and how they go. */
const keptWords = ({ name, bytes }: NonNullable<UnfinishedExam['ownVolume']>): string =>
  msg(str`${name}, ${Math.ceil(bytes / 1e6)} MB: kept in this browser until it is handed in or given up.`);

/** Exams that were left: to be gone on with, taken over from another tab, or given up. */
export class IsoUnfinished extends ConsoleElement {
  override render(): TemplateResult {
    const { unfinished } = this.state;
    this.hidden = unfinished.length === 0;
    if (unfinished.length === 0) return html``;
    return html`<section class="unfinished" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">${msg('Exams under way')}</h2>
      <ul>
        ${unfinished.map((exam) => this.#exam(exam))}
      </ul>
    </section>`;
  }

  #exam({
    id,
    made,
    mode,
    trainee,
    assignment,
    startedAt,
    isElsewhere,
    ownVolume,
  }: UnfinishedExam): TemplateResult {
    const when = timeOf(startedAt, this.controller.engines.clock());
    return html`<li data-testid="unfinished">
      <span
        ><strong>${titleWords(made, mode)}</strong>
        <span class="dim">${msg(str`${sessionWords(mode, trainee)} · begun ${when}`)}</span>
        ${ownVolume ? html`<span class="dim">${keptWords(ownVolume)}</span>` : nothing}
        ${isElsewhere ? html`<span class="fair">${icon('warning')} ${msg('Open in another tab')}</span>` : nothing}</span
      >
      <span class="row">
        ${
          isElsewhere
            ? html`<button
                data-testid="take-over"
                @click=${() => void this.controller.resume.resume(id, true)}
              >
                ${icon('play')} ${msg('Take it over here')}
              </button>`
            : html`<button
                class="primary"
                data-testid="continue"
                @click=${() => void this.controller.resume.resume(id)}
              >
                ${icon('play')} ${msg(str`Continue the exam of ${when}`)}
              </button>`
        }
        ${
          isElsewhere
            ? nothing
            : html`<iso-sure
                label=${msg('Give it up')}
                question=${assignment === null ? msg('Give this exam up? It gets no mark.') : msg('Give this exam up? It gets no mark. It stays one of your tries.')}
                yes=${msg('Yes, give it up')}
                symbol="x"
                testid="give-up"
                @sure=${() => void this.controller.resume.giveUp(id)}
              ></iso-sure>`
        }
      </span>
    </li>`;
  }
}
customElements.define('iso-unfinished', IsoUnfinished);
