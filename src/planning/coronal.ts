import { addScaled, dot, scale, sub, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import type { PlanPart } from './automaticTypes';
import { PLANNER_RULES } from './plannerSettings';
import type { SliceSize } from './sagittal';
import { PLANNING_DEFAULTS } from './settings';
import { centreOfExtent, pointsOfInterest, slicesFor } from './span';
import { spineFrame } from './spineFrame';
import { clamp, mm } from './words';

const deepest = (spine: Spine): number => Math.max(...spine.discs.map((d) => d.depth));

/** Square to the sagittal stack and along the spine: from the front of the bodies to behind the canal. */
export function planCoronal(spine: Spine, size: SliceSize = PLANNING_DEFAULTS.coronal): PlanPart {
  const { fovMm, anteriorMarginMm, posteriorMarginMm, minSlices, maxSlices } = PLANNING_DEFAULTS.coronal;
  const { sliceThickness, sliceGap } = size;
  const { left, superior, posterior } = spineFrame(spine);
  const { centre } = centreOfExtent(pointsOfInterest(spine), [left, posterior, superior]);
  const along = (p: Vec3): number => dot(sub(p, centre), posterior);
  const front = Math.min(...spine.discs.map((d) => along(d.centre))) - deepest(spine) / 2 - anteriorMarginMm;
  const canal = spine.canal.filter((p) =>
    spine.discs.some((d) => Math.abs(dot(sub(p, d.centre), superior)) < 20),
  );
  const rear = Math.max(...(canal.length > 0 ? canal : spine.discs.map((d) => d.centre)).map(along));
  const back = rear + posteriorMarginMm;
  const wanted = slicesFor(back - front, sliceThickness, sliceGap);
  const sliceCount = clamp(wanted, minSlices, maxSlices);
  const { stack, stackOfFewDiscs, enoughDiscs } = PLANNER_RULES.confidence;
  return {
    groups: [
      {
        name: 'coronal',
        kind: 'coronal',
        centre: addScaled(centre, posterior, (front + back) / 2),
        rowDirection: left,
        columnDirection: scale(superior, -1),
        sliceCount,
        sliceThickness,
        sliceGap,
        fovReadMm: fovMm,
        fovPhaseMm: fovMm,
      },
    ],
    decisions: [
      {
        what: `Coronal stack of ${sliceCount} slices along the spine, square to the sagittal one.`,
        why: `It reaches from in front of the bodies to behind the canal, ${mm(back - front)}.`,
        confidence: spine.discs.length >= enoughDiscs ? stack : stackOfFewDiscs,
      },
    ],
    unmet:
      sliceCount < wanted
        ? [
            `The coronal stack would need ${wanted} slices from the bodies to behind the canal; it has ${sliceCount}.`,
          ]
        : [],
  };
}
