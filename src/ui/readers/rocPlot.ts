import { msg } from '@lit/localize';
import type { ReaderResult } from '../../readerStudy';
import type { Drawing } from '../isoPlot';

/** One colour and one dash an arm: told apart without colour too. */
const STYLES = {
  automatic: { stroke: '#d9dee2', dash: '2 4' },
  'with-ai': { stroke: '#86c79b', dash: '' },
  manual: { stroke: '#e2c26e', dash: '7 4' },
} as const;

/** ROC curves of every reader and arm of a task with the line of chance. */
export const rocDrawing =
  (results: readonly ReaderResult[]): Drawing =>
  (Plot, width) => {
    const arms = (Object.keys(STYLES) as (keyof typeof STYLES)[]).filter((arm) =>
      results.some((result) => result.arm === arm && result.curve.length > 0),
    );
    const points = (arm: keyof typeof STYLES) =>
      results
        .filter((result) => result.arm === arm)
        .flatMap(({ reader, curve }) =>
          curve.map(({ sensitivity, specificity }) => ({ reader, x: 1 - specificity, y: sensitivity })),
        );
    const axis = { domain: [0, 1], ticks: 5, grid: true };
    return Plot.plot({
      width,
      height: width,
      marginLeft: 44,
      marginBottom: 40,
      style: { background: 'transparent', color: '#a3adb6', fontSize: '12px' },
      x: { ...axis, label: msg('1 − specificity') },
      y: { ...axis, label: msg('Sensitivity') },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: '#65707b', strokeDasharray: '1 3' },
        ),
        ...arms.map((arm) =>
          Plot.line(points(arm), {
            x: 'x',
            y: 'y',
            z: 'reader',
            stroke: STYLES[arm].stroke,
            strokeDasharray: STYLES[arm].dash,
            strokeWidth: arm === 'automatic' ? 2.5 : 1.5,
            strokeOpacity: 0.9,
          }),
        ),
      ],
    });
  };

/** What the strokes mean, for a legend in words. */
export const rocLegend = (
  arms: readonly (keyof typeof STYLES)[],
): readonly { arm: keyof typeof STYLES; stroke: string; dash: string }[] =>
  arms.map((arm) => ({ arm, ...STYLES[arm] }));
