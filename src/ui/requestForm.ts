import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { effectiveSequence, type Scenario } from '../exercise';
import { said } from './language';

const SEX = { female: () => msg('female'), male: () => msg('male') } as const;

/** `61 years, female`; empty where nothing is known. */
export const whoWords = ({ ageYears, sex }: NonNullable<Scenario['request']>): string =>
  [...(ageYears === undefined ? [] : [msg(str`${ageYears} years`)]), ...(sex ? [SEX[sex]()] : [])].join(', ');

const line = (term: string, text: string | undefined): TemplateResult | typeof nothing =>
  text
    ? html`<dt>${term}</dt>
        <dd>${text}</dd>`
    : nothing;

/** The referral as it comes from the ward: who, why, and what is to be done. */
export function requestForm({ request = {}, indication, protocol }: Scenario): TemplateResult {
  const series = protocol.map(({ sequence }) => effectiveSequence({ sequence, settings: {} }).label);
  return html`<dl class="request" data-testid="request">
    ${line(msg('Patient'), whoWords(request))} ${line(msg('Examination'), msg('MRI, lumbar spine'))}
    ${line(msg('Question'), said(indication))} ${line(msg('History'), said(request.history ?? ''))}
    ${line(msg('Implants'), said(request.implants ?? ''))} ${line(msg('Series'), series.join(' · '))}
  </dl>`;
}
