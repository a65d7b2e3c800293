import { addScaled, type Vec3 } from '../geometry';
import { paintBowel } from './paintBowel';
import viscera from './data/viscera.json';
import { paintKidneys } from './paintKidneys';
import { paintBar, paintEllipsoid, type Canvas } from './raster';
import type { Draw } from './random';
import { fillEllipsoid, replaceable } from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { heightOfLevel, trunkAt, type Trunk } from './trunk';
import { CavityTable } from './trunkSection';

const X: Vec3 = [1, 0, 0];
const Y: Vec3 = [0, 1, 0];
const Z: Vec3 = [0, 0, 1];

/** Kidneys, liver, spleen and bowel: what lies in front of the spine, never the same twice. */
export function paintViscera(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  paintKidneys(canvas, trunk, draw);
  const cavities = new CavityTable(trunk);
  paintLiver(canvas, trunk, cavities, draw);
  paintSpleen(canvas, trunk, cavities, draw);
  paintBowel(canvas, trunk, cavities, draw);
}

const FAT = replaceable(TISSUE.visceralFat);

function paintLiver(canvas: Canvas, trunk: Trunk, cavities: CavityTable, draw: Draw): void {
  const { liver } = viscera;
  const [low = 0, high = 0] = liver.lowestLevel;
  const tip = heightOfLevel(trunk, draw.uniform(low, high));
  const [cx = 0, cy = 0] = liver.centre;
  const [a = 0, b = 0] = liver.half;
  // The organ follows the trunk's width: it lies against the ribs.
  const widen = cavities.at(tip).halfWidth / 120;
  const centre: Vec3 = [cx * widen, trunkAt(trunk, tip).y + cy, tip + liver.height];
  fillEllipsoid(canvas, centre, [a * widen, b, liver.height], TISSUE.liver, FAT, STRUCTURE.liver);
  for (let i = 0; i < liver.vessels; i++) {
    const root = addScaled(centre, Z, draw.uniform(-0.75, -0.1) * liver.height);
    const end: Vec3 = [
      root[0] + draw.uniform(-60, 40),
      root[1] + draw.uniform(-60, 50),
      root[2] + draw.uniform(-35, 35),
    ];
    const radius = draw.uniform(1.2, 3);
    paintBar(
      canvas,
      { a: root, b: end, across: X, radiiA: [radius, radius], radiiB: [radius * 0.5, radius * 0.5] },
      (n) => {
        if (canvas.tissues[n] === TISSUE.liver) canvas.tissues[n] = TISSUE.vein;
      },
    );
  }
}

function paintSpleen(canvas: Canvas, trunk: Trunk, cavities: CavityTable, draw: Draw): void {
  const { spleen } = viscera;
  const [low = 0, high = 0] = spleen.lowestLevel;
  const [cx = 0, cy = 0] = spleen.centre;
  const [a = 0, b = 0, c = 0] = spleen.half;
  const tip = heightOfLevel(trunk, draw.uniform(low, high));
  const widen = cavities.at(tip).halfWidth / 120;
  const centre: Vec3 = [cx * widen, trunkAt(trunk, tip).y + cy, tip + c];
  fillEllipsoid(canvas, centre, [a, b, c], TISSUE.viscera, FAT, STRUCTURE.none);
}

/** An oil capsule on the skin of the back at patient left: no flip passes unseen. */
export function paintLeftMarker(canvas: Canvas, trunk: Trunk): void {
  const z = (trunk.knots[7]?.z ?? 0) + 10;
  const x = 62;
  const [nx, ny] = canvas.dims;
  const i = Math.round((x - canvas.origin[0]) / canvas.voxelMm);
  const k = Math.round((z - canvas.origin[2]) / canvas.voxelMm);
  let j = ny - 1;
  while (j > 0 && canvas.tissues[(k * ny + j) * nx + i] === TISSUE.air) j--;
  const centre: Vec3 = addScaled([x, canvas.origin[1] + j * canvas.voxelMm, z], Y, 4);
  paintEllipsoid(canvas, centre, [X, Y, Z], [5, 4.5, 11], (n) => {
    if (canvas.tissues[n] === TISSUE.air) canvas.tissues[n] = TISSUE.marker;
  });
}
