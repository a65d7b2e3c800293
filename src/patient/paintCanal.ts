import { addScaled, cross, dot, normalize, sub, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import { PART } from './part';
import type { SacralSegment } from './paintPelvis';
import { spinousLine } from './paintVertebrae';
import { alongCurve, alongValues, paintBar, type Bar, type Canvas } from './raster';
import type { Draw } from './random';
import { fromFrame, type SpineModel } from './spineModel';
import { TISSUE } from './tissues';

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

const SAC_AP = 0.78;
const SAC_WIDTH = 0.84;
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

/** Left direction along the canal: across for bars. */
const LEFT: Vec3 = [1, 0, 0];
const STEP = 0.125;

function curveBars(
  points: readonly Vec3[],
  ap: readonly number[],
  width: readonly number[],
  from: number,
  to: number,
  radius: (t: number) => number,
): Bar[] {
  const bars: Bar[] = [];
  for (let t = from; t < to - 1e-6; t += STEP) {
    const u = Math.min(to, t + STEP);
    const radii = (s: number): readonly [number, number] => [
      Math.max(0.3, (alongValues(width, s) / 2) * radius(s)),
      Math.max(0.3, (alongValues(ap, s) / 2) * radius(s)),
    ];
    bars.push({
      a: alongCurve(points, t),
      b: alongCurve(points, u),
      across: LEFT,
      radiiA: radii(t),
      radiiB: radii(u),
      capMm: 1.5,
    });
  }
  return bars;
}

/** Ligamenta flava, interspinous and supraspinous ligaments: before the bones. */
export function paintLigaments(canvas: Canvas, spine: SpineModel): void {
  for (let i = 0; i + 1 < spine.vertebrae.length + 1; i++) {
    const v = spine.vertebrae[i];
    if (!v) continue;
    const below = spine.vertebrae[i + 1];
    const up = spinousLine(v);
    const sacrumBack = (l: number, q: number, u: number): Vec3 => fromFrame(spine.sacrum, l, q, u);
    const low = below
      ? spinousLine(below)
      : { root: sacrumBack(0, 50, -22), tip: sacrumBack(0, 60, -26), halfHeight: 7 };
    const mix = (a: Vec3, b: Vec3, f: number): Vec3 => addScaled(a, sub(b, a), f);
    for (let f = 0.05; f <= 0.95; f += 0.1) {
      paintBar(
        canvas,
        {
          a: mix(up.root, up.tip, f),
          b: mix(low.root, low.tip, f),
          across: v.frame.left,
          radiiA: [2.6, 5],
          radiiB: [2.6, 5],
        },
        (n) => {
          canvas.tissues[n] = TISSUE.interspinousLigament;
        },
      );
    }
    paintBar(
      canvas,
      { a: up.tip, b: low.tip, across: v.frame.left, radiiA: [3.5, 1.6], radiiB: [3.5, 1.6] },
      (n) => {
        canvas.tissues[n] = TISSUE.ligament;
      },
    );
    const p = v.parameters;
    const q = below?.parameters ?? p;
    for (const side of [-1, 1]) {
      const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
      const a = fromFrame(
        v.frame,
        side * p.canalWidthMm * 0.28,
        wall + p.canalApMm * 0.96,
        -p.heightMm * 0.3,
      );
      const lowWall = (q.upperDepthMm + q.lowerDepthMm) / 4;
      const b = below
        ? fromFrame(
            below.frame,
            side * q.canalWidthMm * 0.26,
            lowWall + q.canalApMm * 0.98,
            -q.heightMm * 0.05,
          )
        : sacrumBack(side * 7, 36, -6);
      paintBar(canvas, { a, b, across: v.frame.left, radiiA: [6, 2.2], radiiB: [5.5, 2.2] }, (n) => {
        canvas.tissues[n] = TISSUE.ligamentumFlavum;
      });
    }
  }
}

/** Fat and nerve roots of the foramina: before the bones. */
export function paintForamina(canvas: Canvas, spine: SpineModel): void {
  for (const v of spine.vertebrae) {
    const p = v.parameters;
    const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
    for (const side of [-1, 1]) {
      const at = (l: number, q: number, u: number): Vec3 => fromFrame(v.frame, side * l, q, u);
      const w = p.canalWidthMm / 2;
      paintBar(
        canvas,
        {
          a: at(w * 0.7, wall + p.canalApMm * 0.4, -p.heightMm * 0.42),
          b: at(w + p.pedicleWidthMm + 4, wall - 1, -p.heightMm * 0.5),
          across: v.frame.superior,
          radiiA: [11, 6.5],
          radiiB: [12, 8],
        },
        (n) => {
          canvas.tissues[n] = TISSUE.foraminalFat;
        },
      );
    }
  }
}

/** Roots leaving through the foramina, drawn after the bones into fat alone. */
export function paintNerveRoots(canvas: Canvas, spine: SpineModel): void {
  for (const v of spine.vertebrae) {
    const p = v.parameters;
    const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
    const z = p.heightMm / 2 - p.pedicleHeightMm - 4.5;
    for (const side of [-1, 1]) {
      const at = (l: number, q: number, u: number): Vec3 => fromFrame(v.frame, side * l, q, u);
      const w = p.canalWidthMm / 2;
      const knee = at(w + p.pedicleWidthMm * 0.5, wall + p.canalApMm * 0.25, z);
      const bars: Bar[] = [
        {
          a: at(w * 0.62, wall + p.canalApMm * 0.3, z + 14),
          b: knee,
          across: v.frame.left,
          radiiA: [1.3, 1.3],
          radiiB: [2.9, 2.6],
        },
        {
          a: knee,
          b: at(w + p.pedicleWidthMm + 14, wall - 9, z - 20),
          across: v.frame.left,
          radiiA: [2.9, 2.6],
          radiiB: [1.9, 1.9],
        },
      ];
      for (const bar of bars) {
        paintBar(canvas, bar, (n) => {
          const t = canvas.tissues[n];
          if (t === TISSUE.foraminalFat || t === TISSUE.epiduralFat || t === TISSUE.visceralFat)
            canvas.tissues[n] = TISSUE.nerveRoot;
        });
      }
    }
  }
}

/** Bony canal filled with fat, thecal sac, cord to the conus, cauda equina. Discs and bodies stay. */
export function paintCanal(canvas: Canvas, course: CanalCourse, draw: Draw): void {
  const last = course.bony.length - 1;
  for (const bar of curveBars(course.bony, course.bonyAp, course.bonyWidth, 0, last, () => 1)) {
    paintBar(canvas, bar, (n) => {
      if (canvas.parts[n] === PART.body || canvas.labels[n] === LABEL.disc) return;
      const t = canvas.tissues[n];
      if (t === TISSUE.endplate || t === TISSUE.annulus || t === TISSUE.ligamentumFlavum) return;
      canvas.tissues[n] = TISSUE.epiduralFat;
      canvas.labels[n] = LABEL.background;
      canvas.parts[n] = PART.none;
    });
  }
  const { endKnot, conusKnot } = course;
  const taper = (t: number): number => Math.sqrt(Math.max(0.02, Math.min(1, (endKnot - t) / 1.1)));
  for (const bar of curveBars(course.sac, course.sacAp, course.sacWidth, 0, endKnot, taper)) {
    paintBar(canvas, bar, (n) => {
      const t = canvas.tissues[n];
      if (t !== TISSUE.epiduralFat && t !== TISSUE.ligamentumFlavum) return;
      canvas.tissues[n] = TISSUE.csf;
      canvas.labels[n] = LABEL.canal;
    });
  }
  paintCord(canvas, course, draw);
  const inCsf = (tissue: number) => (n: number) => {
    if (canvas.tissues[n] === TISSUE.csf) canvas.tissues[n] = tissue;
  };
  // Roots lie in the back of the sac, in a curve open to the front, and leave it one pair a level.
  const pairs = 8;
  for (let i = 0; i < pairs; i++) {
    const leave = conusKnot + 0.6 + ((endKnot - conusKnot - 0.8) * (i + 1)) / pairs;
    const across = draw.uniform(0.75, 0.95) * (1 - (0.8 * i) / pairs);
    const back = 0.1 + 0.55 * (1 - across * across) + draw.uniform(-0.12, 0.12);
    for (const side of [-1, 1]) {
      const lateral = side * (across + draw.uniform(-0.06, 0.06));
      const path: Vec3[] = [];
      for (let t = conusKnot - 1.2; t <= leave; t += 0.25) {
        const ap = (alongValues(course.sacAp, t) / 2) * taper(t);
        const width = (alongValues(course.sacWidth, t) / 2) * taper(t);
        const out = Math.max(0, Math.min(1, (t - leave + 1) / 1));
        const c = alongCurve(course.sac, t);
        const tangent = normalize(sub(alongCurve(course.sac, t + 0.1), alongCurve(course.sac, t - 0.1)));
        const behind = normalize(cross(LEFT, tangent));
        const sign = dot(behind, [0, 1, 0]) < 0 ? -1 : 1;
        const l = lateral * (1 - out) + side * 0.85 * out;
        const b = back * (1 - out) - 0.05 * out;
        path.push(addScaled(addScaled(c, LEFT, l * width * 0.85), behind, sign * b * ap));
      }
      for (let k = 0; k + 1 < path.length; k++) {
        const a = path[k];
        const b = path[k + 1];
        if (a && b)
          paintBar(
            canvas,
            { a, b, across: LEFT, radiiA: [0.95, 0.85], radiiB: [0.95, 0.85] },
            inCsf(TISSUE.caudaEquina),
          );
      }
    }
  }
}

function paintCord(canvas: Canvas, course: CanalCourse, draw: Draw): void {
  const { conusKnot } = course;
  const size = draw.uniform(0.92, 1.08);
  const back = draw.uniform(-0.12, 0.3);
  const centres = course.sac.map((c, i): Vec3 => [
    c[0],
    c[1] + ((course.sacAp[i] ?? 12) / 2) * 0.3 * back,
    c[2],
  ]);
  const ap = course.sac.map(() => 7.2 * size);
  const width = course.sac.map(() => 9.2 * size);
  const taper = (t: number): number => Math.max(0.12, Math.min(1, (conusKnot - t) / 1.5));
  for (const bar of curveBars(centres, ap, width, 0, conusKnot, taper)) {
    paintBar(canvas, bar, (n) => {
      if (canvas.tissues[n] === TISSUE.csf) canvas.tissues[n] = TISSUE.cord;
    });
  }
}
