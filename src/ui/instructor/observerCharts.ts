import { msg, str } from '@lit/localize';
import type { ObserverAgreement, PlaneMeasure, PlaneReading } from '../../competency';
import type { Interval } from '../../scoring';
import type { Drawing } from '../isoPlot';
import { decimal, said } from '../language';

/** Pairs as Bland and Altman draw them, with their limits. */
export interface PairPlot {
  /** `mean`: as the plane lies in the patient, so that planes lie apart; `difference`: first minus second. */
  readonly pairs: readonly { readonly mean: number; readonly difference: number; readonly words: string }[];
  readonly bias: number;
  readonly limits: Interval;
  /** e.g. `Observer − AI` */
  readonly difference: string;
}

export const blandAltmanDrawing =
  ({ pairs, bias, limits, difference }: PairPlot, { unit }: PlaneMeasure): Drawing =>
  (plot, width) => {
    const lines = [
      { at: limits.high, words: msg('+1.96 SD') },
      { at: bias, words: msg('bias') },
      { at: limits.low, words: msg('−1.96 SD') },
    ];
    return plot.plot({
      ...{ width, height: 300, marginLeft: 48, marginRight: 84, marginBottom: 36 },
      x: { label: msg(str`Mean of both, in the patient (${unit})`), grid: true },
      y: { label: `${difference} (${unit})`, grid: true },
      marks: [
        plot.ruleY([0], { stroke: 'var(--line-strong)' }),
        plot.ruleY(lines, { y: 'at', stroke: 'var(--active-group)', strokeDasharray: '5 3' }),
        plot.text(lines, {
          ...{ y: 'at', text: (d: { at: number; words: string }) => `${d.words} ${decimal(d.at, 1)}` },
          ...{ frameAnchor: 'right', dx: 80, textAnchor: 'end', fontSize: 10 },
        }),
        plot.dot(pairs, {
          ...{ x: 'mean', y: 'difference', r: 2.5, fill: 'var(--accent)', fillOpacity: 0.75 },
          title: 'words',
        }),
      ],
    });
  };

/** All readings of each plane on a line of its own; a tick where the truth is. Arms differ by symbol. */
export const dotDrawing =
  (arms: readonly ObserverAgreement[], { unit, label }: PlaneMeasure): Drawing =>
  (plot, width) => {
    const readings = arms.flatMap((arm) => arm.readings);
    const subjects = [...new Set(readings.map(({ subject }) => subject))].sort();
    const truths = subjects.flatMap((subject) => {
      const truth = readings.find((reading) => reading.subject === subject)?.truth ?? null;
      return truth === null ? [] : [{ subject, truth }];
    });
    const shown = (arm: PlaneReading['arm'], dy: number, options: object) =>
      plot.dot(
        readings.filter((reading) => reading.arm === arm),
        {
          x: 'value',
          y: 'subject',
          dy,
          r: 3,
          title: (d: PlaneReading) => `${d.observer}: ${decimal(d.value, 1)} ${unit}`,
          ...options,
        },
      );
    return plot.plot({
      ...{ width, height: 60 + 24 * subjects.length, marginLeft: Math.min(320, width / 2), marginBottom: 36 },
      x: { label: `${said(label)} (${unit})`, grid: true },
      y: { label: null, domain: subjects },
      marks: [
        plot.tickX(truths, { x: 'truth', y: 'subject', stroke: 'var(--active-group)', strokeWidth: 2 }),
        shown('manual', -4, { stroke: 'var(--accent)' }),
        shown('assisted', 4, { stroke: 'var(--good)', symbol: 'triangle' }),
      ],
    });
  };
