import { addScaled, exactCosDeg, exactSinDeg, normalize, rejectFrom, scale, type Vec3 } from '../geometry';
import anatomy from './data/anatomy.json';
import type { Bar } from './raster';
import { fromFrame, type DiscModel } from './spineModel';

const { joint: JOINT, jointGapMm } = anatomy.posterior;

export type Side = -1 | 1;
export const SIDES = [-1, 1] as const;
/** +1 is the patient's left, as +x. */
export const sideName = (side: Side): 'left' | 'right' => (side > 0 ? 'left' : 'right');

/** A facet joint: where the inferior articular process of the vertebra above meets the superior one of that below. */
export interface FacetJoint {
  readonly side: Side;
  readonly centre: Vec3;
  /** Unit, from the inferior process (medial, behind) to the superior one (lateral, in front). */
  readonly normal: Vec3;
  /** Unit, along the joint space in the axial plane. */
  readonly tangent: Vec3;
  readonly up: Vec3;
  readonly scale: number;
  readonly halfHeightMm: number;
  /** Width of the joint space with both cartilages, and of the fluid in it. */
  readonly gapMm: number;
  readonly fluidMm: number;
  /** Of the superior process, towards recess and foramen. */
  readonly recessNarrowingMm: number;
  readonly foramenNarrowingMm: number;
}

/** Both joints at a disc, right first; `canalApMm` is the canal's depth there. */
export function facetJoints(d: DiscModel, canalApMm: number): readonly FacetJoint[] {
  const { parameters: p, frame: f } = d;
  const wall = (d.above.halfDepth + d.below.halfDepth) / 2;
  return SIDES.map((side) => {
    const name = sideName(side);
    const angle = p.facetAngleDeg[name];
    const lateral = scale(f.left, side);
    const normal = normalize(addScaled(scale(lateral, exactCosDeg(angle)), f.posterior, -exactSinDeg(angle)));
    const fluidMm = anatomy.posterior.jointFluidMm + p.facetFluidMm[name];
    return {
      side,
      // The processes of a slipped vertebra lean on those below: half the slip shows at the joint.
      centre: fromFrame(
        f,
        side * p.facetHalfDistanceMm,
        wall + JOINT.behindWall * canalApMm - p.listhesisMm / 2,
        -1.5,
      ),
      normal,
      tangent: normalize(rejectFrom(f.posterior, normal)),
      up: f.superior,
      scale: p.facetScale[name],
      halfHeightMm: JOINT.halfHeightMm * Math.sqrt(p.facetScale[name]),
      gapMm: jointGapMm + p.facetFluidMm[name],
      fluidMm,
      recessNarrowingMm: p.recessNarrowingMm[name],
      foramenNarrowingMm: p.foramenNarrowingMm[name],
    };
  });
}

/** Inferior articular process, from its lamina `root` down to the joint's lower end. */
export function inferiorProcess(j: FacetJoint, root: Vec3): Bar {
  const { thick, wide } = JOINT.inferiorMm;
  const axis = addScaled(j.centre, j.normal, -(thick * j.scale) - j.gapMm / 2);
  return {
    a: root,
    b: addScaled(axis, j.up, -j.halfHeightMm * 0.72),
    across: j.normal,
    radiiA: [thick * 0.95, wide * 0.8],
    radiiB: [thick * j.scale, wide * j.scale],
    capMm: 3.2,
  };
}

/** Superior articular process, from its `root` behind the pedicle up to the joint's upper end. */
export function superiorProcess(j: FacetJoint, root: Vec3): Bar {
  const { thick, wide } = JOINT.superiorMm;
  const forwards = addScaled(scale(j.normal, 1), j.tangent, -0.6);
  const axis = addScaled(
    addScaled(j.centre, j.normal, thick * j.scale * 0.55 + j.gapMm / 2),
    forwards,
    j.foramenNarrowingMm * 0.5,
  );
  return {
    a: root,
    b: addScaled(axis, j.up, j.halfHeightMm * 0.75 + j.foramenNarrowingMm * 0.5),
    across: j.normal,
    radiiA: [5.2, 6],
    radiiB: [thick * j.scale + j.foramenNarrowingMm * 0.5, wide * j.scale],
    capMm: 3,
  };
}
