import { html, nothing, type TemplateResult } from 'lit';
import {
  CERTIFICATE_RULE,
  certificateOf,
  MASTERY_RULE,
  missingForCertificate,
  type TraineeRecord,
} from '../competency';
import { icon } from './icons';

const dayOnly = (iso: string): string => new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'long' });

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
      <h2 id="certificate-title">Certificate</h2>
      <p>
        ${CERTIFICATE_RULE} Still missing: ${missing.map(({ competency }) => competency.title).join('; ')}.
      </p>
    </section>`;
  }
  const { trainee } = record;
  const { mastered, scenarios, from, to, programs } = earned;
  return html`<section class="certificate" aria-labelledby="certificate-title" data-testid="certificate">
    <h2 id="certificate-title">Certificate of competency in a simulation</h2>
    <p class="certificate-name">${trainee.name || trainee.id}</p>
    ${trainee.name && trainee.name !== trainee.id ? html`<p class="dim">${trainee.id}</p>` : nothing}
    <p>
      planned and scanned virtual patients on Isocenter, a virtual lumbar-spine MRI scanner, and mastered:
    </p>
    <ul class="certificate-list">
      ${mastered.map(({ competency }) => html`<li>${competency.title}</li>`)}
    </ul>
    <p>
      Scenarios: ${scenarios.join('; ')}. First counted exam ${dayOnly(from)}, last ${dayOnly(to)}. Isocenter
      ${programs.join(', ')}.
    </p>
    <p class="small">
      ${MASTERY_RULE} This was a simulation with virtual patients. It is no licence to scan people, and it
      replaces neither training at a scanner nor an examination that the law asks for.
    </p>
    <p class="certificate-sign">Instructor <span></span> Date <span></span></p>
    <button class="no-print" data-testid="print-certificate" @click=${print}>
      ${icon('file')} Print the certificate
    </button>
  </section>`;
}
