import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { AppState } from '../app';
import { effectiveSequence, type CaseState } from '../exercise';
import { ConsoleElement } from './element';
import { timeLeftS } from './exam';
import { titleWords } from './examWords';
import { engineName, minutes } from './format';
import { icon } from './icons';
import { plainNumber, said } from './language';
import { sessionWords } from './modeWords';
import { whoWords } from './requestForm';
import './isoLanguage';

/** The name of a phantom tells what is wrong with it: until the exam is handed in, who it is has to do. */
function patientWords({ patient, scenario, phase }: CaseState): string {
  if (!patient) return '–';
  if (patient.kind !== 'phantom' || phase === 'submitted') return said(patient.name);
  return whoWords(scenario?.request ?? {}) || msg('Virtual patient');
}

/** Until it is handed in an exam without help is called by its referral. */
export function examWords({ case: { scenario, phase }, session }: AppState): string {
  if (!scenario) return '';
  return phase === 'submitted' ? said(scenario.title) : titleWords(scenario, session?.mode ?? 'exercise');
}

/** Patient · exam · field strength · coil, time left, and what runs the network. */
export class IsoHeader extends ConsoleElement {
  override render(): TemplateResult {
    const { case: exam, session } = this.state;
    const open = exam.phase !== 'empty';
    return html`
      <header class="header">
        <strong class="brand">Isocenter</strong>
        ${
          open
            ? html`<span class="cell" data-testid="header-patient"
                  ><span class="dim spare">${msg('Patient')}</span> ${patientWords(exam)}</span
                >
                ${session ? html`<span class="cell" data-testid="header-session">${sessionWords(session.mode, session.trainee)}</span>` : nothing}
                <span class="cell grow ellipsis" data-testid="header-exam"
                  ><span class="dim spare">${msg('Exam')}</span>
                  ${msg(str`L-spine · ${examWords(this.state)}`)}</span
                >
                <span class="cell">${msg(str`${plainNumber(this.#fieldStrength())} T · spine coil`)}</span>
                <iso-clock .controller=${this.controller}></iso-clock>
                <span class="cell" data-testid="header-time-left"
                  ><span class="dim">${msg('Scan time left')}</span>
                  <span class="mono">${minutes(timeLeftS(this.controller))}</span></span
                >`
            : html`<span class="cell grow dim">${msg('Virtual lumbar-spine MRI console')}</span>`
        }
        <iso-learning class="cell" .controller=${this.controller}></iso-learning>
        ${this.#engine()}
        <iso-language></iso-language>
        ${
          open
            ? html`<button
                class="quiet"
                data-testid="close-exam"
                @click=${() => this.controller.patient.close()}
              >
                ${icon('power')} ${msg('Close exam')}
              </button>`
            : nothing
        }
      </header>
    `;
  }

  #fieldStrength(): number {
    const first = this.state.case.steps[0];
    return first ? effectiveSequence(first).fieldStrengthT : 3;
  }

  #engine(): TemplateResult | typeof nothing {
    const { backend } = this.state.case.segmentation;
    if (!backend) return nothing;
    return html`
      <button
        class="quiet"
        popovertarget="engine-report"
        title=${msg(str`AI on ${engineName(backend.backend)}`)}
        data-testid="engine"
      >
        ${icon('cpu')}<span class="spare">${msg('AI on')}</span> ${engineName(backend.backend)}
      </button>
      <div popover id="engine-report" data-testid="engine-report">
        <h3>
          ${msg(str`The network runs on ${engineName(backend.backend)} (${said(backend.description)})`)}
        </h3>
        ${
          backend.refused.length === 0
            ? html`<p class="dim">${msg('It is the best engine of this browser.')}</p>`
            : html`<p class="dim">${msg('Better engines were refused:')}</p>
                <ul>
                  ${backend.refused.map(
                    (refusal) =>
                      html`<li><strong>${engineName(refusal.backend)}</strong>: ${said(refusal.reason)}</li>`,
                  )}
                </ul>`
        }
      </div>
    `;
  }
}
customElements.define('iso-header', IsoHeader);
