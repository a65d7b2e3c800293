import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import { noiseAt, NOISE_CELL, type TiledNoise } from './noise';
import { dish, outlineRadius, planeDistance, rowAway, rowOutside } from './outline';
import { PART } from './part';
import { boxAround, type Box, type Canvas } from './raster';
import type { VertebraModel } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { cortexMm, cortexOutsideLabelMm, endplateInBoneMm, plateInBoneMm } = anatomy.labels;
const { shape: SHAPE } = anatomy;
const VEIN = SHAPE.basivertebralMm;
const BRANCH_SLOPE = VEIN.branchSlope;

const BODY_REACH_MM = 42;
/** Edges are rounded by about this much, and the anterior ligament covers the front so thickly. */
const EDGE_MM = 3;
const ANTERIOR_LIGAMENT_MM = 1.2;
const COARSE = NOISE_CELL / SHAPE.outlineNoiseScaleMm;
const FINE = NOISE_CELL / SHAPE.fineNoiseScaleMm;

/** Smooth minimum: see `Solid`. */
const softMin = (a: number, b: number, k: number): number => {
  const h = k - Math.abs(a - b);
  return (a < b ? a : b) - (h > 0 ? (h * h) / (4 * k) : 0);
};

/** Body of one vertebra: cortex, marrow, endplates in the bone, basivertebral vein, ligament on its front. */
export function paintBody(canvas: Canvas, v: VertebraModel, noise: TiledNoise, instance: number): void {
  const box = boxAround(canvas, [v.upper.point, v.lower.point], BODY_REACH_MM);
  const { dims, origin, voxelMm } = canvas;
  const f = v.frame;
  const depth = Math.max(v.upper.halfDepth, v.lower.halfDepth) + 4;
  for (let k = box.lo[2]; k <= box.hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = box.lo[1]; j <= box.hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      const [i0, i1] = rowRange(canvas, v, box, y, z);
      const x0 = origin[0] + i0 * voxelMm;
      const x1 = origin[0] + i1 * voxelMm;
      if (rowAway(f, depth, x0, x1, y, z) || rowOutside(v.lower, v.upper, 3, x0, x1, y, z)) continue;
      let n = (k * dims[1] + j) * dims[0] + i0;
      for (let i = i0; i <= i1; i++, n++) {
        const x = origin[0] + i * voxelMm;
        const up = planeDistance(v.upper, x, y, z);
        if (up > 3) continue;
        const low = planeDistance(v.lower, x, y, z);
        if (low < -3) continue;
        const dx = x - f.origin[0];
        const dy = y - f.origin[1];
        const dz = z - f.origin[2];
        const left = dx * f.left[0] + dy * f.left[1] + dz * f.left[2];
        const post = dx * f.posterior[0] + dy * f.posterior[1] + dz * f.posterior[2];
        paintPoint(canvas, v, noise, instance, n, x, y, z, left, post, up, low);
      }
    }
  }
}

/** Columns of a row that the body's width can reach. */
function rowRange(canvas: Canvas, v: VertebraModel, box: Box, y: number, z: number): [number, number] {
  const { frame: f } = v;
  const reach = Math.max(v.upper.halfWidth, v.lower.halfWidth) + 2;
  const rest = (y - f.origin[1]) * f.left[1] + (z - f.origin[2]) * f.left[2];
  const at = (left: number): number =>
    (f.origin[0] + (left - rest) / f.left[0] - canvas.origin[0]) / canvas.voxelMm;
  return [Math.max(box.lo[0], Math.ceil(at(-reach))), Math.min(box.hi[0], Math.floor(at(reach)))];
}

