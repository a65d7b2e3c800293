import { html, type TemplateResult } from 'lit';
import { canPlan, isJudgementAwaited, runKey, stepTitle, type RunVerdict } from '../exercise';
import { ConsoleElement } from './element';
import { icon } from './icons';

const SAID: Readonly<Record<RunVerdict, string>> = {
  accept: 'You accepted it.',
  repeat: 'You had it repeated.',
};

/** Accept or repeat: the trainee's word on one run of a series, before anybody else's. */
export class IsoJudge extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    step: { type: String },
    run: { type: Number },
  };
  declare step: string;
  declare run: number;

  constructor() {
    super();
    this.step = '';
    this.run = 0;
  }

  override render(): TemplateResult {
    const exam = this.state.case;
    const { step, run } = this;
    const said = exam.answers.judgements[runKey({ stepId: step, run })]?.verdict;
    if (said) return html`<p class="small dim" data-testid="judged-${step}-${run}">${SAID[said]}</p>`;
    if (!exam.scenario || !isJudgementAwaited(exam, { stepId: step, run })) return html``;
    const title = stepTitle(exam.scenario, step);
    const isRunning = exam.steps.some(
      ({ id, state }) => id === step && (state === 'running' || state === 'queued'),
    );
    const button = (verdict: RunVerdict, words: string, sign: 'check' | 'repeat'): TemplateResult =>
      html`<button
        data-testid="${verdict}-${step}"
        aria-label="${words} ${title}${run > 1 ? `, run ${run}` : ''}"
        ?disabled=${!canPlan(exam) || isRunning}
        @click=${() => void this.controller.answers.judge(step, run, verdict)}
      >
        ${icon(sign)} ${words}
      </button>`;
    return html`<div class="judge">
      ${button('accept', 'Accept', 'check')} ${button('repeat', 'Repeat', 'repeat')}
    </div>`;
  }
}
customElements.define('iso-judge', IsoJudge);
