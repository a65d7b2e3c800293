import { addScaled, type Vec3 } from '../geometry';
import type { SacralSegment } from './paintPelvis';
import type { Draw } from './random';
import { fromFrame, type SpineModel } from './spineModel';

/** Canal and thecal sac along the spine, top to bottom. */
export interface CanalCourse {
  /** Centres of the thecal sac. */
  readonly sac: readonly Vec3[];
  readonly sacAp: readonly number[];
  readonly sacWidth: readonly number[];
  /** Centres of the bony canal. */
  readonly bony: readonly Vec3[];
  readonly bonyAp: readonly number[];
  readonly bonyWidth: readonly number[];
  /** Knot number of the L1-L2 disc, of L5-S1, and of the end of the sac. */
  readonly conusKnot: number;
  readonly endKnot: number;
}

interface Knot {
  readonly wall: Vec3;
  readonly posterior: Vec3;
  readonly ap: number;
  readonly width: number;
  readonly sacApFraction: number;
  readonly sacGapMm: number;
}

const SAC_AP = 0.81;
const SAC_WIDTH = 0.93;
const HIND_LIGAMENT_MM = 1.2;

/** Lays the canal behind bodies, discs and sacral segments. */
export function layCanal(
  spine: SpineModel,
  sacral: readonly SacralSegment[],
  draw: Draw,
  spread: number,
): CanalCourse {
  const knots: Knot[] = [];
  let conusKnot = 0;
  const conusShift = draw.normal(0, 0.8 * spread);
  const sacFraction = draw.normal(1, 0.05 * spread);
  spine.vertebrae.forEach((v, i) => {
    const p = v.parameters;
    const wallDepth = ((p.upperDepthMm + p.lowerDepthMm) / 4) * (1 - p.posteriorConcavity * 0.85);
    const next = spine.vertebrae[i + 1]?.parameters ?? p;
    const disc = spine.discs[i];
    if (!disc) throw new Error(`no disc below ${v.level}`);
    const low = v.level === 'L5' ? 1 : v.level === 'L4' ? 0.35 : 0;
    // A slip narrows the canal at the disc and lets the sac ride over the lower corner.
    knots.push({
      wall: fromFrame(v.frame, 0, wallDepth, 0),
      posterior: v.frame.posterior,
      ap: p.canalApMm,
      width: p.canalWidthMm,
      sacApFraction: SAC_AP - 0.06 * low,
      sacGapMm: HIND_LIGAMENT_MM + 1.2 * low,
    });
    const factor = disc.parameters.canalApFactor;
    const discDepth =
      Math.max(disc.above.halfDepth, disc.below.halfDepth) +
      disc.parameters.overhangMm +
      disc.parameters.bulgeMm * 0.5;
    knots.push({
      wall: fromFrame(disc.frame, 0, discDepth * 0.965, 0),
      posterior: disc.frame.posterior,
      // Between the laminae the canal reaches further back, into a triangle of fat.
      ap: ((p.canalApMm + next.canalApMm) / 2) * 1.1 * factor,
      width: ((p.canalWidthMm + next.canalWidthMm) / 2) * 0.92 * (0.4 + 0.6 * Math.min(1, factor)),
      sacApFraction: SAC_AP - 0.1 - 0.08 * low,
      sacGapMm: 0.4 + 2 * low,
    });
    if (v.level === 'L1') conusKnot = knots.length - 1 + conusShift;
  });
  const l5 = spine.vertebrae.at(-1)?.parameters;
  const ap = l5?.canalApMm ?? 16;
  const width = l5?.canalWidthMm ?? 26;
  const sacralAp = [0.92, 0.66, 0.45, 0.32, 0.25];
  const sacralWidth = [1, 0.85, 0.65, 0.5, 0.4];
  sacral.forEach((s, i) => {
    const depth = (s.top.halfDepth + s.bottom.halfDepth) / 2;
    knots.push({
      wall: fromFrame(s.frame, 0, depth * 0.93, 0),
      posterior: s.frame.posterior,
      ap: ap * (sacralAp[i] ?? 0.25),
      width: width * (sacralWidth[i] ?? 0.4),
      sacApFraction: 0.62,
      sacGapMm: i === 0 ? 3 : 1.2,
    });
  });
  const endKnot = spine.vertebrae.length * 2 + Math.max(-0.4, draw.normal(0.55, 0.4 * spread));
  return {
    bony: knots.map((k) => addScaled(k.wall, k.posterior, k.ap / 2)),
    bonyAp: knots.map((k) => k.ap),
    bonyWidth: knots.map((k) => k.width),
    sac: knots.map((k) =>
      addScaled(k.wall, k.posterior, k.sacGapMm + (k.ap * k.sacApFraction * sacFraction) / 2),
    ),
    sacAp: knots.map((k) => k.ap * k.sacApFraction * sacFraction),
    sacWidth: knots.map((k) => k.width * SAC_WIDTH * sacFraction),
    conusKnot,
    endKnot,
  };
}
