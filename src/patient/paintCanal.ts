import { addScaled, cross, dot, normalize, sub, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import type { CanalCourse } from './canalCourse';
import { PART } from './part';
import { alongCurve, alongValues, paintBar, type Bar, type Canvas } from './raster';
import type { Draw } from './random';
import { TISSUE } from './tissues';

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

/** Bony canal filled with fat, thecal sac, cord to the conus, cauda equina. Discs and bodies stay. */
export function paintCanal(canvas: Canvas, course: CanalCourse, draw: Draw): void {
  const last = course.bony.length - 1;
  for (const bar of curveBars(course.bony, course.bonyAp, course.bonyWidth, 0, last, () => 1)) {
    paintBar(canvas, bar, (n) => {
      if (canvas.parts[n] === PART.body || canvas.labels[n] === LABEL.disc) return;
      const t = canvas.tissues[n];
      if (t === TISSUE.endplate || t === TISSUE.annulusOuter || t === TISSUE.ligamentumFlavum) return;
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
