import {
  addScaled,
  dot,
  sliceCentre,
  sliceNormal,
  sub,
  type Plane,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { PLANNING_DEFAULTS, shareCanal, type PlannedGroup } from '../planning';
import { sliceSchedule, type Sequence } from '../scanner';
import type { CrossingBand } from './types';

/** Where a course passes a plane; null where it does not. */
function passes(course: readonly Vec3[], plane: Plane): Vec3 | null {
  const heights = course.map((p) => dot(sub(p, plane.point), plane.normal));
  for (const [i, from] of course.entries()) {
    const [a, b, to] = [heights[i], heights[i + 1], course[i + 1]];
    if (a === undefined || b === undefined || !to || a * b > 0 || a === b) continue;
    return addScaled(from, sub(to, from), a / (a - b));
  }
  return null;
}

/** Strip that one slice leaves on another along a line, mm from the line's start; null where they are parallel. */
function strip(start: Vec3, direction: Vec3, other: SliceGroup, index: number): [number, number] | null {
  const normal = sliceNormal(other);
  const slope = dot(direction, normal);
  if (Math.abs(slope) < 1e-6) return null;
  const height = dot(sub(start, sliceCentre(other, index)), normal);
  const half = other.sliceThickness / 2;
  const [a, b] = [(-half - height) / slope, (half - height) / slope];
  return [Math.min(a, b), Math.max(a, b)];
}

/** How much of the canal's depth strips cover, mm, and the strip that covers most of it. */
function overCanal(strips: readonly (readonly [number, number])[]): {
  canalMm: number;
  band: readonly [number, number] | null;
} {
  const { canalRadiusMm: r } = PLANNING_DEFAULTS.saturationBand;
  const covered = ([from, to]: readonly [number, number]): number =>
    Math.max(0, Math.min(r, to) - Math.max(-r, from));
  const merged = strips
    .filter((s) => covered(s) > 0)
    .toSorted((a, b) => a[0] - b[0])
    .reduce<[number, number][]>((all, [from, to]) => {
      const last = all.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else all.push([from, to]);
      return all;
    }, []);
  const band = merged.reduce<[number, number] | null>(
    (best, s) => (best && covered(best) >= covered(s) ? best : s),
    null,
  );
  return { canalMm: merged.reduce((sum, s) => sum + covered(s), 0), band };
}

/**
 * Dark bands that groups taken in one series leave over the canal on each other's images: slices of the same run that cross.
 * One entry a pair and image: the slice on which the band covers most of the canal.
 * @param canal centreline, LPS mm
 */
export function crossingBands(
  groups: readonly PlannedGroup[],
  sequence: Sequence,
  saturationBands: number,
  canal: readonly Vec3[],
): CrossingBand[] {
  const schedule = sliceSchedule(groups, sequence, saturationBands);
  return groups.flatMap((own, g) =>
    groups.flatMap((other, h): CrossingBand[] => {
      if (g === h || own.kind !== 'axial' || other.kind !== 'axial') return [];
      if (!shareCanal(own, other, canal)) return [];
      const found = Array.from({ length: own.sliceCount }, (_, slice): CrossingBand | null => {
        const at = passes(canal, { point: sliceCentre(own, slice), normal: sliceNormal(own) });
        if (!at) return null;
        const strips = Array.from({ length: other.sliceCount }, (__, index) => index)
          .filter((index) => schedule[h]?.[index]?.run === schedule[g]?.[slice]?.run)
          .flatMap((index) => {
            const s = strip(at, own.columnDirection, other, index);
            return s ? [s] : [];
          });
        const { canalMm, band } = overCanal(strips);
        if (!band) return null;
        const middle = dot(sub(at, own.centre), own.columnDirection);
        return {
          group: own.name,
          companion: other.name,
          slice: slice + 1,
          fromMm: middle + band[0],
          toMm: middle + band[1],
          canalMm,
        };
      });
      const worst = found.reduce<CrossingBand | null>(
        (most, band) => (band && (!most || band.canalMm > most.canalMm) ? band : most),
        null,
      );
      return worst ? [worst] : [];
    }),
  );
}

const mm = (value: number): string => `${Math.abs(value).toFixed(0)} mm`;

/** The band's place on the image in words. */
export function bandSentence({ group, companion, slice, fromMm, toMm, canalMm }: CrossingBand): string {
  const middle = (fromMm + toMm) / 2;
  return `On slice ${slice} of ${group} a dark band ${mm(toMm - fromMm)} wide lies ${mm(middle)} ${middle < 0 ? 'above' : 'below'} the middle of the image, where ${companion} was excited in the same run: ${mm(canalMm)} of the canal are lost. Run the two apart, or move the crossing behind the canal.`;
}
