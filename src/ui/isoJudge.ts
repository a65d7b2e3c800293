import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  canPlan,
  isJudgementAwaited,
  isMendedByRepeating,
  RUN_REASONS,
  RUN_REASON_WORDS,
  runKey,
  stepTitle,
  type Judgement,
  type RunReason,
} from '../exercise';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { said as translated } from './language';

/** Accept or repeat, and why: the trainee's word on one run of a series, before anybody else's. */
export class IsoJudge extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    step: { type: String },
    run: { type: Number },
    draft: { state: true },
  };
  declare step: string;
  declare run: number;
  /** What was chosen for a run, by its `runKey`. */
  declare draft: { readonly of: string; readonly reason: RunReason } | null;

  constructor() {
    super();
    this.step = '';
    this.run = 0;
    this.draft = null;
  }

  get #key(): string {
    return runKey({ stepId: this.step, run: this.run });
  }

  override render(): TemplateResult {
    const exam = this.state.case;
    const { step, run } = this;
    const said = exam.answers.judgements[this.#key];
    if (said) return this.#said(said);
    if (!exam.scenario || !isJudgementAwaited(exam, { stepId: step, run })) return html``;
    const isRunning = exam.steps.some(
      ({ id, state }) => id === step && (state === 'running' || state === 'queued'),
    );
    const name = translated(stepTitle(exam.scenario, step));
    return this.#form(run > 1 ? msg(str`${name}, run ${run}`) : name, !canPlan(exam) || isRunning);
  }

  #said({ verdict, reason }: Judgement): TemplateResult {
    const exam = this.state.case;
    const isNewest = exam.steps.some(({ id, runs }) => id === this.step && runs === this.run);
    const waits = isNewest && canPlan(exam) && reason !== undefined && !isMendedByRepeating(reason);
    return html`<p class="small dim" data-testid="judged-${this.step}-${this.run}">
      ${
        verdict === 'accept'
          ? msg('You accepted it.')
          : reason
            ? msg(str`You had it repeated: ${translated(RUN_REASON_WORDS[reason])}.`)
            : msg('You had it repeated.')
      }
      ${waits ? msg('Change the plan or the values, then run it again.') : nothing}
    </p>`;
  }

  #form(title: string, isDisabled: boolean): TemplateResult {
    const { draft, step } = this;
    const reason = draft?.of === this.#key ? draft.reason : null;
    return html`<div class="judge">
      <button
        data-testid="accept-${step}"
        aria-label=${msg(str`Accept ${title}`)}
        ?disabled=${isDisabled}
        @click=${() => this.#say({ verdict: 'accept' })}
      >
        ${icon('check')} ${msg('Accept')}
      </button>
      <select
        data-testid="reason-${step}"
        aria-label=${msg(str`Why ${title} is to be repeated`)}
        ?disabled=${isDisabled}
        @change=${(event: Event) => {
          if (!(event.currentTarget instanceof HTMLSelectElement)) return;
          const chosen = RUN_REASONS[event.currentTarget.selectedIndex - 1];
          this.draft = chosen ? { of: this.#key, reason: chosen } : null;
        }}
      >
        <option value="" disabled .selected=${live(reason === null)}>${msg('repeat because …')}</option>
        ${RUN_REASONS.map(
          (one) =>
            html`<option .selected=${live(one === reason)}>${translated(RUN_REASON_WORDS[one])}</option>`,
        )}
      </select>
      <button
        data-testid="repeat-${step}"
        aria-label=${msg(str`Repeat ${title}`)}
        ?disabled=${isDisabled || reason === null}
        @click=${() => reason && this.#say({ verdict: 'repeat', reason })}
      >
        ${icon('repeat')} ${msg('Repeat')}
      </button>
    </div>`;
  }

  #say(said: Pick<Judgement, 'verdict' | 'reason'>): void {
    void this.controller.answers.judge(this.step, this.run, said);
  }
}
customElements.define('iso-judge', IsoJudge);
