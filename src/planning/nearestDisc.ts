import { angleDeg, distance, sliceNormal, type SliceGroup } from '../geometry';
import type { DiscLandmarks } from '../patient';

/** How far a stack is angled away from the disc it lies nearest to. */
export interface DiscAngle {
  readonly level: string;
  /** Between the stack's and the disc's normal, 0 … 90°. */
  readonly deg: number;
}

/** The disc whose centre is nearest to the group's, and the angle to it; null without discs. */
export function nearestDisc(
  group: SliceGroup,
  discs: readonly Pick<DiscLandmarks, 'level' | 'centre' | 'normal'>[],
): DiscAngle | null {
  const [nearest] = discs.toSorted(
    (a, b) => distance(a.centre, group.centre) - distance(b.centre, group.centre),
  );
  if (!nearest) return null;
  const angle = angleDeg(sliceNormal(group), nearest.normal);
  return { level: nearest.level, deg: Math.min(angle, 180 - angle) };
}
