import muscles from './data/muscles.json';
import { TILE_CELL_MM, TILE_MASK } from './fieldTile';
import { noiseAt } from './noise';
import { pointsBetween } from './pelvisFrame';
import type { Draw } from './random';
import type { Canvas } from './raster';
import {
  fillOutlines,
  insetOutline,
  replaceable,
  sliceHeight,
  slicesBetween,
  smoothOutline,
  type Outline,
} from './section';
import { STRUCTURE, type StructureName } from './structure';
import { TILE_BITS, TilePlanes } from './tilePlanes';
import { TISSUE } from './tissues';
import { backFascia, byLevel, heightOfLevel, trunkAt, type Trunk, type TrunkKnot } from './trunk';

const FAT_ONLY = replaceable(TISSUE.foraminalFat, TISSUE.visceralFat);
const {
  jitter: JITTER_MM,
  septum: SEPTUM_MM,
  epimysium: EPIMYSIUM_MM,
  lengthwise: LENGTHWISE,
  streaks: STREAKS,
} = muscles.belly;

/** How a belly is filled. */
interface Belly {
  readonly structure: number;
  /** Share of fat within, 0 … 1. */
  readonly fat: number;
  /** Fat at the deep end, and at the medial one, relative to the middle. */
  readonly deepFat: number;
  readonly medialFat: number;
  /** Outwards and forwards drift of the fibres a millimetre down. */
  readonly shear: readonly number[];
  /** Unit vector [outwards, backwards] along the septa in the axial plane. */
  readonly lean: readonly number[];
  readonly side: number;
}

/** Bits below a cell in the fixed-point steps through the tile. */
const FRACTION_BITS = 10;
const CELL = 1 << FRACTION_BITS;

/** Muscle with streaks of fat along its fibres, in a thin dark sheath. */
function fillBelly(canvas: Canvas, k: number, outline: Outline, belly: Belly, planes: TilePlanes): void {
  const { tissues, structures, voxelMm } = canvas;
  const z = sliceHeight(canvas, k);
  const { side, structure } = belly;
  const [out = 0, forward = 0] = belly.shear;
  const [leanOut = 1, leanBack = 0] = belly.lean;
  const [left, right] = range(outline.x);
  const [deep, surface] = range(outline.y);
  const plane = planes.at(z);
  const [fat, flesh, mask] = [TISSUE.intramuscularFat, TISSUE.muscle, TILE_MASK];
  const scale = CELL / (TILE_CELL_MM * STREAKS);
  const acrossStep = Math.floor(-leanBack * side * voxelMm * scale);
  const alongStep = Math.floor(leanOut * side * voxelMm * scale * LENGTHWISE);
  const over = FAT_ONLY;
  const breadth = right - left || 1;
  const rim = Math.floor(EPIMYSIUM_MM / voxelMm + 0.5);
  const limitStep = (belly.fat * belly.medialFat * 2 * side * voxelMm * 255) / breadth;
  fillOutlines(canvas, k, [outline], (start, count, x, y) => {
    const depth = (surface - y) / (surface - deep || 1);
    const medial = (side * ((left + right) / 2 - x) * 2) / breadth;
    const share = belly.fat * (1 + (belly.deepFat - 1) * (2 * depth - 1) + belly.medialFat * medial);
    let limit = 255 * (1 - share);
    // The fibres' own coordinates: where they pierced the plane z = 0.
    const a = side * x + out * z;
    const b = y - forward * z;
    let across = Math.floor((b * leanOut - a * leanBack) * scale);
    let along = Math.floor((a * leanOut + b * leanBack) * LENGTHWISE * scale);
    const end = start + count;
    for (let n = start; n < end; n++) {
      if (over[tissues[n] ?? 0] === 1) {
        const cell = (((along >> FRACTION_BITS) & mask) << TILE_BITS) | ((across >> FRACTION_BITS) & mask);
        const sheath = n < start + rim || n >= end - rim;
        tissues[n] = (plane[cell] ?? 0) > limit && !sheath ? fat : flesh;
        structures[n] = structure;
      }
      across += acrossStep;
      along += alongStep;
      limit += limitStep;
    }
  });
}

function range(values: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}

