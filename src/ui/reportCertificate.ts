import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  CERTIFICATE_RULE,
  certificateOf,
  MASTERY_RULE,
  missingForCertificate,
  type TraineeRecord,
} from '../competency';
import { region } from './format';
import { icon } from './icons';
import { said } from './language';

const dayOnly = (iso: string): string => new Date(iso).toLocaleDateString(region(), { dateStyle: 'long' });

/** Either the certificate itself, or what is still missing for it. */
export function certificate(record: TraineeRecord, print: () => void): TemplateResult {
  const earned = certificateOf(record);
  if (!earned) {
    const missing = missingForCertificate(record);
    return html`<section
      class="report-section no-print"
      aria-labelledby="certificate-title"
      data-testid="no-certificate"
    >
      <h2 id="certificate-title">${msg('Certificate')}</h2>
      <p>
        ${msg(str`${said(CERTIFICATE_RULE)} Still missing: ${missing.map(({ competency }) => said(competency.title)).join('; ')}.`)}
      </p>
    </section>`;
  }
  const { trainee } = record;
  const { mastered, scenarios, from, to, programs } = earned;
  return html`<section class="certificate" aria-labelledby="certificate-title" data-testid="certificate">
    <h2 id="certificate-title">${msg('Certificate of competency in a simulation')}</h2>
    <p class="certificate-name">${trainee.name || trainee.id}</p>
    ${trainee.name && trainee.name !== trainee.id ? html`<p class="dim">${trainee.id}</p>` : nothing}
    <p>
      ${msg('planned and scanned virtual patients on Isocenter, a virtual lumbar-spine MRI scanner, and mastered:')}
    </p>
    <ul class="certificate-list">
      ${mastered.map(({ competency }) => html`<li>${said(competency.title)}</li>`)}
    </ul>
    <p>
      ${msg(str`Scenarios: ${scenarios.map(said).join('; ')}. First counted exam ${dayOnly(from)}, last ${dayOnly(to)}. Isocenter ${programs.join(', ')}.`)}
    </p>
    <p class="small">
      ${msg(str`${said(MASTERY_RULE)} This was a simulation with virtual patients. It is no licence to scan people, and it replaces neither training at a scanner nor an examination that the law asks for.`)}
    </p>
    <p class="certificate-sign">${msg('Instructor')} <span></span> ${msg('Date')} <span></span></p>
    <button class="no-print" data-testid="print-certificate" @click=${print}>
      ${icon('file')} ${msg('Print the certificate')}
    </button>
  </section>`;
}
