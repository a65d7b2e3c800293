import { add, sub, type Vec3 } from '../geometry';
import viscera from './data/viscera.json';
import type { Draw } from './random';
import { boxAround, type Canvas } from './raster';
import { replaceable } from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { heightOfLevel, trunkAt, type Trunk } from './trunk';

const PERIRENAL_FAT = TISSUE.foraminalFat;
const FAT = replaceable(TISSUE.visceralFat, TISSUE.foraminalFat);

/** Square of how far the perirenal fat reaches, in radii of the kidney. */
const PERIRENAL = viscera.kidney.perirenal;

/** Kidneys in their perirenal fat: cortex with columns between the pyramids of the medulla, sinus opening medially. */
export function paintKidneys(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const { kidney } = viscera;
  const [inner = 0, outer = 0] = kidney.beside;
  const [near = 0, far = 0] = kidney.behind;
  for (const side of [-1, 1] as const) {
    const [least = 0, most = 0] = kidney.rightLower;
    const lower = draw.uniform(least, most);
    const z = heightOfLevel(trunk, kidney.level) - (side < 0 ? lower : 0);
    const knot = trunkAt(trunk, z);
    const size = draw.normal(1, 0.06);
    const [a = 1, b = 1, c = 1] = kidney.half;
    const centre: Vec3 = [knot.x + side * draw.uniform(inner, outer), knot.y + draw.uniform(near, far), z];
    paintKidney(canvas, centre, [a * size, b * size, c * size], side, draw.uniform(0, 1));
  }
}

/** Eight pyramids in three rings along the organ: distance to the nearest pyramid's axis, 0 … 1. */
function betweenPyramids(along: number, around: number, phase: number): number {
  const u = along * 3.4 + phase;
  const v = around * 1.6 + phase;
  const a = u - Math.floor(u) - 0.5;
  const b = v - Math.floor(v) - 0.5;
  return 2 * Math.max(Math.abs(a), Math.abs(b));
}

function paintKidney(canvas: Canvas, centre: Vec3, half: Vec3, side: number, phase: number): void {
  const { kidney } = viscera;
  const [sa = 1, sb = 1, sc = 1] = kidney.sinus;
  const { tissues, structures } = canvas;
  forEachNear(canvas, centre, half, side, (n, l, q, h) => {
    const across = l / half[0];
    const deep = q / half[1];
    const along = h / half[2];
    const r2 = across * across + deep * deep + along * along;
    if (r2 >= PERIRENAL || FAT[tissues[n] ?? 0] !== 1) return;
    // The fat around and within the kidney is closed to the loops of bowel.
    tissues[n] = PERIRENAL_FAT;
    if (r2 >= 1) return;
    const sl = (l + half[0] * 0.55) / sa;
    const sq = q / sb;
    const sh = h / sc;
    const sinus = sl * sl + sq * sq + sh * sh;
    if (sinus < 1) return;
    structures[n] = STRUCTURE.kidney;
    const r = Math.sqrt(r2);
    const pyramid =
      r < 1 - kidney.cortex && betweenPyramids(along, across > 0 ? deep : deep + 0.4, phase) < 0.74;
    tissues[n] = pyramid ? TISSUE.kidneyMedulla : TISSUE.kidneyCortex;
  });
}

/** Voxels near a kidney: mm outwards along its leaning axis, behind it and above its centre. */
function forEachNear(
  canvas: Canvas,
  centre: Vec3,
  half: Vec3,
  side: number,
  visit: (n: number, l: number, q: number, h: number) => void,
): void {
  const { dims, origin, voxelMm } = canvas;
  const { lean } = viscera.kidney;
  const reach = Math.sqrt(PERIRENAL);
  const box = boxAround(
    canvas,
    [
      sub(centre, [0, half[1] * 1.3 * reach, half[2] * reach]),
      add(centre, [0, half[1] * 1.3 * reach, half[2] * reach]),
    ],
    0,
  );
  for (let k = box.lo[2]; k <= box.hi[2]; k++) {
    const h = origin[2] + k * voxelMm - centre[2];
    const along = h / half[2];
    for (let j = box.lo[1]; j <= box.hi[1]; j++) {
      const q = origin[1] + j * voxelMm - centre[1] - 0.1 * h;
      const deep = q / half[1];
      const room = PERIRENAL - along * along - deep * deep;
      if (room <= 0) continue;
      const width = half[0] * Math.sqrt(room);
      // The upper pole leans towards the spine, with the psoas.
      const middle = centre[0] - side * lean * h;
      const i0 = Math.max(0, Math.ceil((middle - width - origin[0]) / voxelMm));
      const i1 = Math.min(dims[0] - 1, Math.floor((middle + width - origin[0]) / voxelMm));
      let n = (k * dims[1] + j) * dims[0] + i0;
      for (let i = i0; i <= i1; i++) visit(n++, side * (origin[0] + i * voxelMm - middle), q, h);
    }
  }
}