/** Erector spinae, multifidus, quadratus lumborum, psoas, crura and the muscles of the pelvis. */
export function paintMuscles(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const planes = new TilePlanes(trunk.tile);
  for (const side of [-1, 1] as const) {
    const own = trunk.muscle * draw.uniform(0.96, 1.04);
    const person = { side, own };
    paintParaspinal(canvas, trunk, person, planes);
    paintQuadratus(canvas, trunk, person, planes);
    paintPsoas(canvas, trunk, { side, own: own * draw.uniform(0.95, 1.08) }, planes);
    for (const muscle of Object.values(muscles.pelvic)) {
      if (typeof muscle === 'string') continue;
      paintPelvic(canvas, trunk, muscle, person, planes);
    }
  }
}

interface Person {
  readonly side: -1 | 1;
  readonly own: number;
}

/** Displacement of point `i` of line `line`, mm: the same for both muscles that meet there. */
const jitter = (trunk: Trunk, side: number, line: number, i: number): number =>
  JITTER_MM * noiseAt(trunk.noise, 13 * line + 5, 11 * i, 23 * side + 9);

interface ParaspinalMuscle {
  readonly structure: string;
  readonly ends: readonly number[];
  /** Lies between this border and the next one outwards. */
  readonly between: number;
  readonly shear: readonly number[];
  readonly deepFat: number;
  readonly medialFat: number;
  readonly lean: readonly number[];
}

interface BorderKey {
  readonly level: number;
  readonly fat: readonly number[];
  readonly borders: readonly (readonly (readonly number[])[])[];
}

const BORDER_KEYS: readonly BorderKey[] = muscles.paraspinal.keys;
const BORDER_LEVELS = BORDER_KEYS.map(({ level }) => level);
/** Keys of one border, deep to superficial. */
const BORDERS = [0, 1, 2, 3].map((b) =>
  BORDER_KEYS.map(({ level, borders }) => ({ level, points: borders[b] ?? [] })),
);

const structureOf = (name: string): number => STRUCTURE[name as StructureName];

const PARASPINAL: readonly (ParaspinalMuscle & {
  readonly code: number;
  readonly fats: readonly number[];
})[] = Object.values(muscles.paraspinal.muscles).map((muscle) => ({
  ...muscle,
  code: structureOf(muscle.structure),
  fats: BORDER_KEYS.map(({ fat }) => fat[muscle.between] ?? 0),
}));

/** Slice by slice, so that neighbours share the border between them. */
function paintParaspinal(canvas: Canvas, trunk: Trunk, { side, own }: Person, planes: TilePlanes): void {
  const ranges = PARASPINAL.map(({ ends: [low = 0, high = 0] }) =>
    slicesBetween(canvas, heightOfLevel(trunk, low), heightOfLevel(trunk, high)),
  );
  const first = Math.min(...ranges.map(([k0]) => k0));
  const last = Math.max(...ranges.map(([, k1]) => k1));
  for (let k = first; k <= last; k++) {
    const knot = trunkAt(trunk, sliceHeight(canvas, k));
    const reach = backFascia(trunk, sliceHeight(canvas, k)) - knot.y;
    const borders = BORDERS.map((keys, b) =>
      pointsBetween(keys, (key) => key.level, knot.level).map(([l = 0, p = 0], i): [number, number] => [
        knot.x +
          (muscles.paraspinal.turn[b] ?? 0) * p * (knot.tipX - knot.x) +
          side * (l * (0.5 + 0.5 * own) + jitter(trunk, side, b, i)),
        knot.y + p * reach + jitter(trunk, side, b + 4, i),
      ]),
    );
    PARASPINAL.forEach((muscle, m) => {
      const [k0, k1] = ranges[m] ?? [0, -1];
      if (k < k0 || k > k1) return;
      const outer = borders[muscle.between + 1] ?? [];
      const corners = [...(borders[muscle.between] ?? []), ...outer.slice().reverse()];
      const outline = insetOutline(smoothOutline(corners), () => SEPTUM_MM);
      const fat = Math.min(0.75, trunk.muscleFat * byLevel(BORDER_LEVELS, muscle.fats, knot.level));
      fillBelly(canvas, k, outline, { ...muscle, structure: muscle.code, fat, side }, planes);
    });
  }
}

