import { addScaled, affineSpacing, angleDeg, applyToPoint, distance, invertAffine } from '../geometry';
import type { DiscLandmarks } from '../patient';
import { LABEL, sampleNearest, type DiscLevel, type LabelVolume, type Volume } from '../volume';

/** A disc's plane against truth. */
export interface DiscError {
  readonly level: DiscLevel;
  readonly found: DiscLevel;
  /** Between the normals. */
  readonly angleDeg: number;
  /** Between the centres. */
  readonly centreMm: number;
}

/** Found discs against the true ones that an image shows. */
export interface DiscsAgainstTruth {
  /** True discs whose centre lies well inside the image, and inside the part of the patient that is drawn. */
  readonly counted: number;
  /** Of these, with a disc found near them that has their name. */
  readonly right: number;
  readonly planes: readonly DiscError[];
}

/** A disc this near to the image's edge (in the slices' plane) may be lost. */
const EDGE_MM = 10;
/** A found disc farther from a true one than this is another: half the least distance between two. */
const SAME_DISC_MM = 12;

/** Whether a true disc's centre lies in the image, away from its edges in the plane of the slices. */
function isInside(
  { dims, voxelToPatient }: Pick<Volume, 'dims' | 'voxelToPatient'>,
  disc: DiscLandmarks,
): boolean {
  const at = applyToPoint(invertAffine(voxelToPatient), disc.centre);
  const spacing = affineSpacing(voxelToPatient);
  return at.every((index, axis) => {
    const mm = spacing[axis] ?? 1;
    const margin = axis === 2 ? 0 : EDGE_MM;
    return (index + 0.5) * mm >= margin && ((dims[axis] ?? 0) - 0.5 - index) * mm >= margin;
  });
}

/** Half the side of the cube that is searched for the spine above a disc, mm. */
const SEARCH_MM = 3;

/**
 * Whether the true labels go on above a disc. A phantom ends below the top of a large field of view, while its landmarks name every
 * level of its spine: a disc that nobody drew cannot be found.
 */
function isDrawn(trueLabels: LabelVolume, { centre, normal }: DiscLandmarks): boolean {
  const toVoxel = invertAffine(trueLabels.voxelToPatient);
  const above = addScaled(centre, normal, EDGE_MM);
  const steps = [-SEARCH_MM, 0, SEARCH_MM];
  return steps.some((x) =>
    steps.some((y) =>
      steps.some((z) => {
        const at = applyToPoint(toVoxel, [above[0] + x, above[1] + y, above[2] + z]);
        return sampleNearest(trueLabels, ...at) !== LABEL.background;
      }),
    ),
  );
}

const nearestTo = (disc: DiscLandmarks, discs: readonly DiscLandmarks[]): DiscLandmarks | undefined =>
  discs.reduce<DiscLandmarks | undefined>(
    (best, other) =>
      best && distance(best.centre, disc.centre) <= distance(other.centre, disc.centre) ? best : other,
    undefined,
  );

/**
 * Names and planes of found discs against the true discs that the image shows.
 * @param grid of the image
 * @param trueLabels of the image, on a grid of any resolution
 */
export function discsAgainstTruth(
  found: readonly DiscLandmarks[],
  truth: readonly DiscLandmarks[],
  grid: Pick<Volume, 'dims' | 'voxelToPatient'>,
  trueLabels: LabelVolume,
): DiscsAgainstTruth {
  const counted = truth.filter((disc) => isInside(grid, disc) && isDrawn(trueLabels, disc));
  const planes = counted.flatMap((disc): DiscError[] => {
    const near = nearestTo(disc, found);
    const apart = near ? distance(near.centre, disc.centre) : Infinity;
    if (!near || apart > SAME_DISC_MM) return [];
    const angle = angleDeg(near.normal, disc.normal);
    return [
      { level: disc.level, found: near.level, angleDeg: Math.min(angle, 180 - angle), centreMm: apart },
    ];
  });
  return { counted: counted.length, right: planes.filter((p) => p.level === p.found).length, planes };
}
