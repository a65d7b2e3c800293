import { dot, length, rejectFrom, type Vec3 } from '../geometry';
import { CROSSING_COLOURS, ROLE_COLOURS } from './palette';
import type { Point2, SliceView } from './sliceView';
import { px, type SvgShape } from './svg';

/** The phase direction of the group in hand, and what folds in along it. */
export interface PhaseMark {
  /** Unit vector along the encoded side of the field of view. */
  readonly direction: Vec3;
  /** `AP`, `RL` or `HF`. */
  readonly name: string;
  /** Tissue beyond the encoded field that folds into the image, mm; null where the body's outline is not known. */
  readonly foldsMm: number | null;
}

/** Above the corner texts; half an arrow's length and its head, CSS px. */
const PLACE = { x: 30, fromBottom: 50, half: 16, head: 5 } as const;
/** An arrow seen from its end would mislead. */
const LEAST_SEEN = 0.7;

/** A double arrow in the lower left corner where the phase direction is seen, with what folds in, in words. */
export function phaseShapes({ direction, name, foldsMm }: PhaseMark, view: SliceView): SvgShape[] {
  const { right, down, normal } = view.basis;
  const seen = rejectFrom(direction, normal);
  const size = length(seen);
  if (size < LEAST_SEEN) return [];
  const [dx, dy] = [dot(seen, right) / size, dot(seen, down) / size];
  const centre: Point2 = [PLACE.x, view.height - PLACE.fromBottom];
  const at = (along: number, across: number): string =>
    `${px(centre[0] + along * dx - across * dy)} ${px(centre[1] + along * dy + across * dx)}`;
  const { half, head } = PLACE;
  const inner = half - head;
  const d =
    `M${at(-half, 0)}L${at(half, 0)}` +
    `M${at(inner, -head)}L${at(half, 0)}L${at(inner, head)}` +
    `M${at(-inner, -head)}L${at(-half, 0)}L${at(-inner, head)}`;
  const folds = foldsMm !== null && foldsMm >= 1;
  const colour = folds ? CROSSING_COLOURS.body : ROLE_COLOURS.trainee;
  const arrow = { class: 'iso-phase', fill: 'none', stroke: colour, d };
  return [
    { tag: 'path', attributes: { ...arrow, class: 'iso-phase-seam', stroke: '#000000', 'stroke-width': 4 } },
    { tag: 'path', attributes: { ...arrow, 'stroke-width': 1.6 } },
    {
      tag: 'text',
      text: folds ? `Phase ${name}: ${Math.round(foldsMm)} mm fold in` : `Phase ${name}`,
      attributes: {
        ...{ class: 'iso-phase-text', x: px(centre[0] + half + 8), y: px(centre[1] + 4), fill: colour },
      },
    },
  ];
}