function paintQuadratus(canvas: Canvas, trunk: Trunk, { side, own }: Person, planes: TilePlanes): void {
  const { keys, ends, structure, shear, lean } = muscles.quadratus;
  const [low = 0, high = 0] = ends;
  const [k0, k1] = slicesBetween(canvas, heightOfLevel(trunk, low), heightOfLevel(trunk, high));
  for (let k = k0; k <= k1; k++) {
    const knot = trunkAt(trunk, sliceHeight(canvas, k));
    const reach = backFascia(trunk, sliceHeight(canvas, k)) - knot.y;
    const points = pointsBetween(keys, (key) => key.level, knot.level);
    const outline = smoothOutline(
      points.map(([l = 0, p = 0], i) => [
        knot.x + side * (l * (0.5 + 0.5 * own) + jitter(trunk, side, 8, i)),
        knot.y + p * reach + jitter(trunk, side, 9, i),
      ]),
    );
    const fat = trunk.muscleFat * (keys[0]?.fat ?? 0);
    const belly = { structure: structureOf(structure), fat, deepFat: 1, medialFat: 0, shear, lean, side };
    fillBelly(canvas, k, outline, belly, planes);
  }
}

/** Below L5 the spine falls back while the psoas goes on forwards. */
const psoasAt = (trunk: Trunk, knot: TrunkKnot, l5: TrunkKnot): { beyond: number; y: number } => {
  const { level, beyond, behind } = muscles.psoas;
  const body = knot.level < 1 ? l5 : knot;
  const width = knot.level < 1 ? l5.bodyWidth : knot.bodyWidth;
  return {
    beyond: width + byLevel(level, beyond, knot.level) * (0.5 + 0.5 * trunk.muscle),
    y: body.y + byLevel(level, behind, knot.level),
  };
};

function paintPsoas(canvas: Canvas, trunk: Trunk, { side, own }: Person, planes: TilePlanes): void {
  const { level, halfWidth, halfDepth, fat, outline: shape, shear, lean } = muscles.psoas;
  const top = heightOfLevel(trunk, level.at(-1) ?? 0);
  const [k0, k1] = slicesBetween(canvas, -Infinity, top);
  const l5 = trunkAt(trunk, heightOfLevel(trunk, 1));
  const belly: Belly = {
    structure: STRUCTURE.psoas,
    fat: fat * trunk.muscleFat,
    deepFat: 1,
    medialFat: 0,
    shear,
    lean,
    side,
  };
  for (let k = k0; k <= k1; k++) {
    const knot = trunkAt(trunk, sliceHeight(canvas, k));
    const at = psoasAt(trunk, knot, l5);
    const a = own * byLevel(level, halfWidth, knot.level);
    const b = own * byLevel(level, halfDepth, knot.level);
    const outline = smoothOutline(
      shape.map(([l = 0, p = 0], i) => [
        knot.x + side * (at.beyond + l * a) + jitter(trunk, side, 10, i) * 0.06 * a,
        at.y + p * b + jitter(trunk, side, 11, i) * 0.06 * b,
      ]),
    );
    fillBelly(canvas, k, outline, belly, planes);
  }
}

/** The bundles of the glutei run outwards and forwards. */
const PELVIC_LEAN = [0.8, -0.6];

interface PelvicMuscle {
  readonly structure: string;
  readonly shear: readonly number[];
  readonly fat: number;
  readonly keys: readonly { above: number; points: readonly (readonly number[])[] }[];
}

function paintPelvic(
  canvas: Canvas,
  trunk: Trunk,
  muscle: PelvicMuscle,
  { side }: Person,
  planes: TilePlanes,
): void {
  const { pelvis } = trunk;
  const [k0, k1] = slicesBetween(canvas, -Infinity, pelvis.z + (muscle.keys[0]?.above ?? 0) * pelvis.unit);
  const belly: Belly = {
    structure: structureOf(muscle.structure),
    fat: Math.min(0.5, muscle.fat * trunk.muscleFat),
    deepFat: 1,
    medialFat: 0,
    shear: muscle.shear,
    lean: PELVIC_LEAN,
    side,
  };
  for (let k = k0; k <= k1; k++) {
    const above = (sliceHeight(canvas, k) - pelvis.z) / pelvis.unit;
    const points = pointsBetween(muscle.keys, (key) => key.above, above);
    const outline = smoothOutline(
      points.map(([l = 0, q = 0], i) => [
        pelvis.x + side * (l * pelvis.unit + jitter(trunk, side, 12, i)),
        pelvis.y + q * pelvis.unit + jitter(trunk, side, 13, i),
      ]),
    );
    fillBelly(canvas, k, outline, belly, planes);
  }
}
