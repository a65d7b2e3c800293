import type { Vec3 } from '../geometry';
import { forEachVoxel, type Canvas } from './raster';
import type { Draw } from './random';
import { TISSUE } from './tissues';
import { trunkAt, type Trunk } from './trunk';

/** An ellipse in each axial slice between two heights: a muscle belly or a vessel. */
function paintSlices(
  canvas: Canvas,
  from: number,
  to: number,
  shape: (z: number) => { x: number; y: number; a: number; b: number; turn?: number } | undefined,
  paint: (n: number, q: number) => void,
): void {
  const { dims, origin, voxelMm } = canvas;
  const k0 = Math.max(0, Math.ceil((from - origin[2]) / voxelMm));
  const k1 = Math.min(dims[2] - 1, Math.floor((to - origin[2]) / voxelMm));
  for (let k = k0; k <= k1; k++) {
    const s = shape(origin[2] + k * voxelMm);
    if (!s || s.a <= 0 || s.b <= 0) continue;
    const c = Math.cos(s.turn ?? 0);
    const w = Math.sin(s.turn ?? 0);
    const reach = Math.max(s.a, s.b);
    const lo: Vec3 = [
      Math.max(0, Math.ceil((s.x - reach - origin[0]) / voxelMm)),
      Math.max(0, Math.ceil((s.y - reach - origin[1]) / voxelMm)),
      k,
    ];
    const hi: Vec3 = [
      Math.min(dims[0] - 1, Math.floor((s.x + reach - origin[0]) / voxelMm)),
      Math.min(dims[1] - 1, Math.floor((s.y + reach - origin[1]) / voxelMm)),
      k,
    ];
    forEachVoxel(canvas, { lo, hi }, (n, x, y) => {
      const dx = x - s.x;
      const dy = y - s.y;
      const p = (dx * c + dy * w) / s.a;
      const q = (dy * c - dx * w) / s.b;
      const r = p * p + q * q;
      if (r < 1) paint(n, r);
    });
  }
}

/** Erector spinae, multifidus, psoas, quadratus lumborum, gluteal muscle. */
export function paintMuscles(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const inside = (n: number): boolean => {
    const t = canvas.tissues[n];
    return t === TISSUE.foraminalFat || t === TISSUE.visceralFat || t === TISSUE.muscle;
  };
  const toMuscle = (n: number): void => {
    if (inside(n)) canvas.tissues[n] = TISSUE.muscle;
  };
  const m = trunk.muscle;
  const bottom = canvas.origin[2];
  const l5 = trunk.knots[5]?.z ?? -90;
  const top = canvas.origin[2] + canvas.dims[2] * canvas.voxelMm;
  const multifidusThin = draw.uniform(0.8, 1.05);
  for (const side of [-1, 1]) {
    const own = m * draw.uniform(0.94, 1.06);
    const below = (z: number): number => Math.max(0, Math.min(1, (l5 - z) / 60));
    const end = (z: number): number => Math.sqrt(Math.max(0, Math.min(1, (z - l5 + 105) / 40)));
    paintSlices(
      canvas,
      l5 - 105,
      top,
      (z) => {
        const k = trunkAt(trunk, z);
        const deep = k.back - k.y - k.bodyAp - 12;
        const f = below(z);
        return {
          x: k.x + side * (34 - 4 * f) * own,
          y: k.back - deep * 0.42,
          a: 28 * own * (1 - 0.5 * f) * end(z),
          b: Math.max(4, deep * 0.62 * own * (1 - 0.45 * f)) * end(z),
          turn: side * -0.25,
        };
      },
      toMuscle,
    );
    paintSlices(
      canvas,
      l5 - 105,
      top,
      (z) => {
        const k = trunkAt(trunk, z);
        const deep = k.back - k.y - k.bodyAp - 12;
        const f = below(z);
        return {
          x: k.x + side * 13,
          y: k.back - deep * 0.46,
          a: 12 * multifidusThin * (1 + 0.25 * f) * end(z),
          b: Math.max(4, deep * 0.56 * (1 - 0.2 * f)) * end(z),
        };
      },
      toMuscle,
    );
    paintSlices(
      canvas,
      bottom,
      (trunk.knots[9]?.z ?? 60) + 5,
      (z) => {
        const k = trunkAt(trunk, z);
        const f = Math.max(0, Math.min(1, ((trunk.knots[9]?.z ?? 60) - z) / 130));
        const size = own * (0.35 + 0.75 * Math.sqrt(f));
        const forward = Math.max(0, (l5 - z) * 0.45);
        return {
          x: k.x + side * (k.bodyWidth + 15 * size + 2 + Math.max(0, l5 + 20 - z) * 0.22),
          y: k.y + 6 - forward,
          a: 17 * size,
          b: 22 * size,
          turn: side * 0.4,
        };
      },
      toMuscle,
    );
    paintSlices(
      canvas,
      l5 - 5,
      trunk.knots[10]?.z ?? 90,
      (z) => {
        const k = trunkAt(trunk, z);
        return { x: k.x + side * 68 * own, y: k.y + 26, a: 23 * own, b: 9 * own, turn: side * 0.25 };
      },
      toMuscle,
    );
    // Gluteal muscle behind and beside the iliac wing.
    paintSlices(
      canvas,
      bottom,
      l5 - 5,
      (z) => {
        const k = trunkAt(trunk, z);
        const f = Math.max(0, Math.min(1, (l5 - 5 - z) / 60));
        return {
          x: side * (96 - 10 * f),
          y: k.back - 8 - 16 * (1 - f),
          a: 58 * Math.sqrt(f),
          b: 30 * Math.sqrt(f),
          turn: side * -0.5,
        };
      },
      toMuscle,
    );
  }
}

