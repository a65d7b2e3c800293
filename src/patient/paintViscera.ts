import { addScaled, type Vec3 } from '../geometry';
import { paintEllipsoid, type Canvas } from './raster';
import type { Draw } from './random';
import { TISSUE } from './tissues';
import { trunkAt, type Trunk } from './trunk';

const X: Vec3 = [1, 0, 0];
const Y: Vec3 = [0, 1, 0];
const Z: Vec3 = [0, 0, 1];

/** Kidneys, liver and loops of bowel: something plausible in front of the spine, never the same twice. */
export function paintViscera(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const free = (n: number): boolean => canvas.tissues[n] === TISSUE.visceralFat;
  const l2 = trunkAt(trunk, trunk.knots[8]?.z ?? 35);
  for (const side of [-1, 1]) {
    const centre: Vec3 = [
      l2.x + side * draw.uniform(66, 76),
      l2.y + draw.uniform(4, 16),
      l2.z + draw.uniform(0, 25),
    ];
    const half: Vec3 = [draw.uniform(24, 30), draw.uniform(20, 26), draw.uniform(48, 58)];
    paintEllipsoid(canvas, centre, [X, Y, Z], half, (n, q) => {
      if (free(n)) canvas.tissues[n] = q > 0.12 ? TISSUE.viscera : TISSUE.visceralFat;
    });
  }
  paintEllipsoid(
    canvas,
    [-85, l2.y - 55, l2.z + draw.uniform(70, 95)],
    [X, Y, Z],
    [80, 75, draw.uniform(60, 90)],
    (n) => {
      if (free(n)) canvas.tissues[n] = TISSUE.viscera;
    },
  );
  const loops = draw.integer(220, 320);
  const low = canvas.origin[2];
  const high = low + canvas.dims[2] * canvas.voxelMm;
  for (let i = 0; i < loops; i++) {
    const z = draw.uniform(low, high);
    const k = trunkAt(trunk, z);
    const nearest = k.y - k.bodyAp - 30;
    const furthest = -trunk.front + trunk.fatFront + 18;
    const centre: Vec3 = [draw.uniform(-115, 115), draw.uniform(Math.min(furthest, nearest - 5), nearest), z];
    const turn = draw.uniform(0, Math.PI);
    const u: Vec3 = [Math.cos(turn), 0, Math.sin(turn)];
    const w: Vec3 = [-Math.sin(turn), 0, Math.cos(turn)];
    const radius = draw.uniform(8, 18);
    const kind = draw.uniform(0, 1);
    const fill =
      kind < 0.2
        ? TISSUE.air
        : kind < 0.6
          ? TISSUE.bowelFluid
          : kind < 0.85
            ? TISSUE.viscera
            : TISSUE.bowelWall;
    paintEllipsoid(canvas, centre, [u, Y, w], [draw.uniform(12, 34), radius, radius], (n, q) => {
      if (free(n)) canvas.tissues[n] = q > 0.7 ? TISSUE.bowelWall : fill;
    });
  }
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
