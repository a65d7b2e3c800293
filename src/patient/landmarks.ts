import { distance, type Vec3 } from '../geometry';
import type { CanalCourse } from './canalCourse';
import { alongCurve } from './raster';
import type { SpineModel } from './spineModel';
import type { Spine } from './types';

const CANAL_STEP = 0.1;

/** Exact landmarks of a modelled spine. */
export function landmarksOf(spine: SpineModel, course: CanalCourse): Spine {
  const canal: Vec3[] = [];
  for (let t = 0; t <= course.endKnot; t += CANAL_STEP) canal.push(alongCurve(course.sac, t));
  const { point, normal } = spine.sacrumEndplate;
  return {
    vertebrae: [
      ...spine.vertebrae.map((v) => ({
        level: v.level,
        centre: v.frame.origin,
        upperEndplate: { point: v.upper.point, normal: v.upper.normal },
        lowerEndplate: { point: v.lower.point, normal: v.lower.normal },
      })),
      { level: spine.sacrumLevel, centre: point, upperEndplate: { point, normal } },
    ],
    discs: spine.discs.map((d) => ({
      level: d.level,
      centre: d.frame.origin,
      normal: d.frame.superior,
      width: (d.above.halfWidth + d.below.halfWidth + 2 * d.parameters.overhangMm) * d.parameters.widthFactor,
      depth: d.above.halfDepth + d.below.halfDepth + 2 * d.parameters.overhangMm,
      // The planes are the endplates' means; at the centre each dish is half its depth further away.
      height: distance(d.above.point, d.below.point) + (d.above.dishMm + d.below.dishMm) / 2,
    })),
    canal,
  };
}
