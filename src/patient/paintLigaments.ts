import { addScaled, dot, sub, type Vec3 } from '../geometry';
import { spinousLine } from './arch';
import anatomy from './data/anatomy.json';
import { noiseAt, NOISE_CELL, type TiledNoise } from './noise';
import { boxAround, forEachVoxel, paintBar, type Canvas } from './raster';
import { fromFrame, type Frame, type SpineModel } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { interspinous: SIZE } = anatomy.posterior;
/** Fibres run upwards and back: streaks of fat lie along them. */
const ALONG = NOISE_CELL / 22;
const ACROSS = NOISE_CELL / 2.2;
/** The streaks are sheets seen edge on from the side: a slice of some millimetres must not blur them. */
const SIDEWAYS = NOISE_CELL / 9;

interface Line {
  readonly root: Vec3;
  readonly tip: Vec3;
  readonly halfHeight: number;
}

/** Interspinous and supraspinous ligaments: before the bones, which cover their ends. */
export function paintLigaments(canvas: Canvas, spine: SpineModel, noise: TiledNoise): void {
  const s = spine.sacrumEndplate;
  const crest: Line = {
    root: fromFrame(spine.sacrum, 0, s.halfDepth * 2.1, -14),
    tip: fromFrame(spine.sacrum, 0, s.halfDepth * 2.8, -20),
    halfHeight: 7,
  };
  spine.vertebrae.forEach((v, i) => {
    const below = spine.vertebrae[i + 1];
    const up = spinousLine(v);
    paintInterspinous(canvas, up, below ? spinousLine(below) : crest, v.frame, noise);
    const low = below ? spinousLine(below) : crest;
    const [a, b] = [addScaled(up.tip, v.frame.posterior, -0.5), addScaled(low.tip, v.frame.posterior, -0.5)];
    paintBar(canvas, { a, b, across: v.frame.left, radiiA: [3, 1.7], radiiB: [3, 1.7] }, (n) => {
      canvas.tissues[n] = TISSUE.ligament;
      canvas.structures[n] = STRUCTURE.supraspinousLigament;
    });
  });
}

/** A sheet in the midline between two spinous processes, fat on both faces and in streaks within. */
function paintInterspinous(canvas: Canvas, up: Line, low: Line, f: Frame, noise: TiledNoise): void {
  const half = SIZE.halfWidthMm;
  const box = boxAround(canvas, [up.root, up.tip, low.root, low.tip], half + 1);
  const origin = up.root;
  // In the sagittal plane of the upper vertebra: [posterior, superior] of the four corners.
  const flat = (p: Vec3): readonly [number, number] => {
    const d = sub(p, origin);
    return [dot(d, f.posterior), dot(d, f.superior)];
  };
  const edges = edgesOf([flat(up.root), flat(up.tip), flat(low.tip), flat(low.root)]);
  const middle = dot(sub(low.root, origin), f.left) / 2;
  forEachVoxel(canvas, box, (n, x, y, z) => {
    const dx = x - origin[0];
    const dy = y - origin[1];
    const dz = z - origin[2];
    const left = dx * f.left[0] + dy * f.left[1] + dz * f.left[2] - middle;
    if (left > half || left < -half) return;
    const q = dx * f.posterior[0] + dy * f.posterior[1] + dz * f.posterior[2];
    const u = dx * f.superior[0] + dy * f.superior[1] + dz * f.superior[2];
    if (!insideQuad(edges, q, u)) return;
    const streak = noiseAt(noise, (q + u) * ALONG + 9, (q - u) * ACROSS, left * SIDEWAYS + 5);
    const cover = half - SIZE.fatCoverMm * (1 + 0.8 * streak);
    const fat = streak > SIZE.fatAbove || left > cover || left < -cover;
    canvas.tissues[n] = fat
      ? TISSUE.foraminalFat
      : streak > SIZE.looseAbove
        ? TISSUE.interspinousLigament
        : TISSUE.ligament;
    canvas.structures[n] = STRUCTURE.interspinousLigament;
  });
}

/** Edges [a, b, c] of a convex quadrilateral: a·q + b·u + c > 0 inside, whichever way its corners turn. */
function edgesOf(corners: readonly (readonly [number, number])[]): Float64Array {
  const edges = new Float64Array(12);
  const [c0, , c2] = corners;
  if (!c0 || !c2) throw new Error('a quadrilateral has four corners');
  const [mq, mu] = [(c0[0] + c2[0]) / 2, (c0[1] + c2[1]) / 2];
  corners.forEach((from, i) => {
    const to = corners[(i + 1) & 3] ?? c0;
    const a = from[1] - to[1];
    const b = to[0] - from[0];
    const c = -(a * from[0] + b * from[1]);
    const sign = a * mq + b * mu + c < 0 ? -1 : 1;
    edges.set([sign * a, sign * b, sign * c], 3 * i);
  });
  return edges;
}

function insideQuad(e: Float64Array, q: number, u: number): boolean {
  for (let i = 0; i < 12; i += 3)
    if ((e[i] ?? 0) * q + (e[i + 1] ?? 0) * u + (e[i + 2] ?? 0) <= 0) return false;
  return true;
}
