import muscles from './data/muscles.json';
import { TILE_CELL_MM, TILE_MASK, tileRow, type FieldTile } from './fieldTile';
import { pointsBetween, type PelvisFrame } from './pelvisFrame';
import type { Draw } from './random';
import type { Canvas } from './raster';
import {
  ellipseOutline,
  fillOutlines,
  insetOutline,
  replaceable,
  sliceHeight,
  slicesBetween,
  smoothOutline,
  type Outline,
} from './section';
import { STRUCTURE, type StructureName } from './structure';
import { TISSUE } from './tissues';
import { backFascia, byLevel, heightOfLevel, trunkAt, type Trunk, type TrunkKnot } from './trunk';

const FAT_ONLY = replaceable(TISSUE.foraminalFat, TISSUE.visceralFat);
const { jitter: JITTER_MM, epimysium: EPIMYSIUM_MM, lengthwise: LENGTHWISE, fan: FAN } = muscles.belly;

/** How a belly is filled. */
interface Belly {
  readonly structure: number;
  /** Share of fat within, 0 … 1. */
  readonly fat: number;
  /** Fat at the deep end relative to the superficial. */
  readonly deepFat: number;
  /** Outwards and forwards drift of the fibres a millimetre down. */
  readonly shear: readonly number[];
  readonly side: number;
}

/** Muscle with streaks of fat along its fibres, in a thin dark sheath. */
function fillBelly(canvas: Canvas, k: number, outline: Outline, belly: Belly, tile: FieldTile): void {
  const { tissues, structures, voxelMm } = canvas;
  const z = sliceHeight(canvas, k);
  const [out = 0, forward = 0] = belly.shear;
  const dx = belly.side * out * z;
  const dy = -forward * z;
  let deep = Infinity;
  let surface = -Infinity;
  for (const y of outline.y) {
    if (y < deep) deep = y;
    if (y > surface) surface = y;
  }
  const { values } = tile;
  const [fat, flesh, mask] = [TISSUE.intramuscularFat, TISSUE.muscle, TILE_MASK];
  const cell = TILE_CELL_MM;
  const step = voxelMm / cell;
  const over = FAT_ONLY;
  fillOutlines(canvas, k, [outline], (start, count, x, y) => {
    const depth = (surface - y) / (surface - deep || 1);
    const share = belly.fat * (1 + (belly.deepFat - 1) * (2 * depth - 1));
    const limit = 255 * (1 - share);
    const row = tileRow((y + dy) * LENGTHWISE, z);
    const from = (x + dx + belly.side * FAN * y) / cell;
    for (let i = 0; i < count; i++) {
      const n = start + i;
      if (over[tissues[n] ?? 0] !== 1) continue;
      const v = values[row + (Math.floor(from + i * step) & mask)] ?? 0;
      tissues[n] = v > limit ? fat : flesh;
      structures[n] = belly.structure;
    }
  });
}

/** Dark rim of a belly against the fat around it. */
function fillSheath(canvas: Canvas, k: number, outline: Outline): void {
  const { tissues } = canvas;
  fillOutlines(canvas, k, [outline, insetOutline(outline, () => EPIMYSIUM_MM)], (start, count) => {
    for (let n = start; n < start + count; n++)
      if (tissues[n] === TISSUE.intramuscularFat) tissues[n] = TISSUE.muscle;
  });
}

/** Erector spinae, multifidus, quadratus lumborum, psoas, crura and the muscles of the pelvis. */
export function paintMuscles(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  for (const side of [-1, 1] as const) {
    const own = trunk.muscle * draw.uniform(0.96, 1.04);
    for (const muscle of Object.values(muscles.paraspinal)) {
      if (typeof muscle === 'string') continue;
      paintParaspinal(canvas, trunk, muscle, { side, own, jitter: jitters(draw, 6) });
    }
    paintPsoas(canvas, trunk, side, own * draw.uniform(0.95, 1.08));
    for (const muscle of Object.values(muscles.pelvic)) {
      if (typeof muscle === 'string') continue;
      paintPelvic(canvas, trunk, muscle, { side, own, jitter: jitters(draw, 10) });
    }
  }
}

interface Person {
  readonly side: -1 | 1;
  readonly own: number;
  /** Displacement of each point, mm, both axes. */
  readonly jitter: readonly number[];
}

const jitters = (draw: Draw, points: number): number[] =>
  Array.from({ length: 2 * points }, () => draw.uniform(-JITTER_MM, JITTER_MM));

