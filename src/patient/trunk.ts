import type { PhantomDefinition } from './definition';
import type { SacralSegment } from './paintPelvis';
import { spinousLine } from './paintVertebrae';
import type { Canvas } from './raster';
import type { Draw } from './random';
import type { SpineModel } from './spineModel';
import { TISSUE } from './tissues';

/** What the trunk needs of the spine at one height: where the column is and where the back begins. */
export interface TrunkKnot {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** Posterior limit of the spinous processes. */
  readonly back: number;
  /** Half depth of the vertebral body here. */
  readonly bodyAp: number;
  readonly bodyWidth: number;
}

export interface Trunk {
  readonly knots: readonly TrunkKnot[];
  readonly halfWidth: number;
  /** L3 centre to the front of the belly. */
  readonly front: number;
  readonly fatBack: number;
  readonly fatSide: number;
  readonly fatFront: number;
  readonly muscle: number;
  readonly muscleFat: number;
}

export function drawTrunk(
  definition: PhantomDefinition,
  spine: SpineModel,
  sacral: readonly SacralSegment[],
  draw: Draw,
): Trunk {
  const { spread } = definition;
  const knots: TrunkKnot[] = spine.vertebrae.map((v) => {
    const tip = spinousLine(v).tip;
    return {
      z: v.frame.origin[2],
      x: v.frame.origin[0],
      y: v.frame.origin[1],
      back: tip[1],
      bodyAp: v.upper.halfDepth,
      bodyWidth: v.upper.halfWidth,
    };
  });
  sacral.forEach((s, i) => {
    knots.push({
      z: s.frame.origin[2],
      x: s.frame.origin[0],
      y: s.frame.origin[1],
      back: s.frame.origin[1] + (46 - i * 9),
      bodyAp: s.top.halfDepth,
      bodyWidth: s.top.halfWidth,
    });
  });
  const fatBack = Math.max(4, (definition.fatThicknessMm ?? 2 * (definition.bmi - 14)) * draw.normal(1, 0.2 * spread));
  return {
    knots: knots.sort((a, b) => a.z - b.z),
    halfWidth: (148 + fatBack * 0.9) * draw.normal(1, 0.05 * spread) * definition.statureScale,
    front: (82 + fatBack * 1.2) * draw.normal(1, 0.08 * spread),
    fatBack,
    fatSide: fatBack * draw.uniform(0.6, 1),
    fatFront: fatBack * draw.uniform(0.7, 1.2),
    muscle: draw.normal(1, 0.1 * spread),
    muscleFat: Math.max(0, Math.min(1, draw.normal(0.4, 0.25 * spread))),
  };
}

export function trunkAt(trunk: Trunk, z: number): TrunkKnot {
  const { knots } = trunk;
  let i = 0;
  while (i + 2 < knots.length && (knots[i + 1]?.z ?? 0) < z) i++;
  const a = knots[i];
  const b = knots[i + 1];
  if (!a || !b) throw new Error('a trunk needs knots');
  const f = Math.max(-0.6, Math.min(1.6, (z - a.z) / (b.z - a.z)));
  const s = Math.max(0, Math.min(1, f));
  const mix = (p: number, q: number, t: number): number => p + t * (q - p);
  return {
    z,
    x: mix(a.x, b.x, f),
    y: mix(a.y, b.y, f),
    back: mix(a.back, b.back, s),
    bodyAp: mix(a.bodyAp, b.bodyAp, s),
    bodyWidth: mix(a.bodyWidth, b.bodyWidth, s),
  };
}

const EXPONENT = 2.6;
const SKIN_MM = 2;
const SUPRASPINOUS_MM = 6;

/** Smooth height of the back's skin: the mean over 60 mm, as skin spans the hollows. */
export function backSkin(trunk: Trunk, z: number): number {
  let sum = 0;
  for (let d = -30; d <= 30; d += 10) sum += trunkAt(trunk, z + d).back;
  return sum / 7 + SUPRASPINOUS_MM + trunk.fatBack;
}

/** Skin, fat, the muscular wall and the cavity, everywhere the trunk is. */
export function paintTrunk(canvas: Canvas, trunk: Trunk): void {
  const { dims, origin, voxelMm, tissues } = canvas;
  const [nx, ny, nz] = dims;
  const fx = new Float64Array(nx);
  const { halfWidth } = trunk;
  const fy = new Float64Array(ny);
  for (let k = 0; k < nz; k++) {
    const z = origin[2] + k * voxelMm;
    const knot = trunkAt(trunk, z);
    const skin = backSkin(trunk, z);
    const middle = knot.y + 12;
    const halfBack = skin - middle;
    const halfFront = trunk.front + 12 + knot.y * 0.5;
    for (let i = 0; i < nx; i++) fx[i] = (Math.abs(origin[0] + i * voxelMm) / halfWidth) ** EXPONENT;
    for (let j = 0; j < ny; j++) {
      const y = origin[1] + j * voxelMm - middle;
      fy[j] = (Math.abs(y) / (y > 0 ? halfBack : halfFront)) ** EXPONENT;
    }
    const lumbarBack = knot.back - knot.y;
    for (let j = 0; j < ny; j++) {
      const y = origin[1] + j * voxelMm - middle;
      const v = fy[j] ?? 0;
      const back = y > 0;
      const half = back ? halfBack : halfFront;
      const fat = back ? trunk.fatBack : trunk.fatFront;
      let n = (k * ny + j) * nx;
      for (let i = 0; i < nx; i++, n++) {
        const u = fx[i] ?? 0;
        const s = u + v;
        if (s >= 1) continue;
        const share = s > 0 ? v / s : 0;
        const reach = half * share + halfWidth * (1 - share);
        // s = r^EXPONENT, so depth ≈ (1 − s) · reach / EXPONENT near the skin; the square term follows it inward.
        const q = 1 - s;
        const depth = reach * q * (0.385 + 0.12 * q * q);
        const cover = SKIN_MM + fat * share + trunk.fatSide * (1 - share);
        if (depth < SKIN_MM) tissues[n] = TISSUE.skin;
        else if (depth < cover) tissues[n] = TISSUE.subcutaneousFat;
        else if (!back && depth < cover + 11)
          tissues[n] = depth < cover + 9.5 ? TISSUE.muscle : TISSUE.visceralFat;
        else if (back && share < 0.75 && depth < cover + 14) tissues[n] = TISSUE.muscle;
        else if (back && y > lumbarBack * 0.35) tissues[n] = TISSUE.foraminalFat;
        else tissues[n] = TISSUE.visceralFat;
      }
    }
  }
}
