import { distance } from '../../geometry';
import type { DiscLandmarks, Spine } from '../../patient';
import type { DiscLevel } from '../../volume';
import { QUALITY } from './settings';
import type { QualityInput } from './types';

/** The spine a series is held against: its own discs where it shows them, those of the plan elsewhere. */
export interface Reference extends Spine {
  /** Discs that were found in the series itself. */
  readonly own: ReadonlySet<DiscLevel>;
}

/** Whether the series shows enough of a disc to find its plane. */
function showsDiscs({ group }: QualityInput): boolean {
  return group.kind !== 'axial' || group.sliceCount >= QUALITY.reference.ownDiscMinSlices;
}

/** The disc of `among` that is the same as this one, by its place: names are counted anew in every series. */
export const sameDisc = (among: readonly DiscLandmarks[], disc: DiscLandmarks): DiscLandmarks | undefined =>
  among
    .filter((other) => distance(other.centre, disc.centre) <= QUALITY.reference.sameDiscMm)
    .sort((a, b) => distance(a.centre, disc.centre) - distance(b.centre, disc.centre))[0];

/**
 * Own planes replace the plan's, under the plan's names and with the larger of both widths: a narrow stack shows a disc
 * only in part. A patient who has moved since the plan was made lies where the series shows it. Null when neither is there.
 */
export function referenceSpine(input: QualityInput): Reference | null {
  const { spine, planned } = input;
  const own = spine && showsDiscs(input) ? spine : null;
  if (!planned) return own && { ...own, own: new Set(own.discs.map((d) => d.level)) };
  if (!own) return { ...planned, own: new Set() };
  const found = new Set<DiscLevel>();
  const discs = planned.discs.map((disc) => {
    const seen = sameDisc(own.discs, disc);
    const confidence = seen ? (own.discConfidence[seen.level] ?? 0) : 0;
    if (!seen || confidence < QUALITY.reference.ownDiscMinConfidence) return disc;
    found.add(disc.level);
    return {
      ...seen,
      level: disc.level,
      width: Math.max(seen.width, disc.width),
      depth: Math.max(seen.depth, disc.depth),
    };
  });
  return hasMoved(own.discs, found) ? movedSpine(own, planned) : { ...planned, discs, own: found };
}

/** Most of what the series shows lies where the plan knows nothing: the patient has moved since. */
const hasMoved = (own: readonly DiscLandmarks[], found: ReadonlySet<DiscLevel>): boolean =>
  own.length >= QUALITY.reference.movedMinDiscs && found.size < own.length / 2;

/** The series' own spine, with the widths of the plan's where the stack cuts a disc. */
const movedSpine = (own: Spine, planned: Spine): Reference => ({
  ...own,
  discs: own.discs.map((disc) => {
    const known = planned.discs.find(({ level }) => level === disc.level);
    return { ...disc, width: Math.max(disc.width, known?.width ?? 0) };
  }),
  own: new Set(own.discs.map((d) => d.level)),
});
