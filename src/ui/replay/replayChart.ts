import { msg, str } from '@lit/localize';
import { ROLE_COLOURS, ROLE_DASHES } from '../../view';
import { signed } from '../format';
import type { Drawing } from '../isoPlot';
import { said } from '../language';
import type { ErrorCourse, ReplayReference } from './replayErrors';

const UNITS: Readonly<Record<string, string>> = { deg: '°', mm: ' mm' };

/** `+3.2°`, `−1.0 mm`; a dash for nothing. */
export const errorWords = (value: number | null, { unit }: Pick<ErrorCourse, 'unit'>): string =>
  value === null ? '–' : `${signed(value)}${UNITS[unit] ?? ''}`;

/** Least half height of a chart, in its unit: a tenth of a degree is not to look like a mistake. */
const LEAST = 4;

export interface ChartState {
  /** When each move happens in the replay, s. */
  readonly times: readonly number[];
  /** Times at which a series was started, s. */
  readonly runs: readonly number[];
  readonly reference: ReplayReference['of'];
  /** Number of the move that is shown. */
  readonly at: number;
}

/** What the chart says, for who does not see it. */
export function courseWords(course: ErrorCourse, { at, reference }: ChartState): string {
  const values = course.own.flatMap(({ value }) => value ?? []);
  const [first = null, last = null] = [values[0] ?? null, values.at(-1) ?? null];
  const now = errorWords(course.own.find(({ move }) => move === at)?.value ?? null, course);
  const from = errorWords(first, course);
  const to = errorWords(last, course);
  const label = said(course.label);
  return reference === 'truth'
    ? msg(str`${label} against truth: from ${from} to ${to}, now ${now}.`)
    : msg(str`${label} against the AI: from ${from} to ${to}, now ${now}.`);
}

/** One measure over the moves: the trainee's as a staircase, the AI's as a level, truth at zero. */
export const courseDrawing =
  (course: ErrorCourse, { times, runs, reference, at }: ChartState, height: number): Drawing =>
  (plot, width) => {
    const own = course.own.map(({ move, value }) => ({ t: times[move] ?? 0, value }));
    const now = course.own.find(({ move }) => move === at);
    const values = [...own.flatMap(({ value }) => value ?? []), ...(course.ai === null ? [] : [course.ai])];
    const most = 1.1 * Math.max(LEAST, ...values.map(Math.abs));
    const end = Math.max(1, times.at(-1) ?? 0);
    const { trainee, ai, truth } = ROLE_COLOURS;
    const level = (value: number, role: 'ai' | 'truth') =>
      plot.ruleY([value], {
        ...{ stroke: role === 'ai' ? ai : truth, strokeWidth: 1.5, strokeDasharray: ROLE_DASHES[role] },
      });
    return plot.plot({
      ...{ width, height, marginLeft: 36, marginRight: 8, marginTop: 22, marginBottom: 8 },
      style: { fontSize: '12px' },
      x: { domain: [0, end], axis: null },
      y: {
        ...{
          domain: [-most, most],
          ticks: 3,
          label: `${said(course.label)} (${UNITS[course.unit]?.trim() ?? ''})`,
        },
        labelArrow: 'none',
        grid: true,
      },
      marks: [
        plot.ruleX(runs, { stroke: 'var(--line-strong)', strokeWidth: 1, y1: -most, y2: -most * 0.8 }),
        reference === 'truth' ? level(0, 'truth') : level(0, 'ai'),
        ...(course.ai !== null && reference === 'truth' ? [level(course.ai, 'ai')] : []),
        plot.lineY([...own, { t: end, value: own.at(-1)?.value ?? null }], {
          ...{ x: 't', y: 'value', curve: 'step-after', stroke: trainee, strokeWidth: 1.75 },
        }),
        plot.ruleX([times[at] ?? 0], { stroke: 'var(--text-strong)', strokeWidth: 1 }),
        ...(now && now.value !== null
          ? [
              plot.dot([{ t: times[at] ?? 0, value: now.value }], {
                x: 't',
                y: 'value',
                r: 3.5,
                fill: trainee,
              }),
            ]
          : []),
      ],
    });
  };
