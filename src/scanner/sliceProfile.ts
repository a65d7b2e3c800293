import {
  add,
  addScaled,
  applyToPoint,
  dot,
  scale,
  sliceNormal,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { Volume } from '../volume';
import type { PhaseEncoding } from './encoding';
import type { SubSample } from './sampleSlice';
import { SYSTEM } from './system';

const { edgeFraction, minimumSamples } = SYSTEM.sliceProfile;

/** Half the width over which a slice of this thickness still excites, mm. */
export const profileReachMm = (thicknessMm: number): number => (thicknessMm / 2) * (1 + edgeFraction);

/**
 * Excitation at a distance from a slice's middle, 0 … 1: flat top and cubic edges, like a short windowed-sinc pulse.
 * Full width at half maximum = thickness.
 */
export function sliceProfile(distanceMm: number, thicknessMm: number): number {
  const half = thicknessMm / 2;
  const t = (half * (1 + edgeFraction) - Math.abs(distanceMm)) / (2 * half * edgeFraction);
  if (t <= 0) return 0;
  return t >= 1 ? 1 : t * t * (3 - 2 * t);
}

const centred = (count: number, extent: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i + 0.5) / count - 0.5) * extent);

/**
 * Sub-samples that average a pixel over the slice profile and over its own area, spaced no wider than the patient's
 * voxels. Weights sum to 1. `pixelMm` = [along rowDirection, along columnDirection].
 */
export function pixelSubSamples(
  group: SliceGroup,
  pixelMm: readonly [number, number],
  voxelMm: number,
): SubSample[] {
  const reach = profileReachMm(group.sliceThickness);
  const depths = centred(Math.max(minimumSamples, Math.ceil((2 * reach) / voxelMm)), 2 * reach);
  // Up to half more than a voxel needs no second sample: interpolation already averages over that much.
  const counts = pixelMm.map((mm) => Math.max(1, Math.ceil(mm / voxelMm - 0.5)));
  const normal = sliceNormal(group);
  const samples: SubSample[] = [];
  for (const depth of depths) {
    for (const u of centred(counts[0] ?? 1, pixelMm[0])) {
      for (const v of centred(counts[1] ?? 1, pixelMm[1])) {
        samples.push({
          offset: add(
            scale(normal, depth),
            add(scale(group.rowDirection, u), scale(group.columnDirection, v)),
          ),
          weight: sliceProfile(depth, group.sliceThickness),
        });
      }
    }
  }
  const sum = samples.reduce((s, { weight }) => s + weight, 0);
  return samples.map(({ offset, weight }) => ({ offset, weight: weight / sum }));
}

/** Distances along the phase direction, mm, from which a volume's parts fold into the image; always contains 0. */
export function foldDistances(volume: Volume, group: SliceGroup, phase: PhaseEncoding): number[] {
  const [nx, ny, nz] = volume.dims;
  const reach = Array.from({ length: 8 }, (_, corner) => {
    const index: Vec3 = [
      corner & 1 ? nx - 0.5 : -0.5,
      corner & 2 ? ny - 0.5 : -0.5,
      corner & 4 ? nz - 0.5 : -0.5,
    ];
    const p = applyToPoint(volume.voxelToPatient, index);
    return dot(addScaled(p, group.centre, -1), phase.direction);
  });
  const { fovMm, encodedFovMm } = phase;
  const before = Math.ceil((Math.min(...reach) - fovMm / 2) / encodedFovMm);
  const after = Math.floor((Math.max(...reach) + fovMm / 2) / encodedFovMm);
  const turns = [0];
  for (let n = before; n <= after; n++) if (n !== 0) turns.push(n);
  return turns.map((n) => n * encodedFovMm);
}

/** The same sub-samples, once for every distance that folds onto the pixel. */
export const foldedSubSamples = (
  samples: readonly SubSample[],
  direction: Vec3,
  distances: readonly number[],
): SubSample[] =>
  distances.flatMap((mm) =>
    samples.map(({ offset, weight }) => ({ offset: addScaled(offset, direction, mm), weight })),
  );
