import { addScaled, degToRad, normalize, rotateAbout } from '../geometry';
import type { Draw } from './random';
import type { Endplate, Frame, SpineModel } from './spineModel';

/** Sacral segments from S1 down: height, width, depth as fractions of the S1 endplate, and their kyphotic turn. */
const SEGMENTS = [
  { heightMm: 29, widthFrom: 1, widthTo: 0.74, depthFrom: 1, depthTo: 0.68, turnDeg: 8 },
  { heightMm: 25, widthFrom: 0.74, widthTo: 0.62, depthFrom: 0.68, depthTo: 0.5, turnDeg: -2 },
  { heightMm: 21, widthFrom: 0.62, widthTo: 0.52, depthFrom: 0.5, depthTo: 0.38, turnDeg: -16 },
  { heightMm: 19, widthFrom: 0.52, widthTo: 0.42, depthFrom: 0.38, depthTo: 0.3, turnDeg: -20 },
  { heightMm: 17, widthFrom: 0.42, widthTo: 0.3, depthFrom: 0.3, depthTo: 0.24, turnDeg: -20 },
] as const;
const DISC_GAP_MM = 3.2;

export interface SacralSegment {
  readonly frame: Frame;
  readonly top: Endplate;
  readonly bottom: Endplate;
}

/** Frames of S1 … S5: origin at the centre of the segment. */
export function sacralSegments(spine: SpineModel, draw: Draw, spread: number): SacralSegment[] {
  const scale = spine.sacrumEndplate.halfDepth / 16.5;
  const segments: SacralSegment[] = [];
  let point = spine.sacrumEndplate.point;
  const { left } = spine.sacrum;
  let { posterior, superior } = spine.sacrum;
  for (const s of SEGMENTS) {
    const height = s.heightMm * scale;
    const top: Endplate = {
      point,
      normal: superior,
      halfWidth: spine.sacrumEndplate.halfWidth * s.widthFrom,
      halfDepth: spine.sacrumEndplate.halfDepth * s.depthFrom,
    };
    const turn = degToRad(s.turnDeg + draw.normal(0, 3 * spread));
    // The front surfaces line up: a thinner end moves its centre forwards.
    const shift = (s.depthFrom - s.depthTo) * spine.sacrumEndplate.halfDepth * 0.25;
    const end = addScaled(addScaled(point, superior, -height), posterior, -shift);
    superior = rotateAbout(superior, left, turn);
    posterior = rotateAbout(posterior, left, turn);
    const bottom: Endplate = {
      point: end,
      normal: superior,
      halfWidth: spine.sacrumEndplate.halfWidth * s.widthTo,
      halfDepth: spine.sacrumEndplate.halfDepth * s.depthTo,
    };
    const middle = normalize(addScaled(top.normal, bottom.normal, 1));
    segments.push({
      frame: {
        origin: addScaled(point, superior, -height / 2),
        left,
        posterior: rotateAbout(posterior, left, -turn / 2),
        superior: middle,
      },
      top,
      bottom,
    });
    point = addScaled(end, superior, -DISC_GAP_MM * 0.7);
  }
  return segments;
}
