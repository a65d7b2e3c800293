import { dot, sub } from '../geometry';
import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import { noiseAt, NOISE_CELL, type TiledNoise } from './noise';
import { dish, outlineRadius, planeDistance, rowAway, rowOutside } from './outline';
import { PART } from './part';
import { boxAround, type Canvas } from './raster';
import type { DiscModel } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { endplateInDiscMm, plateInDiscMm } = anatomy.labels;
const { discShape: DISC } = anatomy;
const REACH_MM = 42;
const ANTERIOR_LIGAMENT_MM = 1.1;
const WAVE = NOISE_CELL / 7;
/** One value a fraction of a voxel: a mixture of two tissues where one passes into the other. */
const GRAIN = NOISE_CELL / 0.9;

const NUCLEUS_BY_GRADE = [
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann2,
  TISSUE.nucleusPfirrmann3,
  TISSUE.nucleusPfirrmann4,
  TISSUE.nucleusPfirrmann5,
];

/** What a disc of one grade is made of, laid out once. */
interface Make {
  readonly nucleus: number;
  readonly innerMm: number;
  readonly blur: number;
  readonly cleft: boolean;
  /** From this grade on the inner annulus cannot be told from the nucleus in places. */
  readonly mixed: boolean;
}

const makeOf = (grade: number): Make => ({
  nucleus: NUCLEUS_BY_GRADE[grade] ?? TISSUE.nucleusPfirrmann5,
  innerMm: DISC.innerAnnulusMm[grade - 1] ?? 2,
  blur: DISC.boundaryNoise[grade - 1] ?? 0.1,
  cleft: grade === 2,
  mixed: grade >= 3,
});

