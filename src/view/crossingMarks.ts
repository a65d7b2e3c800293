import { addScaled, affineColumn, applyToPoint, normalize, signedDistance, type Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { CROSSING_COLOURS } from './palette';
import { viewPlane, worldToScreen, type SliceView } from './sliceView';
import { px, type SvgShape } from './svg';

/** A dark band that slices of another group leave on one slice of a series. */
export interface CrossingMark {
  /** 1 … */
  readonly slice: number;
  /** Where it begins and ends along the columns, mm below the middle of the image. */
  readonly fromMm: number;
  readonly toMm: number;
  readonly words: string;
}

/** Lines along both edges of the band, on the slice that shows it, with what it comes from. */
export function crossingMarks(
  marks: readonly CrossingMark[],
  { dims: [columns, rows], voxelToPatient }: Volume,
  view: SliceView,
): SvgShape[] {
  const [right, down] = [affineColumn(voxelToPatient, 0), affineColumn(voxelToPatient, 1)];
  return marks.flatMap(({ slice, fromMm, toMm, words }): SvgShape[] => {
    const middle = applyToPoint(voxelToPatient, [(columns - 1) / 2, (rows - 1) / 2, slice - 1]);
    if (Math.abs(signedDistance(viewPlane(view), middle)) > 0.1) return [];
    const edge = (mm: number, side: -1 | 1): readonly [number, number] => {
      const at: Vec3 = addScaled(middle, normalize(down), mm);
      return worldToScreen(view, addScaled(at, right, (side * columns) / 2));
    };
    const lines = [fromMm, toMm].map((mm): SvgShape => {
      const [[x1, y1], [x2, y2]] = [edge(mm, -1), edge(mm, 1)];
      return {
        tag: 'line',
        attributes: {
          ...{ class: 'iso-crossing-mark', x1: px(x1), y1: px(y1), x2: px(x2), y2: px(y2) },
          ...{ stroke: CROSSING_COLOURS.canal, 'stroke-width': 1.4, 'stroke-dasharray': '5 4' },
        },
      };
    });
    const [x, y] = edge(fromMm, -1);
    const label: SvgShape = {
      tag: 'text',
      text: words,
      attributes: {
        ...{ class: 'iso-scale-text', x: px(x + 8), y: px(y - 6), fill: CROSSING_COLOURS.canal },
      },
    };
    return [...lines, label];
  });
}
