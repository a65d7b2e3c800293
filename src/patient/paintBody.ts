import type { Vec3 } from '../geometry';
import { addScaled } from '../geometry';
import type { PhantomDefinition } from './definition';
import type { SacralSegment } from './paintPelvis';
import { spinousLine } from './paintVertebrae';
import { forEachVoxel, paintEllipsoid, type Canvas } from './raster';
import type { Draw } from './random';
import type { SpineModel } from './spineModel';
import { TISSUE } from './tissues';

/** What the trunk needs of the spine at one height: where the column is and where the back begins. */
export interface TrunkKnot {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** Posterior limit of the spinous processes. */
  readonly back: number;
  /** Half depth of the vertebral body here. */
  readonly bodyAp: number;
  readonly bodyWidth: number;
}

export interface Trunk {
  readonly knots: readonly TrunkKnot[];
  readonly halfWidth: number;
  /** L3 centre to the front of the belly. */
  readonly front: number;
  readonly fatBack: number;
  readonly fatSide: number;
  readonly fatFront: number;
  readonly muscle: number;
  readonly muscleFat: number;
}

export function drawTrunk(
  definition: PhantomDefinition,
  spine: SpineModel,
  sacral: readonly SacralSegment[],
  draw: Draw,
): Trunk {
  const { spread } = definition;
  const knots: TrunkKnot[] = spine.vertebrae.map((v) => {
    const tip = spinousLine(v).tip;
    return {
      z: v.frame.origin[2],
      x: v.frame.origin[0],
      y: v.frame.origin[1],
      back: tip[1],
      bodyAp: v.upper.halfDepth,
      bodyWidth: v.upper.halfWidth,
    };
  });
  sacral.forEach((s, i) => {
    knots.push({
      z: s.frame.origin[2],
      x: s.frame.origin[0],
      y: s.frame.origin[1],
      back: s.frame.origin[1] + (46 - i * 9),
      bodyAp: s.top.halfDepth,
      bodyWidth: s.top.halfWidth,
    });
  });
  const fatBack = Math.max(4, definition.fatThicknessMm * draw.normal(1, 0.2 * spread));
  return {
    knots: knots.sort((a, b) => a.z - b.z),
    halfWidth: (148 + fatBack * 0.9) * draw.normal(1, 0.05 * spread) * definition.statureScale,
    front: (82 + fatBack * 1.2) * draw.normal(1, 0.08 * spread),
    fatBack,
    fatSide: fatBack * draw.uniform(0.6, 1),
    fatFront: fatBack * draw.uniform(0.7, 1.2),
    muscle: draw.normal(1, 0.1 * spread),
    muscleFat: Math.max(0, Math.min(1, draw.normal(0.4, 0.25 * spread))),
  };
}

export function trunkAt(trunk: Trunk, z: number): TrunkKnot {
  const { knots } = trunk;
  let i = 0;
  while (i + 2 < knots.length && (knots[i + 1]?.z ?? 0) < z) i++;
  const a = knots[i];
  const b = knots[i + 1];
  if (!a || !b) throw new Error('a trunk needs knots');
  const f = Math.max(-0.6, Math.min(1.6, (z - a.z) / (b.z - a.z)));
  const s = Math.max(0, Math.min(1, f));
  const mix = (p: number, q: number, t: number): number => p + t * (q - p);
  return {
    z,
    x: mix(a.x, b.x, f),
    y: mix(a.y, b.y, f),
    back: mix(a.back, b.back, s),
    bodyAp: mix(a.bodyAp, b.bodyAp, s),
    bodyWidth: mix(a.bodyWidth, b.bodyWidth, s),
  };
}

const EXPONENT = 2.6;
const SKIN_MM = 2;
const SUPRASPINOUS_MM = 6;

/** Smooth height of the back's skin: the mean over 60 mm, as skin spans the hollows. */
export function backSkin(trunk: Trunk, z: number): number {
  let sum = 0;
  for (let d = -30; d <= 30; d += 10) sum += trunkAt(trunk, z + d).back;
  return sum / 7 + SUPRASPINOUS_MM + trunk.fatBack;
}

/** Skin, fat, the muscular wall and the cavity, everywhere the trunk is. */
export function paintTrunk(canvas: Canvas, trunk: Trunk): void {
  const { dims, origin, voxelMm, tissues } = canvas;
  const [nx, ny, nz] = dims;
  const fx = new Float64Array(nx);
  const { halfWidth } = trunk;
  const fy = new Float64Array(ny);
  for (let k = 0; k < nz; k++) {
    const z = origin[2] + k * voxelMm;
    const knot = trunkAt(trunk, z);
    const skin = backSkin(trunk, z);
    const middle = knot.y + 12;
    const halfBack = skin - middle;
    const halfFront = trunk.front + 12 + knot.y * 0.5;
    for (let i = 0; i < nx; i++) fx[i] = (Math.abs(origin[0] + i * voxelMm) / halfWidth) ** EXPONENT;
    for (let j = 0; j < ny; j++) {
      const y = origin[1] + j * voxelMm - middle;
      fy[j] = (Math.abs(y) / (y > 0 ? halfBack : halfFront)) ** EXPONENT;
    }
    const lumbarBack = knot.back - knot.y;
    for (let j = 0; j < ny; j++) {
      const y = origin[1] + j * voxelMm - middle;
      const v = fy[j] ?? 0;
      const back = y > 0;
      const half = back ? halfBack : halfFront;
      const fat = back ? trunk.fatBack : trunk.fatFront;
      let n = (k * ny + j) * nx;
      for (let i = 0; i < nx; i++, n++) {
        const u = fx[i] ?? 0;
        const s = u + v;
        if (s >= 1) continue;
        const share = s > 0 ? v / s : 0;
        const reach = half * share + halfWidth * (1 - share);
        // s = r^EXPONENT, so depth ≈ (1 − s) · reach / EXPONENT near the skin; the square term follows it inward.
        const q = 1 - s;
        const depth = reach * q * (0.385 + 0.12 * q * q);
        const cover = SKIN_MM + fat * share + trunk.fatSide * (1 - share);
        if (depth < SKIN_MM) tissues[n] = TISSUE.skin;
        else if (depth < cover) tissues[n] = TISSUE.subcutaneousFat;
        else if (!back && depth < cover + 11)
          tissues[n] = depth < cover + 9.5 ? TISSUE.muscle : TISSUE.visceralFat;
        else if (back && share < 0.75 && depth < cover + 14) tissues[n] = TISSUE.muscle;
        else if (back && y > lumbarBack * 0.35) tissues[n] = TISSUE.foraminalFat;
        else tissues[n] = TISSUE.visceralFat;
      }
    }
  }
}

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
  const loops = draw.integer(110, 190);
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