interface ParaspinalMuscle {
  readonly structure: string;
  readonly ends: readonly number[];
  readonly shear: readonly number[];
  readonly deepFat: number;
  readonly keys: readonly { level: number; fat: number; points: readonly (readonly number[])[] }[];
}

const structureOf = (name: string): number => STRUCTURE[name as StructureName];

function paintParaspinal(canvas: Canvas, trunk: Trunk, muscle: ParaspinalMuscle, person: Person): void {
  const [low = 0, high = 0] = muscle.ends;
  const [k0, k1] = slicesBetween(canvas, heightOfLevel(trunk, low), heightOfLevel(trunk, high));
  const levels = muscle.keys.map((key) => key.level);
  const fats = muscle.keys.map((key) => key.fat);
  const { side, own, jitter } = person;
  for (let k = k0; k <= k1; k++) {
    const knot = trunkAt(trunk, sliceHeight(canvas, k));
    const reach = backFascia(trunk, sliceHeight(canvas, k)) - knot.y;
    const points = pointsBetween(muscle.keys, (key) => key.level, knot.level);
    const outline = smoothOutline(
      points.map(([l = 0, p = 0], i) => [
        knot.x + side * (l * (0.5 + 0.5 * own) + (jitter[2 * i] ?? 0)),
        knot.y + p * reach + (jitter[2 * i + 1] ?? 0),
      ]),
    );
    const fat = Math.min(0.75, trunk.muscleFat * byLevel(levels, fats, knot.level));
    const { deepFat, shear, structure } = muscle;
    fillBelly(
      canvas,
      k,
      outline,
      { structure: structureOf(structure), fat, deepFat, shear, side },
      trunk.tile,
    );
    fillSheath(canvas, k, outline);
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

function paintPsoas(canvas: Canvas, trunk: Trunk, side: -1 | 1, own: number): void {
  const { level, halfWidth, halfDepth, fat } = muscles.psoas;
  const top = heightOfLevel(trunk, level.at(-1) ?? 0);
  const [k0, k1] = slicesBetween(canvas, -Infinity, top);
  const l5 = trunkAt(trunk, heightOfLevel(trunk, 1));
  const belly: Belly = {
    structure: STRUCTURE.psoas,
    fat: fat * trunk.muscleFat,
    deepFat: 1,
    shear: [0.2, 0.1],
    side,
  };
  for (let k = k0; k <= k1; k++) {
    const knot = trunkAt(trunk, sliceHeight(canvas, k));
    const at = psoasAt(trunk, knot, l5);
    const a = own * byLevel(level, halfWidth, knot.level);
    const b = own * byLevel(level, halfDepth, knot.level);
    const outline = ellipseOutline(knot.x + side * at.beyond, at.y, a, b, 0.92, side * 0.39);
    fillBelly(canvas, k, outline, belly, trunk.tile);
  }
}

interface PelvicMuscle {
  readonly structure: string;
  readonly shear: readonly number[];
  readonly fat: number;
  readonly keys: readonly { above: number; points: readonly (readonly number[])[] }[];
}

function paintPelvic(canvas: Canvas, trunk: Trunk, muscle: PelvicMuscle, person: Person): void {
  const { pelvis } = trunk;
  const { side, jitter } = person;
  const [k0, k1] = slicesBetween(canvas, -Infinity, pelvis.z + (muscle.keys[0]?.above ?? 0) * pelvis.unit);
  const belly: Belly = {
    structure: structureOf(muscle.structure),
    fat: Math.min(0.5, muscle.fat * trunk.muscleFat),
    deepFat: 1,
    shear: muscle.shear,
    side,
  };
  for (let k = k0; k <= k1; k++) {
    const above = (sliceHeight(canvas, k) - pelvis.z) / pelvis.unit;
    const points = pointsBetween(muscle.keys, (key) => key.above, above);
    const outline = smoothOutline(
      points.map(([l = 0, q = 0], i) => pelvicPoint(pelvis, side, l, q, jitter, i)),
    );
    fillBelly(canvas, k, outline, belly, trunk.tile);
    fillSheath(canvas, k, outline);
  }
}

const pelvicPoint = (
  { x, y, unit }: PelvisFrame,
  side: number,
  l: number,
  q: number,
  jitter: readonly number[],
  i: number,
): [number, number] => [
  x + side * (l * unit + (jitter[2 * i] ?? 0)),
  y + q * unit + (jitter[2 * i + 1] ?? 0),
];
