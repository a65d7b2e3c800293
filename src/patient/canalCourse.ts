import { addScaled, type Vec3 } from '../geometry';
import anatomy from './data/anatomy.json';
import type { SacralSegment } from './paintPelvis';
import type { Sides } from './parameters';
import type { Draw } from './random';
import { fromFrame, type SpineModel } from './spineModel';

/**
 * Canal and thecal sac along the spine, top to bottom. Knots alternate: 2i is the middle of the i-th vertebra, 2i + 1
 * the disc below it; then one for each sacral segment.
 */
export interface CanalCourse {
  /** Centres of the thecal sac. */
  readonly sac: readonly Vec3[];
  readonly sacAp: readonly number[];
  readonly sacWidth: readonly number[];
  /** Centres of the bony canal. */
  readonly bony: readonly Vec3[];
  readonly bonyAp: readonly number[];
  readonly bonyWidth: readonly number[];
  /** Unit vectors towards the back. */
  readonly posterior: readonly Vec3[];
  /** From the bony canal's centre to the sac's, towards the back, mm. */
  readonly sacOffset: readonly number[];
  /** Thickness of the ligamenta flava; 0 at the vertebrae and in the sacrum. */
  readonly flavumMm: readonly number[];
  /** How far large articular processes reach into the canal from behind and beside, mm. */
  readonly facetMm: { readonly left: readonly number[]; readonly right: readonly number[] };
  /** How much the lateral recesses lose of their depth, mm. */
  readonly recessMm: { readonly left: readonly number[]; readonly right: readonly number[] };
  /** Knot of the conus' tip and of the end of the sac. */
  readonly conusKnot: number;
  readonly endKnot: number;
  /** Number of free vertebrae: knot `2 · vertebrae` is the first sacral segment. */
  readonly vertebrae: number;
}

interface Knot {
  readonly wall: Vec3;
  readonly posterior: Vec3;
  readonly ap: number;
  readonly width: number;
  readonly sacAp: number;
  readonly sacWidth: number;
  readonly gapMm: number;
  readonly flavumMm: number;
  readonly facet: Sides;
  readonly recess: Sides;
}

const { canal: CANAL } = anatomy;
const NONE: Sides = { left: 0, right: 0 };
/** A process of twice the size reaches this much further into the canal. */
const FACET_REACH_MM = 9;
const SACRAL_AP = [0.92, 0.66, 0.45, 0.32, 0.25];
const SACRAL_WIDTH = [1, 0.85, 0.65, 0.5, 0.4];

/** Towards the sacrum fat takes more of the canal: 0 above, 1 at the lowest free vertebra. */
const lowness = (fromSacrum: number): number => (fromSacrum === 0 ? 1 : fromSacrum === 1 ? 0.35 : 0);

/** Lays the canal behind bodies, discs and sacral segments. */
export function layCanal(
  spine: SpineModel,
  sacral: readonly SacralSegment[],
  draw: Draw,
  spread: number,
): CanalCourse {
  const conusShift = draw.normal(0, CANAL.conusSdKnots * spread);
  const scale = draw.normal(1, CANAL.sacSd * spread);
  const count = spine.vertebrae.length;
  const knots = spine.vertebrae.flatMap((_, i) => [bodyKnot(spine, i), discKnot(spine, i)]);
  knots.push(...sacralKnots(spine, sacral));
  const endShift = draw.normal(CANAL.sacEndKnots, CANAL.sacEndSdKnots * spread);
  const offset = (k: Knot): number => k.gapMm + (k.sacAp * scale) / 2 - k.ap / 2;
  const bony = knots.map((k) => addScaled(k.wall, k.posterior, k.ap / 2));
  // L1-L2: counted from above, as the cord does not know how many lumbar vertebrae follow.
  const l1 = spine.vertebrae.findIndex(({ level }) => level === 'L1');
  return {
    bony,
    bonyAp: knots.map((k) => k.ap),
    bonyWidth: knots.map((k) => k.width),
    posterior: knots.map((k) => k.posterior),
    sac: knots.map((k, i) => addScaled(bony[i] ?? k.wall, k.posterior, offset(k))),
    sacAp: knots.map((k) => k.sacAp * scale),
    sacWidth: knots.map((k) => k.sacWidth * scale),
    sacOffset: knots.map(offset),
    flavumMm: knots.map((k) => k.flavumMm),
    facetMm: { left: knots.map((k) => k.facet.left), right: knots.map((k) => k.facet.right) },
    recessMm: { left: knots.map((k) => k.recess.left), right: knots.map((k) => k.recess.right) },
    conusKnot: 2 * l1 + 1 + conusShift,
    endKnot: 2 * count + Math.max(-0.3, Math.min(sacral.length - 2, endShift - 0.5)),
    vertebrae: count,
  };
}

