import { msg } from '@lit/localize';
import { METRICS, type Compared, type Verdict } from '../../regression';
import type { Drawing } from '../isoPlot';
import { metricName } from './words';

/** Colour and symbol of a verdict: told apart without colour too. */
const STYLES: Readonly<Record<Verdict, { readonly colour: string; readonly symbol: string }>> = {
  worse: { colour: '#ef8d86', symbol: 'triangle' },
  inconclusive: { colour: '#e2c26e', symbol: 'diamond' },
  better: { colour: '#86c79b', symbol: 'star' },
  same: { colour: '#a3adb6', symbol: 'circle' },
};

/** Margins beyond which the axis ends: what lies there is drawn at its end. */
const WIDEST = 4;
const ROW_PX = 18;

/** The loss of every metric with its interval, in margins. One row a metric. */
export const lossDrawing =
  (rows: readonly Compared[]): Drawing =>
  (Plot, width) => {
    const clipped = (value: number): number => Math.max(-WIDEST, Math.min(WIDEST, value));
    const data = rows.map(({ metric, loss, interval, verdict }) => {
      const margin = METRICS[metric]?.margin ?? 1;
      return {
        ...{ name: metricName(metric), colour: STYLES[verdict].colour, symbol: STYLES[verdict].symbol },
        loss: clipped(loss / margin),
        low: clipped(interval.low / margin),
        high: clipped(interval.high / margin),
      };
    });
    return Plot.plot({
      width,
      height: ROW_PX * data.length + 60,
      marginLeft: 232,
      marginBottom: 40,
      style: { background: 'transparent', color: '#a3adb6', fontSize: '12px' },
      x: { domain: [-WIDEST, WIDEST], label: msg('Loss in margins (right: worse)'), grid: true },
      y: { domain: data.map(({ name }) => name), label: null },
      marks: [
        Plot.ruleX([0], { stroke: '#d9dee2' }),
        Plot.ruleX([-1, 1], { stroke: '#65707b', strokeDasharray: '3 3' }),
        Plot.ruleY(data, { y: 'name', x1: 'low', x2: 'high', stroke: 'colour', strokeWidth: 2 }),
        Plot.dot(data, {
          ...{ y: 'name', x: 'loss', fill: 'colour', stroke: 'colour' },
          symbol: (one: (typeof data)[number]) => one.symbol,
          r: 4,
        }),
      ],
      color: { type: 'identity' },
      symbol: { type: 'identity' },
    } as Parameters<typeof Plot.plot>[0]);
  };
