import { addScaled, sub, type Vec3 } from '../geometry';
import { spinousLine } from './paintVertebrae';
import { paintBar, type Bar, type Canvas } from './raster';
import { fromFrame, type SpineModel } from './spineModel';
import { TISSUE } from './tissues';

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