function bodyKnot(spine: SpineModel, i: number): Knot {
  const v = spine.vertebrae[i];
  if (!v) throw new Error(`no vertebra ${i}`);
  const p = v.parameters;
  const wallDepth = ((p.upperDepthMm + p.lowerDepthMm) / 4) * (1 - p.posteriorConcavity * 0.9);
  const low = lowness(spine.vertebrae.length - 1 - i);
  return {
    wall: fromFrame(v.frame, 0, wallDepth, 0),
    posterior: v.frame.posterior,
    ap: p.canalApMm,
    width: p.canalWidthMm,
    sacAp: p.canalApMm * (CANAL.sacApAtBody - 0.06 * low),
    sacWidth: p.canalWidthMm * (CANAL.sacWidthAtBody - 0.05 * low),
    gapMm: CANAL.gapAtBodyMm + CANAL.gapLowerMm * 0.5 * low,
    flavumMm: 0,
    facet: NONE,
    recess: NONE,
  };
}

function discKnot(spine: SpineModel, i: number): Knot {
  const disc = spine.discs[i];
  const above = spine.vertebrae[i]?.parameters;
  if (!disc || !above) throw new Error(`no disc ${i}`);
  const below = spine.vertebrae[i + 1]?.parameters ?? above;
  const p = disc.parameters;
  const low = lowness(spine.vertebrae.length - 1 - i);
  const factor = p.canalApFactor;
  const depth = Math.max(disc.above.halfDepth, disc.below.halfDepth) + p.overhangMm;
  const ap = ((above.canalApMm + below.canalApMm) / 2) * factor;
  const width = ((above.canalWidthMm + below.canalWidthMm) / 2) * (0.4 + 0.6 * Math.min(1, factor));
  const facet = (scale: number): number => Math.max(0, scale - 1) * FACET_REACH_MM;
  return {
    wall: fromFrame(disc.frame, 0, depth * 0.97, 0),
    posterior: disc.frame.posterior,
    // Between the laminae the canal reaches further back, into a triangle of fat before the flava.
    ap: ap + CANAL.interlaminarMm * Math.min(1, factor) + p.flavumThicknessMm * 0.5,
    width: width * 0.98,
    sacAp: ap * (CANAL.sacApAtDisc - 0.08 * low),
    sacWidth: width * (CANAL.sacWidthAtDisc - 0.06 * low),
    gapMm: CANAL.gapAtDiscMm + CANAL.gapLowerMm * low,
    flavumMm: p.flavumThicknessMm,
    facet: { left: facet(p.facetScale.left), right: facet(p.facetScale.right) },
    recess: p.recessNarrowingMm,
  };
}

function sacralKnots(spine: SpineModel, sacral: readonly SacralSegment[]): Knot[] {
  const lowest = spine.vertebrae.at(-1)?.parameters;
  if (!lowest) throw new Error('a spine has vertebrae');
  return sacral.map((s, i) => {
    const depth = (s.top.halfDepth + s.bottom.halfDepth) / 2;
    const ap = lowest.canalApMm * (SACRAL_AP[i] ?? 0.25);
    const width = lowest.canalWidthMm * (SACRAL_WIDTH[i] ?? 0.4);
    return {
      wall: fromFrame(s.frame, 0, depth * 0.93, 0),
      posterior: s.frame.posterior,
      ap,
      width,
      sacAp: ap * 0.68,
      sacWidth: width * 0.62,
      gapMm: i === 0 ? 2.6 : 1,
      flavumMm: 0,
      facet: NONE,
      recess: NONE,
    };
  });
}
