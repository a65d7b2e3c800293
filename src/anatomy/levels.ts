import { addScaled, applyToPoint, dot, invertAffine, sub, type Vec3 } from '../geometry';
import { DISC_LEVELS, LABEL, sampleNearest, type DiscLevel, type LabelVolume } from '../volume';
import type { DiscPlane } from './discPlane';
import { ANATOMY_SETTINGS } from './settings';

/** Names of the discs found, top to bottom, and how sure the counting is. */
export interface Levels {
  /** For each plane its name, or null when it lies below the lumbar spine or above T10. */
  readonly names: readonly (DiscLevel | null)[];
  /** For each plane how sure its name is, 0 … 1: above a gap that was guessed it is less. */
  readonly confidences: readonly number[];
  /** That of the least sure name. */
  readonly confidence: number;
  /** Discs below the one that lies on the sacrum; null when no disc was seen to lie on it. */
  readonly discsInSacrum: number | null;
  readonly warnings: readonly string[];
}

interface Below {
  readonly vertebraMm3: number;
  readonly sacrumMm3: number;
}

const PROBE = { halfWidthMm: 15, halfDepthMm: 12, stepMm: 2 } as const;

/** Volumes of vertebra and sacrum in a column just below each disc. */
function bonesBelow(labels: LabelVolume, planes: readonly DiscPlane[]): Below[] {
  const { probeFromMm, probeToMm } = ANATOMY_SETTINGS.level;
  const { halfWidthMm, halfDepthMm, stepMm } = PROBE;
  const toVoxel = invertAffine(labels.voxelToPatient);
  return planes.map(({ axes, height }) => {
    let [vertebra, sacrum] = [0, 0];
    for (let depth = probeFromMm; depth <= probeToMm; depth += stepMm)
      for (let u = -halfWidthMm; u <= halfWidthMm; u += stepMm)
        for (let v = -halfDepthMm; v <= halfDepthMm; v += stepMm) {
          const down = addScaled(axes.origin, axes.normal, -(height / 2 + depth));
          const p = addScaled(addScaled(down, axes.left, u), axes.posterior, v);
          const [i, j, k] = applyToPoint(toVoxel, p);
          const value = sampleNearest(labels, i, j, k);
          if (value === LABEL.vertebra) vertebra++;
          else if (value === LABEL.sacrum) sacrum++;
        }
    return { vertebraMm3: vertebra * stepMm ** 3, sacrumMm3: sacrum * stepMm ** 3 };
  });
}

/** Discs missing between neighbours: gaps much longer than the spine's usual spacing. */
function missingAfter(planes: readonly DiscPlane[]): number[] {
  const { missingRatio, missingMm } = ANATOMY_SETTINGS.disc;
  const gaps = planes.slice(0, -1).map((plane, i) => {
    const next = planes[i + 1];
    const d = next ? sub(plane.axes.origin, next.axes.origin) : ([0, 0, 0] as Vec3);
    return Math.sqrt(dot(d, d));
  });
  const sorted = [...gaps].sort((a, b) => a - b);
  // The lower middle: with few discs a long gap must not become the usual one.
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return gaps.map((gap) =>
    gap > missingMm || (gaps.length > 2 && gap > missingRatio * usual)
      ? Math.max(1, Math.round(gap / Math.min(usual, 42)) - 1)
      : 0,
  );
}

interface Anchor {
  /** Place of the disc that is taken as the lowest, L5-S1 unless `offset` says higher. */
  readonly index: number;
  /** Discs that lie unseen below it. */
  readonly offset: number;
  readonly discsInSacrum: number | null;
  readonly confidence: number;
  readonly warnings: readonly string[];
}

function findAnchor(labels: LabelVolume, planes: readonly DiscPlane[]): Anchor {
  const { sacrumFraction, minProbeVolumeMm3, confidence } = ANATOMY_SETTINGS.level;
  const below = bonesBelow(labels, planes);
  const onSacrum = below.findIndex(
    ({ sacrumMm3, vertebraMm3 }) =>
      sacrumMm3 > minProbeVolumeMm3 && sacrumMm3 >= sacrumFraction * (sacrumMm3 + vertebraMm3),
  );
  const last = planes.length - 1;
  if (onSacrum >= 0) {
    return {
      index: onSacrum,
      offset: 0,
      discsInSacrum: last - onSacrum,
      confidence: confidence.onSacrum,
      warnings: [],
    };
  }
  const vertebraBelow = (below[last]?.vertebraMm3 ?? 0) > 4 * minProbeVolumeMm3;
  const lowest = { index: last, discsInSacrum: null };
  if (vertebraBelow && labels.data.includes(LABEL.sacrum)) {
    return {
      ...lowest,
      offset: 1,
      confidence: confidence.lowestMissing,
      warnings: [
        'The disc L5-S1 was not found: levels are counted from the sacrum, with one disc missing above it.',
      ],
    };
  }
  if (vertebraBelow) {
    return {
      ...lowest,
      offset: 1,
      confidence: confidence.vertebraLowest,
      warnings: [
        'The sacrum is not in the image and a vertebra lies below the lowest disc: it is taken for L5, so check the levels.',
      ],
    };
  }
  return {
    ...lowest,
    offset: 0,
    confidence: confidence.discLowest,
    warnings: ['The sacrum is not in the image: levels are counted from the lowest disc.'],
  };
}

/** Names the discs from the lowest upwards: L5-S1 lies on the sacrum, and a long gap holds discs that were not found. */
export function nameLevels(labels: LabelVolume, planes: readonly DiscPlane[]): Levels {
  const anchor = findAnchor(labels, planes);
  const missing = missingAfter(planes.slice(0, anchor.index + 1));
  const warnings = [...anchor.warnings];
  const names = new Array<DiscLevel | null>(planes.length).fill(null);
  const confidences = new Array<number>(planes.length).fill(0);
  let level = DISC_LEVELS.length - 1 - anchor.offset;
  let { confidence } = anchor;
  for (let i = anchor.index; i >= 0; i--) {
    names[i] = DISC_LEVELS[level] ?? null;
    confidences[i] = confidence;
    const skip = missing[i - 1] ?? 0;
    if (skip > 0) {
      const name = DISC_LEVELS[level - 1] ?? 'above';
      warnings.push(
        `The disc ${name} was not found: the gap above ${names[i] ?? 'it'} is counted as ${skip + 1} levels.`,
      );
      confidence = Math.min(confidence, ANATOMY_SETTINGS.level.confidence.aboveGap);
    }
    level -= 1 + skip;
  }
  return { names, confidences, confidence, discsInSacrum: anchor.discsInSacrum, warnings };
}