function paintPoint(
  canvas: Canvas,
  v: VertebraModel,
  noise: TiledNoise,
  instance: number,
  n: number,
  x: number,
  y: number,
  z: number,
  left: number,
  post: number,
  up: number,
  low: number,
): void {
  const { parameters: p, upper: ou, lower: ol } = v;
  const t = low / (low - up);
  const h = 2 * t - 1;
  // Flat in the middle and flared towards the rims; the hind wall is hollow in its middle alone.
  const h2 = h * h;
  const pinch = h2 > 1 ? 0 : p.waist * (1 - h2) * (1 + 0.5 * h2);
  const halfWidth = (ol.halfWidth + t * (ou.halfWidth - ol.halfWidth)) * (1 - pinch);
  const fullDepth = ol.halfDepth + t * (ou.halfDepth - ol.halfDepth);
  const halfDepth = fullDepth * (1 - (post > 0 ? SHAPE.hindWaist * (1 - Math.min(1, h2)) : 1) * pinch);
  const r = outlineRadius(
    left,
    post,
    halfWidth,
    halfDepth,
    p.posteriorConcavity * (1 - 0.5 * Math.min(1, h2)),
  );
  if (r > 1.15) return;
  const wave = noiseAt(noise, x * COARSE, y * COARSE, z * COARSE);
  const side =
    (1 - r) * halfDepth +
    SHAPE.outlineNoiseMm * wave +
    SHAPE.fineNoiseMm * noiseAt(noise, x * FINE + 31, y * FINE, z * FINE);
  const ripple = SHAPE.endplateNoiseMm * noiseAt(noise, x * COARSE + 17, y * COARSE + 41, z * 0.2);
  // The ring apophysis stands a little above the dish.
  const ring = 1 - Math.abs(r - 0.88) / SHAPE.rimWidth;
  const rim = ring > 0 ? SHAPE.rimMm * ring : 0;
  const end = Math.min(dish(ou.dishMm, r) + rim - up, low + dish(ol.dishMm, r) + rim) + ripple;
  const depth = softMin(side, end, EDGE_MM);
  if (depth <= 0) {
    const front = post < -0.5 * halfDepth && left < 0.62 * halfWidth && left > -0.62 * halfWidth;
    if (front && depth > -ANTERIOR_LIGAMENT_MM && end > -1) {
      canvas.tissues[n] = TISSUE.ligament;
      canvas.structures[n] = STRUCTURE.anteriorLongitudinalLigament;
      canvas.labels[n] = LABEL.background;
    }
    return;
  }
  const plate = end <= endplateInBoneMm;
  // The label's gap is wider than the dark line of the endplate; beneath the line lies marrow.
  const marrow = plate ? end > plateInBoneMm && side > cortexMm : depth > cortexMm;
  canvas.parts[n] = PART.body;
  canvas.structures[n] = plate ? STRUCTURE.endplate : STRUCTURE.vertebralBody;
  canvas.instances[n] = instance;
  canvas.tissues[n] = marrow ? TISSUE.vertebralMarrow : plate ? TISSUE.endplate : TISSUE.corticalBone;
  canvas.labels[n] = !plate && depth > cortexOutsideLabelMm ? LABEL.vertebra : LABEL.background;
  const height = (low + up) / 2 - 0.6 * wave;
  const behind = (1 - p.posteriorConcavity) * halfDepth - post;
  const vein = veinAt(behind, halfDepth, left + 1.2 * wave, height);
  if (vein && !plate) canvas.tissues[n] = vein;
}

/** Basivertebral vein with the fat around it: from its foramen forwards, then in two branches. 0 elsewhere. */
function veinAt(behind: number, halfDepth: number, left: number, height: number): number {
  const reach = VEIN.reach * halfDepth;
  if (behind > reach || height > 4 || height < -4) return 0;
  const s = behind < 0 ? 0 : behind / reach;
  // The foramen is a notch in the hind wall.
  const notch = Math.max(0, 1 - Math.max(0, behind) / VEIN.notchDepth);
  const half = VEIN.halfHeight * (1 - 0.75 * s) + VEIN.notchHalfHeight * notch;
  const a = left < 0 ? -left : left;
  const fork = 0.3 * reach;
  const trunk = VEIN.halfWidth * (1 - 1.6 * s) + VEIN.notchHalfWidth * notch;
  const away =
    behind < fork
      ? a - Math.max(VEIN.branchMm, trunk)
      : Math.abs(a - (behind - fork) * BRANCH_SLOPE) - VEIN.branchMm;
  const high = (height < 0 ? -height : height) - half;
  if (away < 0 && high < 0) return TISSUE.basivertebralVein;
  return away < 1.1 && high < 0.8 && s < 0.7 ? TISSUE.fattyMarrow : 0;
}
