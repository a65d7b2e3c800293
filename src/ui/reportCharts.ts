import { msg, str } from '@lit/localize';
import { CURVE_DESIGN, type LearningCurve } from '../competency';
import type { Drawing } from './isoPlot';

/** What the chart says, for who does not see it. */
export function curveWords({ points, reachedAt, falseSignal }: LearningCurve): string {
  const tried = points.length === 1 ? msg('1 counted attempt') : msg(str`${points.length} counted attempts`);
  const luck = msg(
    str`Somebody who still fails ${percentOf(CURVE_DESIGN.unacceptable)} would reach it by luck within as many with a chance of ${percentOf(falseSignal)}.`,
  );
  if (points.length === 0) return msg('No counted attempt yet.');
  return reachedAt === null
    ? msg(str`${tried}; the limit is not reached yet.`)
    : msg(str`${tried}; the limit was reached with number ${reachedAt}. ${luck}`);
}

const percentOf = (share: number): string => `${Math.round(100 * share)} %`;

/** LC-CUSUM over the attempts: rises with successes, falls with failures, and tells at the limit. */
export const curveDrawing =
  ({ points }: LearningCurve): Drawing =>
  (plot, width) => {
    const data = points.map((point, i) => ({ ...point, number: i + 1 }));
    const limit = CURVE_DESIGN.limit;
    return plot.plot({
      ...{ width, height: 220, marginLeft: 44, marginBottom: 36 },
      x: {
        label: msg('Counted attempt'),
        domain: [0, Math.max(10, data.length)],
        interval: 1,
        tickFormat: 'd',
      },
      y: {
        label: msg('Cumulative score'),
        domain: [0, Math.max(limit * 1.2, ...data.map((d) => d.score))],
        grid: true,
      },
      marks: [
        plot.ruleY([limit], { strokeDasharray: '4 3', stroke: 'currentColor' }),
        plot.text([limit], {
          y: (d: number) => d,
          text: () => msg('able'),
          frameAnchor: 'right',
          dy: -7,
          fontSize: 11,
        }),
        plot.lineY([{ number: 0, score: 0 }, ...data], {
          x: 'number',
          y: 'score',
          stroke: 'var(--accent)',
          strokeWidth: 1.5,
        }),
        // A cross and a disc: not told apart by colour alone.
        plot.dot(
          data.filter(({ success }) => success),
          { x: 'number', y: 'score', r: 4, fill: 'var(--good)', title: () => msg('success') },
        ),
        plot.dot(
          data.filter(({ success }) => !success),
          {
            x: 'number',
            y: 'score',
            r: 4,
            symbol: 'times',
            stroke: 'var(--bad)',
            strokeWidth: 2,
            title: () => msg('failure'),
          },
        ),
      ],
    });
  };
