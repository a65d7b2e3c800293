import { dot, sub, type Vec3 } from '../geometry';
import { DISC_LEVELS, LABEL, type DiscLevel, type LabelVolume } from '../volume';
import type { DiscPlane } from './discPlane';
import { ANATOMY_SETTINGS } from './settings';
import { voxelPositions, voxelVolumeMm3 } from './voxels';

/** Names of the discs found, top to bottom, and how sure the counting is. */
export interface Levels {
  /** For each plane its name, or null when it lies below the lumbar spine or above T10. */
  readonly names: readonly (DiscLevel | null)[];
  readonly confidence: number;
  readonly warnings: readonly string[];
}

interface Below {
  readonly vertebraMm3: number;
  readonly sacrumMm3: number;
}

/** Volumes of vertebra and sacrum in a column just below each disc. */
function bonesBelow(labels: LabelVolume, planes: readonly DiscPlane[]): Below[] {
  const { probeFromMm, probeToMm } = ANATOMY_SETTINGS.level;
  const position = voxelPositions(labels);
  const volume = voxelVolumeMm3(labels);
  const below = planes.map(() => ({ vertebraMm3: 0, sacrumMm3: 0 }));
  for (let n = 0; n < labels.data.length; n++) {
    const value = labels.data[n];
    if (value !== LABEL.vertebra && value !== LABEL.sacrum) continue;
    const p = position(n);
    planes.forEach((plane, i) => {
      const d: Vec3 = sub(p, plane.axes.origin);
      const depth = -dot(d, plane.axes.normal) - plane.height / 2;
      if (depth < probeFromMm || depth > probeToMm) return;
      if (Math.abs(dot(d, plane.axes.left)) > 15 || Math.abs(dot(d, plane.axes.posterior)) > 12) return;
      const count = below[i];
      if (!count) return;
      if (value === LABEL.sacrum) count.sacrumMm3 += volume;
      else count.vertebraMm3 += volume;
    });
  }
  return below;
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
  readonly confidence: number;
  readonly warnings: readonly string[];
}

function findAnchor(labels: LabelVolume, planes: readonly DiscPlane[]): Anchor {
  const { sacrumFraction, minProbeVolumeMm3 } = ANATOMY_SETTINGS.level;
  const below = bonesBelow(labels, planes);
  const onSacrum = below.findIndex(
    ({ sacrumMm3, vertebraMm3 }) =>
      sacrumMm3 > minProbeVolumeMm3 && sacrumMm3 >= sacrumFraction * (sacrumMm3 + vertebraMm3),
  );
  const last = planes.length - 1;
  if (onSacrum >= 0) {
    const dropped = last - onSacrum;
    return {
      index: onSacrum,
      offset: 0,
      confidence: 0.95,
      warnings:
        dropped > 0
          ? ['A disc inside the sacrum was found and is not counted; look for a transitional vertebra.']
          : [],
    };
  }
  const vertebraBelow = (below[last]?.vertebraMm3 ?? 0) > 4 * minProbeVolumeMm3;
  const sacrumSeen = labels.data.includes(LABEL.sacrum);
  if (vertebraBelow && sacrumSeen) {
    return {
      index: last,
      offset: 1,
      confidence: 0.6,
      warnings: [
        'The disc L5-S1 was not found: levels are counted from the sacrum, with one disc missing above it.',
      ],
    };
  }
  if (vertebraBelow) {
    return {
      index: last,
      offset: 1,
      confidence: 0.4,
      warnings: [
        'The sacrum is not in the image and a vertebra lies below the lowest disc: it is taken for L5, so check the levels.',
      ],
    };
  }
  return {
    index: last,
    offset: 0,
    confidence: 0.75,
    warnings: ['The sacrum is not in the image: levels are counted from the lowest disc.'],
  };
}

export function nameLevels(labels: LabelVolume, planes: readonly DiscPlane[]): Levels {
  const anchor = findAnchor(labels, planes);
  const missing = missingAfter(planes.slice(0, anchor.index + 1));
  const warnings = [...anchor.warnings];
  const names = new Array<DiscLevel | null>(planes.length).fill(null);
  let level = DISC_LEVELS.length - 1 - anchor.offset;
  let confidence = anchor.confidence;
  for (let i = anchor.index; i >= 0; i--) {
    names[i] = DISC_LEVELS[level] ?? null;
    const skip = missing[i - 1] ?? 0;
    if (skip > 0) {
      const name = DISC_LEVELS[level - 1] ?? 'above';
      warnings.push(
        `The disc ${name} was not found: the gap above ${names[i] ?? 'it'} is counted as ${skip + 1} levels.`,
      );
      confidence = Math.min(confidence, 0.6);
    }
    level -= 1 + skip;
  }
  return { names, confidence, warnings };
}