/** Aorta dividing at L4, vena cava, iliac vessels. */
export function paintVessels(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const l4 = (trunk.knots[6]?.z ?? -40) + draw.uniform(-14, 8);
  const top = canvas.origin[2] + canvas.dims[2] * canvas.voxelMm;
  const aortaX = draw.uniform(6, 16);
  const cavaX = draw.uniform(-22, -14);
  const aorta = draw.uniform(7.5, 10);
  const cava = draw.uniform(8, 12);
  const tortuous = draw.uniform(0, 4);
  const at = (z: number) => trunkAt(trunk, z);
  const paint = (tissue: number) => (n: number) => {
    if (canvas.tissues[n] === TISSUE.visceralFat || canvas.tissues[n] === TISSUE.muscle)
      canvas.tissues[n] = tissue;
  };
  paintSlices(
    canvas,
    l4,
    top,
    (z) => {
      const k = at(z);
      return {
        x: k.x + aortaX + tortuous * Math.sin(z / 25),
        y: k.y - k.bodyAp - aorta - 1.5,
        a: aorta,
        b: aorta,
      };
    },
    paint(TISSUE.artery),
  );
  paintSlices(
    canvas,
    l4 - 14,
    top,
    (z) => {
      const k = at(z);
      return { x: k.x + cavaX, y: k.y - k.bodyAp - cava * 0.75 + 3, a: cava, b: cava * 0.75 };
    },
    paint(TISSUE.vein),
  );
  for (const side of [-1, 1]) {
    paintSlices(
      canvas,
      canvas.origin[2],
      l4,
      (z) => {
        const k = at(z);
        const d = l4 - z;
        const hang = Math.max(0, (trunk.knots[5]?.z ?? -90) - 10 - z);
        return {
          x: k.x + aortaX * Math.max(0, 1 - d / 90) + side * (4 + d * 0.5),
          y: k.y - k.bodyAp - 7 - hang * 0.5,
          a: 5.5,
          b: 5.5,
        };
      },
      paint(TISSUE.artery),
    );
    paintSlices(
      canvas,
      canvas.origin[2],
      l4 - 10,
      (z) => {
        const k = at(z);
        const d = l4 - 10 - z;
        const hang = Math.max(0, (trunk.knots[5]?.z ?? -90) - 10 - z);
        return {
          x: k.x + cavaX * Math.max(0, 1 - d / 90) + side * (4 + d * 0.48),
          y: k.y - k.bodyAp - 1 - hang * 0.45,
          a: 6.5,
          b: 5,
        };
      },
      paint(TISSUE.vein),
    );
  }
}
