import { addScaled, dot, sub, type Vec3 } from '../../geometry';
import {
  fromFrame,
  type DiscModel,
  type Endplate,
  type Frame,
  type SpineModel,
  type VertebraModel,
} from '../spineModel';

/** A disc with the bones that face it. */
export interface DiscPlace {
  readonly disc: DiscModel;
  /** Top to bottom in the spine. */
  readonly index: number;
  readonly above: VertebraModel;
  /** Null where the sacrum lies below. */
  readonly below: VertebraModel | null;
}

/** Null where the model has no such disc (S1-S2 belongs to the sacrum). */
export function placeOfDisc(spine: SpineModel, level: string): DiscPlace | null {
  const index = spine.discs.findIndex((d) => d.level === level);
  const disc = spine.discs[index];
  const above = spine.vertebrae[index];
  if (!disc || !above) return null;
  return { disc, index, above, below: spine.vertebrae[index + 1] ?? null };
}

export const sideSign = (side: 'left' | 'right'): 1 | -1 => (side === 'left' ? 1 : -1);

/** Coordinates of a patient point in a frame: [left, posterior, superior], mm. */
export function toFrame({ origin, left, posterior, superior }: Frame, point: Vec3): Vec3 {
  const d = sub(point, origin);
  return [dot(d, left), dot(d, posterior), dot(d, superior)];
}

export const signedDistance = ({ point, normal }: Endplate, p: Vec3): number => dot(sub(p, point), normal);

/** Half the width and the depth of the canal at a disc, from the vertebra above, mm. */
export const canalHalfWidthMm = ({ above }: DiscPlace): number => above.parameters.canalWidthMm / 2;

/** Middle of the foramen below the pedicle of the vertebra above, where its root runs. */
export function foramenCentre({ above: { frame, parameters: p } }: DiscPlace, side: 1 | -1): Vec3 {
  const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
  return fromFrame(
    frame,
    side * (p.canalWidthMm / 2 + p.pedicleWidthMm / 2),
    wall + p.canalApMm * 0.25,
    p.heightMm / 2 - p.pedicleHeightMm - 4.5,
  );
}

/** Middle of the facet joint behind a disc. */
export function facetCentre({ above, disc }: DiscPlace, side: 1 | -1): Vec3 {
  const p = above.parameters;
  const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
  const inAbove = fromFrame(
    above.frame,
    side * (p.canalWidthMm / 2 + 1.5),
    wall + p.canalApMm * 0.9,
    -p.heightMm / 2,
  );
  const [, , height] = toFrame(disc.frame, inAbove);
  return addScaled(inAbove, disc.frame.superior, -height);
}
