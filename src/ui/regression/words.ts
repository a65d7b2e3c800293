import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { metricFigure, metricTitle, stratumWords, type Compared, type Verdict } from '../../regression';
import { icon } from '../icons';
import { decimal, said } from '../language';

/** Read from left to right: what needs looking at comes first. */
export const VERDICTS: readonly Verdict[] = ['worse', 'inconclusive', 'better', 'same'];

export const verdictWord = (verdict: Verdict): string =>
  ({
    worse: msg('worse'),
    inconclusive: msg('inconclusive'),
    better: msg('better'),
    same: msg('same'),
  })[verdict];

/** A verdict in a word beside its colour and sign. */
export const verdictMark = (verdict: Verdict): TemplateResult =>
  html`<span class="bench-verdict" data-verdict=${verdict}
    >${icon(verdict === 'worse' ? 'warning' : verdict === 'inconclusive' ? 'circleDashed' : 'check')}
    ${verdictWord(verdict)}</span
  >`;

export const verdictSentence = (verdict: Verdict): string =>
  ({
    worse: msg('Something is worse.'),
    inconclusive: msg('Nothing is worse for certain, but not everything can be told.'),
    better: msg('Something is better, nothing worse.'),
    same: msg('Nothing that matters has changed.'),
  })[verdict];

/** A metric in words. */
export const metricName = (metric: string): string => said(metricTitle(metric));

/** A metric's value with its unit. */
export const figure = (value: number, metric: string): string => metricFigure(value, metric, decimal);

/** The cases that a look was taken at. */
export const whereWords = (one: Pick<Compared, 'stratum'>): string =>
  one.stratum ? stratumWords(one) : msg('all cases');
