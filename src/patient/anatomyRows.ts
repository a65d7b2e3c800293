import { levelsOf, type DiscLevel, type VertebraLevel } from '../volume';
import anatomy from './data/anatomy.json';

export type VertebraRow = Omit<(typeof anatomy.vertebrae)['L5'], 'source'>;
export interface DiscRow {
  readonly height: number;
  readonly wedgeDeg: number;
  readonly flavumMm: number;
  readonly facetAngleDeg: number;
  /** From the midline to the joint. */
  readonly facetHalfDistanceMm: number;
}

export type LumbarCount = 4 | 5 | 6;

const vertebrae: Readonly<Record<string, VertebraRow>> = anatomy.vertebrae;
const discs: Readonly<Record<string, { height: number; wedgeDeg: number }>> = anatomy.discs;
const flava: Readonly<Record<string, number>> = anatomy.posterior.flavumMm;
const facets: Readonly<Record<string, number>> = anatomy.posterior.facetAngleDeg;
const distances: Readonly<Record<string, number>> = anatomy.posterior.facetHalfDistanceMm;
const usual = levelsOf(5);

/**
 * Index in the usual spine whose shape a level takes. The lowest two free vertebrae always look like L4 and L5; a
 * sixth is added, a missing fifth left out, above them.
 */
function usualIndex(index: number, lumbarCount: LumbarCount): number {
  const last = usual.vertebrae.indexOf('L5');
  const fromSacrum = usual.vertebrae.indexOf('L1') + lumbarCount - 1 - index;
  return fromSacrum <= 1 ? last - fromSacrum : Math.min(index, last - 2);
}

/** Mean shape of a vertebra above S1 of a spine with so many lumbar vertebrae. */
export function vertebraRow(level: VertebraLevel, lumbarCount: LumbarCount): VertebraRow {
  const index = levelsOf(lumbarCount).vertebrae.indexOf(level);
  const row = vertebrae[usual.vertebrae[usualIndex(index, lumbarCount)] ?? ''];
  if (!row) throw new Error(`no vertebra like ${level} in the anatomy data`);
  return row;
}

/** Mean shape of the disc below a vertebra. */
export function discRow(level: DiscLevel, lumbarCount: LumbarCount): DiscRow {
  const index = levelsOf(lumbarCount).discs.indexOf(level);
  const name = usual.discs[usualIndex(index, lumbarCount)] ?? '';
  const row = discs[name];
  const flavumMm = flava[name];
  const facetAngleDeg = facets[name];
  const facetHalfDistanceMm = distances[name];
  if (!row || flavumMm === undefined || facetAngleDeg === undefined || facetHalfDistanceMm === undefined)
    throw new Error(`no disc like ${level} in the anatomy data`);
  return { ...row, flavumMm, facetAngleDeg, facetHalfDistanceMm };
}
