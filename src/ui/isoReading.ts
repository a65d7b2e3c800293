import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  canPlan,
  CONFIDENCES,
  CONFIDENCE_WORDS,
  FINDING_WORDS,
  isReadingOf,
  READ_DETAILS,
  readingWords,
  readKey,
  readTasks,
  type Reading,
  type ReadTask,
} from '../exercise';
import { discTitle } from '../planning';
import { ConsoleElement } from './element';
import { closeReading, openReading } from './goToTask';
import { icon } from './icons';
import { said } from './language';

/** What was chosen so far of a reading. */
type Draft = Partial<Pick<Reading, 'present' | 'detail' | 'confidence'>>;

/** The report: for every disc asked for what is there, how much, and how sure the reader is. Beside it are the images. */
export class IsoReading extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    /** `readKey` of the finding that was asked for. */
    wanted: { type: String },
    drafts: { state: true },
  };
  declare wanted: string;
  /** By `readKey`: what is not complete yet. */
  declare drafts: Readonly<Record<string, Draft>>;

  constructor() {
    super();
    this.wanted = '';
    this.drafts = {};
  }

  override render(): TemplateResult {
    const tasks = readTasks(this.state.case.scenario?.tasks ?? []);
    const asked = tasks.find((task) => readKey(task) === this.wanted) ?? tasks[0];
    const levels = [...new Set(tasks.map(({ level }) => level))];
    const isDone = (level: string): boolean =>
      tasks.every((task) => task.level !== level || this.#kept(task) !== undefined);
    return html`<section class="panel reading" aria-label=${msg('Reading')} data-testid="reading">
      <div class="panel-title">
        <fieldset class="tabs">
          <legend class="visually-hidden">${msg('Disc')}</legend>
          ${levels.map(
            (level) =>
              html`<label>
                <input
                  type="radio"
                  name="reading-level"
                  data-testid="reading-${level}"
                  .checked=${live(level === asked?.level)}
                  @change=${() => this.#open(tasks.find((task) => task.level === level))}
                />${said(discTitle(level))}${
                  isDone(level)
                    ? html`<span class="tab-mark"
                        >${icon('check')}<span class="visually-hidden">${msg(', read')}</span></span
                      >`
                    : nothing
                }
              </label>`,
          )}
        </fieldset>
        <button data-testid="reading-close" @click=${() => closeReading(this)}>
          ${icon('x')} ${msg('Back to the plan')}
        </button>
      </div>
      <div class="findings scroll">
        ${tasks.filter(({ level }) => level === asked?.level).map((task) => this.#finding(task))}
      </div>
    </section>`;
  }

  #finding(task: ReadTask): TemplateResult {
    const key = readKey(task);
    const kept = this.#kept(task);
    const { present, detail, confidence } = this.drafts[key] ?? kept ?? {};
    const { question, choices } = READ_DETAILS[task.finding];
    const name = said(FINDING_WORDS[task.finding]);
    return html`<fieldset
      class="finding"
      data-testid="finding-${task.finding}"
      ?disabled=${!canPlan(this.state.case)}
    >
      <legend>${name}</legend>
      <div class="answers">
        <div class="choice" role="radiogroup" aria-label=${msg(str`Finding: ${name}`)}>
          ${[false, true].map(
            (is) =>
              html`<label
                ><input
                  type="radio"
                  name=${key}
                  .checked=${live(is === present)}
                  @change=${() => this.#change(task, { present: is, detail: is ? (detail ?? null) : null })}
                />${is ? msg('present') : msg('absent')}</label
              >`,
          )}
        </div>
        ${present ? select(said(question), choices.map(said), detail ? said(detail) : null, (i) => this.#change(task, { detail: choices[i] ?? null })) : nothing}
        ${select(
          msg('How sure'),
          CONFIDENCES.map((n) => said(CONFIDENCE_WORDS[n])),
          confidence === undefined ? null : said(CONFIDENCE_WORDS[confidence]),
          (i) => {
            const chosen = CONFIDENCES[i];
            if (chosen !== undefined) this.#change(task, { confidence: chosen });
          },
        )}
      </div>
      <p class="small dim" data-testid="finding-state">${this.#words(key, kept)}</p>
    </fieldset>`;
  }

  #words(key: string, kept: Reading | undefined): string {
    const draft = this.drafts[key];
    if (!draft) return kept ? msg(str`Kept: ${said(readingWords(kept))}.`) : msg('Not read yet.');
    const missing = [
      ...(draft.present === undefined ? [msg('whether it is there')] : []),
      ...(draft.present && !draft.detail ? [msg('its side or grade')] : []),
      ...(draft.confidence === undefined ? [msg('how sure you are')] : []),
    ].join(msg(' and '));
    const still = kept ? msg(str`Kept is still ${said(readingWords(kept))}.`) : '';
    return [still, msg(str`Say ${missing}.`)].filter(Boolean).join(' ');
  }

  /** Keeps the reading as soon as it is whole. */
  #change(task: ReadTask, part: Draft): void {
    const key = readKey(task);
    const draft: Draft = { ...(this.drafts[key] ?? this.#kept(task)), ...part };
    const { present, detail = null, confidence } = draft;
    const others = Object.fromEntries(Object.entries(this.drafts).filter(([other]) => other !== key));
    const whole = present !== undefined && confidence !== undefined ? { present, detail, confidence } : null;
    if (whole && isReadingOf(task.finding, whole)) {
      this.drafts = others;
      this.controller.answers.read(task, whole);
    } else this.drafts = { ...others, [key]: draft };
  }

  #kept(task: ReadTask): Reading | undefined {
    return this.state.case.answers.readings[readKey(task)];
  }

  #open(task: ReadTask | undefined): void {
    if (task) openReading(this, this.controller, task);
  }
}
/** Words to choose from, none of them to begin with. */
const select = (
  question: string,
  choices: readonly string[],
  chosen: string | null,
  onChosen: (index: number) => void,
): TemplateResult =>
  html`<label class="choice"
    ><span class="dim">${question}</span
    ><select
      @change=${(event: Event) => {
        if (event.currentTarget instanceof HTMLSelectElement) onChosen(event.currentTarget.selectedIndex - 1);
      }}
    >
      <option value="" disabled .selected=${live(chosen === null)}>${msg('choose')}</option>
      ${choices.map((choice) => html`<option .selected=${live(choice === chosen)}>${choice}</option>`)}
    </select></label
  >`;
customElements.define('iso-reading', IsoReading);
