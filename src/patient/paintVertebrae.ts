import { addScaled, dot, sub, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import { PART } from './part';
import { boxAround, DepthUnion, forEachVoxel, type Bar, type Canvas } from './raster';
import { fromFrame, type DiscModel, type Endplate, type Frame, type VertebraModel } from './spineModel';
import { TISSUE } from './tissues';

const { cortexMm, cortexOutsideLabelMm, endplateInBoneMm, endplateInDiscMm } = anatomy.labels;

const BODY_REACH_MM = 40;

/**
 * Radial coordinate of a body's or disc's cross-section: 1 on the outline, 2 anywhere outside. A superellipse of exponent 2.5
 * (between an ellipse and a box) whose back is hollowed at the midline by a fraction of the half depth.
 */
export function outlineRadius(
  left: number,
  posterior: number,
  halfWidth: number,
  halfDepth: number,
  hollow: number,
): number {
  const a = Math.abs(left) / halfWidth;
  let b = Math.abs(posterior) / halfDepth;
  if (a >= 1 || b >= 1) return 2;
  if (posterior > 0) {
    const c = a / 0.42;
    // The vertebral foramen's hollow fades over the middle two fifths.
    if (c < 1) b *= 1 + hollow * (1 - c * c) * (1 - c * c);
  }
  const q = a * a * Math.sqrt(a) + b * b * Math.sqrt(b);
  return q >= 1 ? 2 : q ** 0.4;
}

/** Height of the concave endplate over its mean plane, towards the disc: rim up, centre down, mean zero. */
const dish = (concavityMm: number, r: number): number => concavityMm * (Math.min(r, 1) ** 2 - 0.5);

/** Body of one vertebra: cortex, marrow, endplates in the bone, basivertebral vein. */
export function paintBody(canvas: Canvas, v: VertebraModel): void {
  const p = v.parameters;
  const f = v.frame;
  const box = boxAround(canvas, [v.upper.point, v.lower.point], BODY_REACH_MM);
  const [ou, ol] = [v.upper, v.lower];
  forEachVoxel(canvas, box, (n, x, y, z) => {
    const dx = x - f.origin[0];
    const dy = y - f.origin[1];
    const dz = z - f.origin[2];
    const up = planeDistance(ou, x, y, z);
    if (up > 3) return;
    const low = planeDistance(ol, x, y, z);
    if (low < -3) return;
    const left = dx * f.left[0] + dy * f.left[1] + dz * f.left[2];
    const post = dx * f.posterior[0] + dy * f.posterior[1] + dz * f.posterior[2];
    const t = low / (low - up);
    const waist = 1 - p.waist * 4 * t * (1 - t);
    const halfWidth = (ol.halfWidth + t * (ou.halfWidth - ol.halfWidth)) * waist;
    // The hind wall stays straight where the front is waisted.
    const fullDepth = ol.halfDepth + t * (ou.halfDepth - ol.halfDepth);
    const halfDepth = post > 0 ? fullDepth * (1 - 0.25 * (1 - waist)) : fullDepth * waist;
    const r = outlineRadius(left, post, halfWidth, halfDepth, p.posteriorConcavity);
    if (r >= 1) return;
    const side = (1 - r) * halfDepth;
    const end = Math.min(dish(ou.dishMm, r) - up, low + dish(ol.dishMm, r));
    if (end <= 0) return;
    const depth = Math.min(side, end);
    canvas.parts[n] = PART.body;
    const marrow = side > cortexMm && end > endplateInBoneMm;
    canvas.tissues[n] = marrow
      ? TISSUE.vertebralMarrow
      : end <= endplateInBoneMm
        ? TISSUE.endplate
        : TISSUE.corticalBone;
    canvas.labels[n] =
      end > endplateInBoneMm && depth > cortexOutsideLabelMm ? LABEL.vertebra : LABEL.background;
    if (marrow && post > 0.3 * halfDepth && Math.abs(left) < 12 * (post / halfDepth - 0.3)) {
      const height = (low + up) / 2;
      if (Math.abs(height) < 2.6 * (post / halfDepth - 0.3)) canvas.tissues[n] = TISSUE.basivertebralVein;
    }
  });
}

const planeDistance = (e: Endplate, x: number, y: number, z: number): number =>
  (x - e.point[0]) * e.normal[0] + (y - e.point[1]) * e.normal[1] + (z - e.point[2]) * e.normal[2];

const NUCLEUS_BY_GRADE = [
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann2,
  TISSUE.nucleusPfirrmann3,
  TISSUE.nucleusPfirrmann4,
  TISSUE.nucleusPfirrmann5,
];

/** Disc between two endplates: endplate cartilage, annulus with its bulge, nucleus. */
export function paintDisc(canvas: Canvas, d: DiscModel): void {
  const dishAbove = d.above.dishMm;
  const dishBelow = d.below.dishMm;
  const { frame: f, parameters: p } = d;
  const box = boxAround(canvas, [d.above.point, d.below.point], BODY_REACH_MM);
  const halfWidth = (d.above.halfWidth + d.below.halfWidth) / 2 + p.overhangMm;
  const halfDepth = (d.above.halfDepth + d.below.halfDepth) / 2 + p.overhangMm;
  const slip = sub(d.above.point, d.below.point);
  const slipLeft = dot(slip, f.left);
  const slipPost = dot(slip, f.posterior);
  const nucleus = NUCLEUS_BY_GRADE[p.pfirrmannGrade] ?? TISSUE.nucleusPfirrmann5;
  const nucleusSize = p.pfirrmannGrade >= 4 ? 0.5 : 0.6;
  forEachVoxel(canvas, box, (n, x, y, z) => {
    const over = planeDistance(d.below, x, y, z);
    if (over < -3) return;
    const under = -planeDistance(d.above, x, y, z);
    if (under < -3) return;
    const dx = x - f.origin[0];
    const dy = y - f.origin[1];
    const dz = z - f.origin[2];
    // A slipped disc is sheared: its centre follows the line between the endplate centres.
    const t = over / (over + under || 1) - 0.5;
    const left = dx * f.left[0] + dy * f.left[1] + dz * f.left[2] - t * slipLeft;
    const post = dx * f.posterior[0] + dy * f.posterior[1] + dz * f.posterior[2] - t * slipPost;
    let depthHere = halfDepth;
    if (post > 0) {
      const lateral = left / halfWidth - 0.35 * p.bulgeSide;
      depthHere += p.bulgeMm * Math.max(0, 1 - lateral * lateral * 2.5);
    }
    const r = outlineRadius(left, post, halfWidth, depthHere, 0.05);
    if (r >= 1) return;
    const lower = over - dish(dishBelow, r);
    const upper = under - dish(dishAbove, r);
    if (lower < 0 || upper < 0) return;
    canvas.parts[n] = 0;
    if (lower < endplateInDiscMm || upper < endplateInDiscMm) {
      canvas.tissues[n] = r > 0.97 ? TISSUE.annulusOuter : TISSUE.endplate;
      canvas.labels[n] = LABEL.background;
      return;
    }
    const a = left / (halfWidth * nucleusSize);
    const b = (post - 0.08 * halfDepth) / (halfDepth * nucleusSize);
    const lens = (2 * Math.abs(lower - upper)) / (lower + upper + 1);
    canvas.tissues[n] = a * a + b * b + 0.22 * lens * lens < 1 ? nucleus : TISSUE.annulusOuter;
    canvas.labels[n] = LABEL.disc;
  });
}

/** Bars of a vertebra's posterior arch, in the patient. */
export function archBars(v: VertebraModel): Bar[] {
  const p = v.parameters;
  const f = v.frame;
  const at = (l: number, q: number, s: number): Vec3 => fromFrame(f, l, q, s);
  const h = p.heightMm;
  const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
  const w = p.canalWidthMm / 2;
  const cap = p.canalApMm;
  const g = p.archScale;
  const thoracic = v.level.startsWith('T');
  const pedicleX = w + p.pedicleWidthMm / 2 - 0.5;
  const pedicleZ = h / 2 - p.pedicleHeightMm / 2 - 1.5;
  const laminaZ = -0.26 * h;
  const laminaHalf = h * 0.33;
  const spinousRoot = wall + cap + 3.2;
  const tip = spinousRoot + p.spinousLengthMm;
  const rootZ = laminaZ - 0.02 * h;
  const tipZ = rootZ - p.spinousDropMm;
  const half = p.spinousHalfHeightMm;
  const bars: Bar[] = [
    // Spinous process: a blade, thicker at its root and at its tip.
    {
      a: at(0, spinousRoot, rootZ),
      b: at(p.spinousLeanMm * 0.6, tip - 8, rootZ + 0.75 * (tipZ - rootZ)),
      across: f.left,
      radiiA: [3.6 * g, half * 0.86],
      radiiB: [3 * g, half],
    },
    {
      a: at(p.spinousLeanMm * 0.6, tip - 9, rootZ + 0.72 * (tipZ - rootZ)),
      b: at(p.spinousLeanMm, tip - 3, tipZ),
      across: f.left,
      radiiA: [3 * g, half],
      radiiB: [4.2 * g, half * 0.85],
    },
  ];
  for (const side of [-1, 1]) {
    bars.push(
      {
        a: at(side * pedicleX, wall - 5, pedicleZ),
        b: at(side * pedicleX, wall + cap * 0.62, pedicleZ - 1),
        across: f.left,
        radiiA: [p.pedicleWidthMm / 2, p.pedicleHeightMm / 2],
        radiiB: [p.pedicleWidthMm / 2, p.pedicleHeightMm / 2],
        capMm: 3,
      },
      // Pars and lamina: from behind the pedicle down and inwards to the root of the spinous process.
      {
        a: at(side * (w + 1.5), wall + cap * 0.78, pedicleZ - 4),
        b: at(side * (w * 0.62), wall + cap * 0.98, laminaZ),
        across: f.superior,
        radiiA: [7.5 * g, 3.6 * g],
        radiiB: [laminaHalf, 3.3 * g],
      },
      {
        a: at(side * (w * 0.62), wall + cap * 0.98, laminaZ),
        b: at(0, spinousRoot + 0.5, rootZ),
        across: f.superior,
        radiiA: [laminaHalf, 3.3 * g],
        radiiB: [laminaHalf, 3.4 * g],
      },
      // Superior articular process, lateral and in front of the inferior one of the vertebra above.
      {
        a: at(side * (w + 4.5), wall + cap * 0.66, pedicleZ),
        b: at(side * (w + 5.5), wall + cap * 0.74, h / 2 + 7),
        across: f.left,
        radiiA: [5.5 * g, 4.6 * g],
        radiiB: [3.8 * g, 4.6 * g],
      },
      {
        a: at(side * (w * 0.8), wall + cap * 0.98, laminaZ),
        b: at(side * (w * 0.86), wall + cap * 1.02, -h / 2 - 9),
        across: f.left,
        radiiA: [5.2 * g, 4 * g],
        radiiB: [4 * g, 4.4 * g],
      },
      // Transverse process.
      {
        a: at(side * (w + 4), wall + cap * 0.45, pedicleZ - 1),
        b: at(
          side * (p.transverseSpanMm / 2 - 3),
          wall + cap * (thoracic ? 0.95 : 0.55),
          pedicleZ + (thoracic ? 2 : 0),
        ),
        across: f.superior,
        radiiA: [5.2 * g, 4.4 * g],
        radiiB: [4.6 * g, 3 * g],
      },
    );
  }
  return bars;
}

/** Posterior arch: the union of its bars, cortex outside, marrow inside. Must come before the canal. */
export function paintArch(canvas: Canvas, v: VertebraModel): void {
  const bars = archBars(v);
  const points = bars.flatMap((bar) => [bar.a, bar.b]);
  const union = new DepthUnion(canvas, boxAround(canvas, points, 16));
  for (const bar of bars) union.addBar(bar);
  union.forEach((n, depth) => {
    if (canvas.parts[n] === PART.body) return;
    canvas.parts[n] = PART.arch;
    canvas.tissues[n] = depth > cortexMm ? TISSUE.vertebralMarrow : TISSUE.corticalBone;
    canvas.labels[n] = depth > cortexOutsideLabelMm ? LABEL.vertebra : LABEL.background;
  });
}

/** Midline of a spinous process from root to tip with its half height: ligaments hang between two of them. */
export function spinousLine(v: VertebraModel): { root: Vec3; tip: Vec3; halfHeight: number; frame: Frame } {
  const bars = archBars(v);
  const [blade, end] = bars;
  if (!blade || !end) throw new Error('an arch has a spinous process');
  return {
    root: blade.a,
    tip: addScaled(end.b, v.frame.posterior, 3),
    halfHeight: v.parameters.spinousHalfHeightMm,
    frame: v.frame,
  };
}
