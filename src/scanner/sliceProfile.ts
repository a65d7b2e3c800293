import { add, scale, sliceNormal, type SliceGroup } from '../geometry';
import { ACQUISITION } from './acquisitionSettings';
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

/** Samples through a slice: places along its normal, mm, and the weight of each for water and fat (sums 1). */
export interface DepthSamples {
  readonly placesMm: readonly number[];
  readonly water: readonly number[];
  readonly fat: readonly number[];
}

/** How densely a slice is sampled through. */
export interface DepthDensity {
  /** Distance of the samples at most. */
  readonly spacingMm: number;
  readonly fewest: number;
}

/**
 * Samples through a slice of this thickness. Fat is excited `fatShiftMm` further along the normal: the pulse's gradient makes
 * its lower frequency a displacement. Samples lie at `place` (0 … 1) of equal steps.
 */
export function depthSamples(
  thicknessMm: number,
  fatShiftMm: number,
  place = 0.5,
  { spacingMm, fewest }: DepthDensity = ACQUISITION.depths,
): DepthSamples {
  const { most } = ACQUISITION.depths;
  const reach = profileReachMm(thicknessMm);
  const low = -reach + Math.min(0, fatShiftMm);
  const high = reach + Math.max(0, fatShiftMm);
  const count = Math.min(most, Math.max(fewest, Math.ceil((high - low) / spacingMm)));
  const placesMm = Array.from({ length: count }, (_, i) => low + ((i + place) / count) * (high - low));
  const weights = (shift: number): number[] => {
    const values = placesMm.map((mm) => sliceProfile(mm - shift, thicknessMm));
    const sum = values.reduce((a, b) => a + b, 0);
    return values.map((v) => v / sum);
  };
  return { placesMm, water: weights(0), fat: weights(fatShiftMm) };
}

/**
 * Samples through a slice and as far again on either side, all of one weight: for slices that the field bends, whose profile is
 * worked out place by place.
 */
export function openDepthSamples(thicknessMm: number, fatShiftMm: number, place: number): DepthSamples {
  const { spacingMm } = ACQUISITION.depths;
  const reach = 2 * profileReachMm(thicknessMm) + Math.abs(fatShiftMm);
  const count = Math.ceil((2 * reach) / spacingMm);
  const placesMm = Array.from({ length: count }, (_, i) => ((i + place) / count) * 2 * reach - reach);
  const sum = placesMm.reduce((total, mm) => total + sliceProfile(mm, thicknessMm), 0);
  const weights = placesMm.map(() => 1 / sum);
  return { placesMm, water: weights, fat: weights };
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
