import { html, nothing, type TemplateResult } from 'lit';
import { effectiveSequence, type Scenario } from '../exercise';

const SEX = { female: 'female', male: 'male' } as const;

/** `61 years, female`; empty where nothing is known. */
export const whoWords = ({ ageYears, sex }: NonNullable<Scenario['request']>): string =>
  [...(ageYears === undefined ? [] : [`${ageYears} years`]), ...(sex ? [SEX[sex]] : [])].join(', ');

const line = (term: string, text: string | undefined): TemplateResult | typeof nothing =>
  text
    ? html`<dt>${term}</dt>
        <dd>${text}</dd>`
    : nothing;

/** The referral as it comes from the ward: who, why, and what is to be done. */
export function requestForm({ request = {}, indication, protocol }: Scenario): TemplateResult {
  const series = protocol.map(({ sequence }) => effectiveSequence({ sequence, settings: {} }).label);
  return html`<dl class="request" data-testid="request">
    ${line('Patient', whoWords(request))} ${line('Examination', 'MRI, lumbar spine')}
    ${line('Question', indication)} ${line('History', request.history)} ${line('Implants', request.implants)}
    ${line('Series', series.join(' · '))}
  </dl>`;
}
