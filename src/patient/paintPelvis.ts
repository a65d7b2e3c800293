import { degToRad, normalize, rotateAbout, addScaled, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import { outlineRadius } from './paintVertebrae';
import { boxAround, DepthUnion, forEachVoxel, paintBar, type Bar, type Canvas } from './raster';
import type { Draw } from './random';
import { fromFrame, type Endplate, type Frame, type SpineModel } from './spineModel';
import { TISSUE } from './tissues';

const { cortexMm, cortexOutsideLabelMm, endplateInBoneMm } = anatomy.labels;

/** Sacral segments from S1 down: height, width, depth as fractions of the S1 endplate, and their kyphotic turn. */
const SEGMENTS = [
  { heightMm: 29, widthFrom: 1, widthTo: 0.74, depthFrom: 1, depthTo: 0.68, turnDeg: 8 },
  { heightMm: 25, widthFrom: 0.74, widthTo: 0.62, depthFrom: 0.68, depthTo: 0.5, turnDeg: -2 },
  { heightMm: 21, widthFrom: 0.62, widthTo: 0.52, depthFrom: 0.5, depthTo: 0.38, turnDeg: -16 },
  { heightMm: 19, widthFrom: 0.52, widthTo: 0.42, depthFrom: 0.38, depthTo: 0.3, turnDeg: -20 },
  { heightMm: 17, widthFrom: 0.42, widthTo: 0.3, depthFrom: 0.3, depthTo: 0.24, turnDeg: -20 },
] as const;
const DISC_GAP_MM = 3.2;

export interface SacralSegment {
  readonly frame: Frame;
  readonly top: Endplate;
  readonly bottom: Endplate;
}

/** Frames of S1 … S5: origin at the centre of the segment. */
export function sacralSegments(spine: SpineModel, draw: Draw, spread: number): SacralSegment[] {
  const scale = spine.sacrumEndplate.halfDepth / 16.5;
  const segments: SacralSegment[] = [];
  let point = spine.sacrumEndplate.point;
  const { left } = spine.sacrum;
  let { posterior, superior } = spine.sacrum;
  for (const s of SEGMENTS) {
    const height = s.heightMm * scale;
    const top: Endplate = {
      point,
      normal: superior,
      halfWidth: spine.sacrumEndplate.halfWidth * s.widthFrom,
      halfDepth: spine.sacrumEndplate.halfDepth * s.depthFrom,
    };
    const turn = degToRad(s.turnDeg + draw.normal(0, 3 * spread));
    // The front surfaces line up: a thinner end moves its centre forwards.
    const shift = (s.depthFrom - s.depthTo) * spine.sacrumEndplate.halfDepth * 0.25;
    const end = addScaled(addScaled(point, superior, -height), posterior, -shift);
    superior = rotateAbout(superior, left, turn);
    posterior = rotateAbout(posterior, left, turn);
    const bottom: Endplate = {
      point: end,
      normal: superior,
      halfWidth: spine.sacrumEndplate.halfWidth * s.widthTo,
      halfDepth: spine.sacrumEndplate.halfDepth * s.depthTo,
    };
    const middle = normalize(addScaled(top.normal, bottom.normal, 1));
    segments.push({
      frame: {
        origin: addScaled(point, superior, -height / 2),
        left,
        posterior: rotateAbout(posterior, left, -turn / 2),
        superior: middle,
      },
      top,
      bottom,
    });
    point = addScaled(end, superior, -DISC_GAP_MM * 0.7);
  }
  return segments;
}

const distance = (e: Endplate, x: number, y: number, z: number): number =>
  (x - e.point[0]) * e.normal[0] + (y - e.point[1]) * e.normal[1] + (z - e.point[2]) * e.normal[2];

/** Sacrum with bodies, alae, median crest; the canal is carved when the canal is painted. */
export function paintSacrum(canvas: Canvas, segments: readonly SacralSegment[], dishMm: number): void {
  const points = segments.flatMap((s) => [s.top.point, s.bottom.point]);
  const union = new DepthUnion(canvas, boxAround(canvas, points, 62));
  const [s1, s2, s3] = segments;
  if (!s1 || !s2 || !s3) throw new Error('a sacrum has at least three segments');
  const unit = s1.top.halfWidth / 25;
  const at = (s: SacralSegment, l: number, q: number, u: number): Vec3 =>
    fromFrame(s.frame, l * unit, q * unit, u * unit);
  const bars: Bar[] = [];
  for (const side of [-1, 1]) {
    bars.push(
      // Alae: broad at S1, tapering to the inferior lateral angle.
      {
        a: at(s1, side * 18, 0, 3),
        b: at(s1, side * 44, 9, -2),
        across: s1.frame.posterior,
        radiiA: [14, 12],
        radiiB: [15, 13],
      },
      {
        a: at(s1, side * 40, 9, -5),
        b: at(s2, side * 33, 6, -8),
        across: s1.frame.left,
        radiiA: [12, 15],
        radiiB: [11, 12],
      },
      {
        a: at(s2, side * 14, 3, -2),
        b: at(s2, side * 34, 7, -4),
        across: s2.frame.posterior,
        radiiA: [10, 9],
        radiiB: [11, 10],
      },
      {
        a: at(s2, side * 32, 6, -8),
        b: at(s3, side * 24, 6, -10),
        across: s2.frame.left,
        radiiA: [10, 10],
        radiiB: [7, 7],
      },
      // Back wall of the sacral canal, and the S1 facets.
      {
        a: at(s1, side * 24, 22, 6),
        b: at(s1, side * 14, 33, -6),
        across: s1.frame.superior,
        radiiA: [8, 4],
        radiiB: [9, 3.4],
      },
      {
        a: at(s1, side * 14, 33, -6),
        b: at(s1, 0, 37, -9),
        across: s1.frame.superior,
        radiiA: [9, 3.2],
        radiiB: [9, 3.4],
      },
      {
        a: at(s2, side * 22, 12, 0),
        b: at(s2, 0, 27, 0),
        across: s2.frame.superior,
        radiiA: [13, 3.6],
        radiiB: [13, 3],
      },
      {
        a: at(s3, side * 16, 9, 0),
        b: at(s3, 0, 18, 0),
        across: s3.frame.superior,
        radiiA: [12, 3],
        radiiB: [12, 3],
      },
      {
        a: at(s1, side * 20, 24, 2),
        b: at(s1, side * 22, 23, 20),
        across: s1.frame.left,
        radiiA: [6, 5],
        radiiB: [4, 5],
      },
    );
  }
  // Median crest.
  bars.push(
    {
      a: at(s1, 0, 38, -10),
      b: at(s1, 0, 44, -14),
      across: s1.frame.left,
      radiiA: [3.2, 8],
      radiiB: [3.4, 7],
    },
    { a: at(s2, 0, 28, 0), b: at(s2, 0, 33, -3), across: s2.frame.left, radiiA: [3, 9], radiiB: [3, 7] },
  );
  for (const bar of bars) union.addBar(bar);
  for (const s of segments) {
    const f = s.frame;
    union.add(boxAround(canvas, [s.top.point, s.bottom.point], 36), (x, y, z) => {
      const up = distance(s.top, x, y, z);
      const low = distance(s.bottom, x, y, z);
      if (up > 2 || low < -2) return -1;
      const t = low / (low - up || 1);
      const halfWidth = s.bottom.halfWidth + t * (s.top.halfWidth - s.bottom.halfWidth);
      const halfDepth = s.bottom.halfDepth + t * (s.top.halfDepth - s.bottom.halfDepth);
      const cx = s.bottom.point[0] + t * (s.top.point[0] - s.bottom.point[0]);
      const cy = s.bottom.point[1] + t * (s.top.point[1] - s.bottom.point[1]);
      const cz = s.bottom.point[2] + t * (s.top.point[2] - s.bottom.point[2]);
      const l = (x - cx) * f.left[0] + (y - cy) * f.left[1] + (z - cz) * f.left[2];
      const q = (x - cx) * f.posterior[0] + (y - cy) * f.posterior[1] + (z - cz) * f.posterior[2];
      const r = outlineRadius(l, q, halfWidth, halfDepth, 0.12);
      if (r >= 1) return -1;
      const lift = s === s1 ? dishMm * (r * r - 0.5) : 0;
      return Math.min((1 - r) * halfDepth, lift - up, low + 0.01);
    });
  }
  union.forEach((n, depth, x, y, z) => {
    const up = distance(s1.top, x, y, z);
    if (up > 3 && canvas.parts[n] !== 0) return;
    const marrow = depth > cortexMm;
    const plate = up > -endplateInBoneMm - 0.5 && up < 1 && !marrow;
    canvas.tissues[n] = marrow ? TISSUE.sacralMarrow : plate ? TISSUE.endplate : TISSUE.corticalBone;
    canvas.labels[n] =
      depth > (plate ? endplateInBoneMm : cortexOutsideLabelMm) ? LABEL.sacrum : LABEL.background;
  });
  paintRemnantDiscs(canvas, segments);
}

/** Thin rests of the discs between sacral segments. */
function paintRemnantDiscs(canvas: Canvas, segments: readonly SacralSegment[]): void {
  for (let i = 0; i + 1 < segments.length; i++) {
    const above = segments[i];
    const below = segments[i + 1];
    if (!above || !below) continue;
    const f = below.frame;
    const thickness = i === 0 ? 2 : 1;
    const reach = i === 0 ? 0.85 : 0.7;
    forEachVoxel(canvas, boxAround(canvas, [below.top.point], 30), (n, x, y, z) => {
      const up = distance(below.top, x, y, z);
      if (up < -1 || up > thickness) return;
      const e = below.top;
      const l = (x - e.point[0]) * f.left[0] + (y - e.point[1]) * f.left[1] + (z - e.point[2]) * f.left[2];
      const q =
        (x - e.point[0]) * f.posterior[0] +
        (y - e.point[1]) * f.posterior[1] +
        (z - e.point[2]) * f.posterior[2];
      const r = outlineRadius(l, q, e.halfWidth, e.halfDepth, 0);
      if (r >= 1) return;
      canvas.tissues[n] = up >= 0 && r < reach ? TISSUE.sacralDisc : TISSUE.corticalBone;
      canvas.labels[n] = LABEL.sacrum;
    });
  }
}

/** Thickness of the muscle on each face of the iliac wing. */
const GLUTEAL_MM = 11;

/** Iliac wings: curved plates from beside the sacrum to the crest, its top at about L4-L5. */
export function paintIlia(canvas: Canvas, segments: readonly SacralSegment[], draw: Draw): void {
  const s1 = segments[0];
  const s2 = segments[1];
  if (!s1 || !s2) return;
  const unit = s1.top.halfWidth / 25;
  const centre = s1.top.point;
  const crestHeight = draw.uniform(18, 34);
  for (const side of [-1, 1]) {
    const at = (l: number, q: number, u: number): Vec3 => [
      centre[0] + side * l * unit,
      centre[1] + q * unit,
      centre[2] + u * unit,
    ];
    const jitter = draw.uniform(-3, 3);
    // Polyline of the wing's middle from the posterior spine forwards, [left, posterior, superior] and half height.
    const line = [
      { p: at(44, 58, -36), half: 20, thick: 8 },
      { p: at(58, 44, -26 + jitter), half: 34, thick: 8 },
      { p: at(76, 22, crestHeight - 44), half: 44, thick: 6 },
      { p: at(98, -4, crestHeight - 46), half: 46, thick: 5 },
      { p: at(118, -30, crestHeight - 52), half: 42, thick: 5.5 },
      { p: at(126, -52, crestHeight - 66), half: 34, thick: 7 },
    ];
    const up = normalize([side * 0.32, 0.05, 1]);
    const union = new DepthUnion(
      canvas,
      boxAround(
        canvas,
        line.map((l) => l.p),
        52,
      ),
    );
    for (let i = 0; i + 1 < line.length; i++) {
      const a = line[i];
      const b = line[i + 1];
      if (!a || !b) continue;
      const bar = { a: a.p, b: b.p, across: up, capMm: 7 };
      union.addBar({ ...bar, radiiA: [a.half, a.thick], radiiB: [b.half, b.thick] });
      // Iliacus within, gluteus medius without.
      const flesh = GLUTEAL_MM * (i === 0 ? 0.5 : 1);
      paintBar(
        canvas,
        { ...bar, radiiA: [a.half - 4, a.thick + flesh], radiiB: [b.half - 4, b.thick + GLUTEAL_MM] },
        (n) => {
          const was = canvas.tissues[n];
          if (was === TISSUE.visceralFat || was === TISSUE.foraminalFat) canvas.tissues[n] = TISSUE.muscle;
        },
      );
    }
    union.forEach((n, depth) => {
      const was = canvas.labels[n];
      if (was === LABEL.sacrum || canvas.tissues[n] === TISSUE.sacralMarrow || canvas.parts[n] !== 0) return;
      canvas.tissues[n] = depth > 1.2 ? TISSUE.iliacMarrow : TISSUE.corticalBone;
    });
  }
}
