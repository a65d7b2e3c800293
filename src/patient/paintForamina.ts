import { addScaled, cross, normalize, rejectFrom, sub, type Vec3 } from '../geometry';
import { archLayout } from './arch';
import anatomy from './data/anatomy.json';
import { SIDES, type Side } from './facetJoint';
import { instanceCode } from './instance';
import { paintBar, paintEllipsoid, type Bar, type Canvas } from './raster';
import type { SpineModel, VertebraModel } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { canal: CANAL } = anatomy;

/** Fat of the foramina: before the bones. */
export function paintForamina(canvas: Canvas, spine: SpineModel): void {
  for (const v of spine.vertebrae) {
    const p = v.parameters;
    const l = archLayout(v);
    const h = p.heightMm;
    for (const side of SIDES) {
      paintBar(
        canvas,
        {
          a: l.at(side * l.halfCanal * 0.6, l.wall + l.canalAp * 0.45, -h * 0.4),
          b: l.at(side * (l.halfCanal + p.pedicleWidthMm + 6), l.wall - 1, -h * 0.5),
          across: v.frame.superior,
          radiiA: [12, 8],
          radiiB: [12, 7.5],
        },
        (n) => {
          canvas.tissues[n] = TISSUE.foraminalFat;
          canvas.structures[n] = STRUCTURE.foraminalFat;
        },
      );
    }
  }
}

/** Way of a root from the sac past its pedicle and out of its foramen. */
function rootWay(v: VertebraModel, side: Side): { sac: Vec3; recess: Vec3; ganglion: Vec3; out: Vec3 } {
  const p = v.parameters;
  const l = archLayout(v);
  const under = l.pedicleZ - p.pedicleHeightMm / 2;
  const at = (left: number, q: number, s: number): Vec3 => l.at(side * left, q, s);
  return {
    sac: at(l.halfCanal * 0.62, l.wall + l.canalAp * 0.36, under + p.pedicleHeightMm * 0.95),
    recess: at(l.halfCanal - 2.2, l.wall + l.canalAp * 0.24, under + p.pedicleHeightMm * 0.25),
    ganglion: at(l.halfCanal + p.pedicleWidthMm * 0.5, l.wall + l.canalAp * 0.2, under - 3.4),
    out: at(l.halfCanal + p.pedicleWidthMm + 15, l.wall - 9, under - 17),
  };
}

/** Roots with their ganglia, drawn after the bones into fat alone, and the veins beside them. */
export function paintNerveRoots(canvas: Canvas, spine: SpineModel): void {
  const fat = new Set([TISSUE.foraminalFat, TISSUE.epiduralFat, TISSUE.visceralFat, TISSUE.epiduralVein]);
  spine.vertebrae.forEach((v, i) => {
    for (const side of SIDES) {
      const { sac, recess, ganglion, out } = rootWay(v, side);
      const instance = instanceCode(side > 0 ? 'leftRoot' : 'rightRoot', i);
      const put = (tissue: number, structure: number) => (n: number) => {
        if (!fat.has(canvas.tissues[n] ?? 0)) return;
        canvas.tissues[n] = tissue;
        canvas.structures[n] = structure;
        canvas.instances[n] = instance;
      };
      const r = CANAL.exitingRootMm;
      const bar = (a: Vec3, b: Vec3, ra: number, rb: number): Bar => ({
        a,
        b,
        across: v.frame.left,
        radiiA: [ra, ra],
        radiiB: [rb, rb],
      });
      const root = put(TISSUE.nerveRoot, STRUCTURE.nerveRoot);
      paintBar(canvas, bar(sac, recess, r * 0.8, r), root);
      paintBar(canvas, bar(recess, ganglion, r, r * 1.2), root);
      paintGanglion(canvas, v, ganglion, out, put(TISSUE.nerveRoot, STRUCTURE.dorsalRootGanglion));
      paintBar(canvas, bar(ganglion, out, r * 1.25, r), root);
      for (const [up, back] of CANAL.foraminalVeins) {
        const shift = (p: Vec3): Vec3 =>
          addScaled(addScaled(p, v.frame.superior, up ?? 0), v.frame.posterior, back ?? 0);
        paintBar(
          canvas,
          bar(shift(recess), shift(out), CANAL.veinMm, CANAL.veinMm),
          put(TISSUE.epiduralVein, STRUCTURE.epiduralVein),
        );
      }
    }
  });
}

function paintGanglion(
  canvas: Canvas,
  v: VertebraModel,
  centre: Vec3,
  out: Vec3,
  put: (n: number) => void,
): void {
  const { halfLength, half } = CANAL.ganglionMm;
  const along = normalize(sub(out, centre));
  const back = normalize(rejectFrom(v.frame.posterior, along));
  paintEllipsoid(canvas, centre, [along, back, cross(along, back)], [halfLength, half, half], put);
}
