import { addScaled, applyToPoint, invertAffine, type Vec3 } from '../../geometry';
import { createVolume, LABEL, sampleTrilinear, type LabelVolume, type Volume } from '../../volume';
import type { DiscAxes } from '../surface';
import { SAGITTAL_SETTINGS } from './settings';

/** Share of bone (vertebra or sacrum) at a point of the patient, 0 … 1; null outside the image. */
export type BoneAt = (p: Vec3) => number | null;

/** Bone of a label map as a field that changes evenly between voxels, so that its edge (one half) lies between them. */
export function boneField(labels: LabelVolume): BoneAt {
  const bone: Volume = createVolume(
    labels.data.map((label) => (label === LABEL.vertebra || label === LABEL.sacrum ? 1 : 0)),
    labels.dims,
    labels.voxelToPatient,
  );
  const toVoxel = invertAffine(labels.voxelToPatient);
  return (p) => {
    const at = applyToPoint(toVoxel, p);
    const inside = at.every((x, axis) => x >= -0.5 && x <= (labels.dims[axis] ?? 0) - 0.5);
    return inside ? sampleTrilinear(bone, at[0], at[1], at[2]) : null;
  };
}

/**
 * Distance along a unit direction to where bone begins (`until` bone) or ends (`until` free), mm.
 * @returns null where it does not within `mostMm`, where the image ends first, or on the wrong side of an edge from the
 * start
 */
export function marchMm(
  bone: BoneAt,
  from: Vec3,
  direction: Vec3,
  until: 'bone' | 'free',
  mostMm: number,
): number | null {
  const { stepMm, gapMm } = SAGITTAL_SETTINGS.rays;
  const beyond = (share: number): number => (until === 'bone' ? share - 0.5 : 0.5 - share);
  let before: number | null = null;
  let edge: number | null = null;
  for (let s = 0; s <= mostMm + gapMm; s += stepMm) {
    const share = bone(addScaled(from, direction, s));
    if (share === null) return null;
    const here = beyond(share);
    if (here < 0) edge = null;
    else if (before === null) return null;
    // Between two steps the field is all but straight.
    else edge ??= s - (stepMm * here) / (here - before);
    before = here;
    // A hole or a speck is no edge.
    if (edge !== null && s - edge >= gapMm) return edge <= mostMm ? edge : null;
  }
  return null;
}

/** A place in a frame: mm to the left and back. */
export interface Spot {
  readonly left: number;
  readonly posterior: number;
}

export const placeIn = (axes: DiscAxes, { left, posterior }: Spot): Vec3 =>
  addScaled(addScaled(axes.origin, axes.left, left), axes.posterior, posterior);

/**
 * Length up and down the axes' normal through a spot until bone begins or ends: the mean of a small bundle of rays, of
 * which most must tell.
 */
export function spanMm(
  bone: BoneAt,
  axes: DiscAxes,
  spot: Spot,
  until: 'bone' | 'free',
  mostMm: number,
): number | null {
  const { bundleLeftMm, bundlePosteriorMm, leastShare } = SAGITTAL_SETTINGS.rays;
  const down: Vec3 = [-axes.normal[0], -axes.normal[1], -axes.normal[2]];
  const spans = bundleLeftMm.flatMap((left) =>
    bundlePosteriorMm.flatMap((posterior) => {
      const from = placeIn(axes, { left: spot.left + left, posterior: spot.posterior + posterior });
      const up = marchMm(bone, from, axes.normal, until, mostMm);
      const low = marchMm(bone, from, down, until, mostMm);
      return up === null || low === null ? [] : [up + low];
    }),
  );
  const rays = bundleLeftMm.length * bundlePosteriorMm.length;
  return spans.length >= leastShare * rays ? spans.reduce((sum, s) => sum + s, 0) / spans.length : null;
}