/** Disc between two endplates: endplate cartilage, outer and inner annulus with its bulge, nucleus and its cleft. */
export function paintDisc(canvas: Canvas, d: DiscModel, noise: TiledNoise, instance: number): void {
  const { frame: f, parameters: p } = d;
  const box = boxAround(canvas, [d.above.point, d.below.point], REACH_MM);
  const { dims, origin, voxelMm } = canvas;
  const halfWidth = ((d.above.halfWidth + d.below.halfWidth) / 2 + p.overhangMm) * p.widthFactor;
  const halfDepth = (d.above.halfDepth + d.below.halfDepth) / 2 + p.overhangMm;
  const slip = sub(d.above.point, d.below.point);
  const slipLeft = dot(slip, f.left);
  const slipPost = dot(slip, f.posterior);
  const reach = halfDepth + p.bulgeMm + 3 + Math.abs(slipPost);
  const make = makeOf(p.pfirrmannGrade);
  for (let k = box.lo[2]; k <= box.hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = box.lo[1]; j <= box.hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      const x0 = origin[0] + box.lo[0] * voxelMm;
      const x1 = origin[0] + box.hi[0] * voxelMm;
      if (rowAway(f, reach, x0, x1, y, z) || rowOutside(d.below, d.above, 3, x0, x1, y, z)) continue;
      let n = (k * dims[1] + j) * dims[0] + box.lo[0];
      for (let i = box.lo[0]; i <= box.hi[0]; i++, n++) {
        const x = origin[0] + i * voxelMm;
        const over = planeDistance(d.below, x, y, z);
        if (over < -3) continue;
        const under = -planeDistance(d.above, x, y, z);
        if (under < -3) continue;
        const dx = x - f.origin[0];
        const dy = y - f.origin[1];
        const dz = z - f.origin[2];
        // A slipped disc is sheared: its centre follows the line between the endplate centres.
        const t = over / (over + under || 1) - 0.5;
        const left = dx * f.left[0] + dy * f.left[1] + dz * f.left[2] - t * slipLeft;
        const post = dx * f.posterior[0] + dy * f.posterior[1] + dz * f.posterior[2] - t * slipPost;
        const barrel = DISC.barrelMm * (1 - 4 * t * t);
        let depthHere = halfDepth + barrel;
        if (post > 0) {
          const lateral = left / halfWidth - 0.35 * p.bulgeSide;
          const share = 1 - lateral * lateral * 2.5;
          if (share > 0) depthHere += p.bulgeMm * share;
        }
        const wave = noiseAt(noise, x * WAVE, y * WAVE, z * WAVE);
        const r = outlineRadius(left, post, halfWidth + barrel, depthHere, 0.05) + 0.02 * wave;
        const lower = over - dish(d.below.dishMm, r);
        const upper = under - dish(d.above.dishMm, r);
        if (lower < 0 || upper < 0) continue;
        if (r >= 1) {
          const front = post < -0.5 * halfDepth && Math.abs(left) < 0.62 * halfWidth;
          if (!front || (r - 1) * halfDepth > ANTERIOR_LIGAMENT_MM) continue;
          canvas.tissues[n] = TISSUE.ligament;
          canvas.structures[n] = STRUCTURE.anteriorLongitudinalLigament;
          canvas.labels[n] = LABEL.background;
          continue;
        }
        if (canvas.parts[n] === PART.body && canvas.structures[n] !== STRUCTURE.endplate) continue;
        canvas.parts[n] = PART.none;
        canvas.instances[n] = instance;
        const nearer = lower < upper ? lower : upper;
        if (nearer < plateInDiscMm) {
          canvas.tissues[n] = r > 0.97 ? TISSUE.annulusOuter : TISSUE.endplate;
          canvas.structures[n] = STRUCTURE.endplate;
          canvas.labels[n] = LABEL.background;
          continue;
        }
        canvas.labels[n] = nearer < endplateInDiscMm ? LABEL.background : LABEL.disc;
        const a = left / (halfWidth * DISC.nucleusHalfWidth);
        const b = (post - DISC.nucleusBack * halfDepth) / (halfDepth * DISC.nucleusHalfDepth);
        const lens = (lower - upper) / (lower + upper + 1);
        // Distance from the nucleus' edge, mm, > 0 inside; its outline is vaguer in the higher grades.
        const q = Math.sqrt(a * a + b * b + DISC.lens * lens * lens) + make.blur * wave;
        const grain = DISC.blendMm * noiseAt(noise, x * GRAIN, y * GRAIN, z * GRAIN);
        const inside = (1 - q) * halfDepth * DISC.nucleusHalfDepth + grain;
        canvas.structures[n] = inside > 0 ? STRUCTURE.nucleus : STRUCTURE.annulus;
        canvas.tissues[n] = discTissue(
          make,
          inside,
          lower - upper,
          q,
          wave,
          (1 - r) * halfDepth + 0.5 * grain,
        );
      }
    }
  }
}

/** Tissue by depth in the nucleus (mm), height over the disc's middle (twice, mm) and depth under the rim (mm). */
function discTissue(
  make: Make,
  inside: number,
  twiceHeight: number,
  q: number,
  wave: number,
  underRim: number,
): number {
  if (inside > 0) {
    const height = twiceHeight / 2 + wave;
    if (
      make.cleft &&
      wave > -0.3 &&
      q < DISC.cleftReach &&
      height < DISC.cleftHalfMm &&
      height > -DISC.cleftHalfMm
    )
      return TISSUE.nuclearCleft;
    return make.mixed && wave > 0.55 ? TISSUE.annulusInner : make.nucleus;
  }
  if (underRim > DISC.rimMm && inside > -make.innerMm) return TISSUE.annulusInner;
  // Some groups of lamellae of the annulus hold more water; none runs all the way round.
  const lamella = underRim / (2 * DISC.lamellaMm) + 0.4 * wave;
  const wet = underRim > 2.5 && wave > -0.1 && lamella - Math.floor(lamella) > 0.75;
  return wet ? TISSUE.annulusInner : TISSUE.annulusOuter;
}
