import data from './data/trunk.json';
import type { PhantomDefinition } from './definition';
import { createFieldTile, type FieldTile } from './fieldTile';
import type { SacralSegment } from './paintPelvis';
import { createTiledNoise, type TiledNoise } from './noise';
import { spinousLine } from './arch';
import { pelvisFrame, type PelvisFrame } from './pelvisFrame';
import type { Draw } from './random';
import { SacrumFrame } from './sacrumFrame';
import type { SpineModel } from './spineModel';

/** What the trunk needs of the spine at one height: where the column is and where the back begins. */
export interface TrunkKnot {
  readonly z: number;
  /** Vertebrae above S1: L5 1, L4 2 …; S1 0, S2 −1 …; between them in proportion. */
  readonly level: number;
  readonly x: number;
  readonly y: number;
  /** Posterior limit of the spinous processes. */
  readonly back: number;
  /** Where the spinous tips are, left of `x` or right of it in a rotated spine. */
  readonly tipX: number;
  /** Half depth of the vertebral body here. */
  readonly bodyAp: number;
  readonly bodyWidth: number;
}

/** Build of the trunk, mm. Fat and muscle follow sex, age and body mass index (data/trunk.json). */
export interface Trunk {
  /** From the lowest up. */
  readonly knots: readonly TrunkKnot[];
  readonly halfWidth: number;
  /** Ratio of hip to waist. */
  readonly hips: number;
  /** L3 centre to the skin of the belly. */
  readonly front: number;
  /** Posterior subcutaneous fat at L3. */
  readonly fatBack: number;
  readonly fatSide: number;
  readonly fatFront: number;
  /** Fat over the buttocks relative to the back's. */
  readonly gluteal: number;
  /** Size of the muscles, 1 on average. */
  readonly muscle: number;
  /** Share of fat within the multifidus at L3, 0 … 1. */
  readonly muscleFat: number;
  /** Share of the abdominal cavity that is fat, 0 … 1. */
  readonly visceralFat: number;
  readonly pelvis: PelvisFrame;
  readonly sacrum: SacrumFrame;
  /** Field that streaks muscle and fat. */
  readonly tile: FieldTile;
  /** Makes outlines uneven. */
  readonly noise: TiledNoise;
}

type Habitus = Record<keyof typeof data.habitus.female, number>;

/** Between the sexes where the definition names none: `male` 0 … 1. */
function habitusOf(male: number): Habitus {
  const { female, male: man } = data.habitus;
  const mixed = Object.entries(female).map(([key, value]) => [
    key,
    value + male * (man[key as keyof Habitus] - value),
  ]);
  return Object.fromEntries(mixed) as Habitus;
}

const clamp = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v));

/** Draws the trunk around a spine. */
export function drawTrunk(
  definition: PhantomDefinition,
  spine: SpineModel,
  sacral: readonly SacralSegment[],
  draw: Draw,
): Trunk {
  const { spread, ageYears, bmi } = definition;
  const { ageing, spread: sd, habitus: build } = data;
  const drawn = 0.5 + draw.uniform(-0.5, 0.5) * Math.min(1, spread);
  const h = habitusOf(definition.sex === 'male' ? 1 : definition.sex === 'female' ? 0 : drawn);
  const over = bmi - build.bmi;
  const older = ageYears - ageing.years;
  const mean = definition.fatThicknessMm ?? h.fatBack + h.fatBackPerBmi * over;
  const fatBack = Math.max(build.fatBackLeast, mean * draw.normal(1, sd.fat * spread));
  return {
    knots: trunkKnots(spine, sacral),
    halfWidth:
      (h.halfWidth + h.halfWidthPerBmi * over) * draw.normal(1, sd.width * spread) * definition.statureScale,
    hips: h.hips,
    front: (h.front + h.frontPerBmi * over) * draw.normal(1, sd.front * spread),
    fatBack,
    fatSide: fatBack * h.fatSide * draw.normal(0.8, 0.1 * spread),
    fatFront: fatBack * h.fatFront * draw.normal(1, 0.15 * spread),
    gluteal: h.gluteal,
    muscle: clamp(
      h.muscle * (1 - ageing.muscleLossPerYear * older) * draw.normal(1, sd.muscle * spread),
      0.7,
      1.2,
    ),
    muscleFat: clamp(
      ageing.muscleFat +
        ageing.muscleFatPerYear * older +
        ageing.muscleFatPerBmi * over +
        draw.normal(0, ageing.muscleFatSd * spread),
      0.02,
      0.6,
    ),
    visceralFat: clamp(
      h.visceralFat +
        build.visceralFatPerBmi * over +
        build.visceralFatPerYear * older +
        draw.normal(0, 0.05 * spread),
      0.05,
      0.75,
    ),
    pelvis: pelvisFrame(spine),
    sacrum: new SacrumFrame(sacral),
    tile: createFieldTile(draw.integer(0, 1 << 30)),
    noise: createTiledNoise(draw.integer(0, 1 << 30)),
  };
}

function trunkKnots(spine: SpineModel, sacral: readonly SacralSegment[]): TrunkKnot[] {
  // Below a lumbarised S1 the sacrum begins with S2: muscles and pelvis keep to the names of the segments.
  const free = spine.sacrumLevel === 'S2' ? 1 : 0;
  const count = spine.vertebrae.length - free;
  const knots: TrunkKnot[] = spine.vertebrae.map((v, i) => ({
    z: v.frame.origin[2],
    level: count - i,
    x: v.frame.origin[0],
    y: v.frame.origin[1],
    back: spinousLine(v).tip[1],
    tipX: spinousLine(v).tip[0],
    bodyAp: v.upper.halfDepth,
    bodyWidth: v.upper.halfWidth,
  }));
  sacral.forEach((s, i) => {
    knots.push({
      z: s.frame.origin[2],
      level: -i - free,
      x: s.frame.origin[0],
      y: s.frame.origin[1],
      back: s.frame.origin[1] + (46 - i * 9),
      tipX: s.frame.origin[0],
      bodyAp: s.top.halfDepth,
      bodyWidth: s.top.halfWidth,
    });
  });
  return knots.sort((a, b) => a.z - b.z);
}

export function trunkAt(trunk: Trunk, z: number): TrunkKnot {
  const { knots } = trunk;
  let i = 0;
  while (i + 2 < knots.length && (knots[i + 1]?.z ?? 0) < z) i++;
  const a = knots[i];
  const b = knots[i + 1];
  if (!a || !b) throw new Error('a trunk needs knots');
  const f = clamp((z - a.z) / (b.z - a.z), -0.6, 1.6);
  const s = clamp(f, 0, 1);
  const mix = (p: number, q: number, t: number): number => p + t * (q - p);
  return {
    z,
    level: mix(a.level, b.level, f),
    x: mix(a.x, b.x, f),
    y: mix(a.y, b.y, f),
    back: mix(a.back, b.back, s),
    tipX: mix(a.tipX, b.tipX, s),
    bodyAp: mix(a.bodyAp, b.bodyAp, s),
    bodyWidth: mix(a.bodyWidth, b.bodyWidth, s),
  };
}

/** Height of a level of the spine (level as in `TrunkKnot`), mm. */
export function heightOfLevel(trunk: Trunk, level: number): number {
  const { knots } = trunk;
  let i = 0;
  while (i + 2 < knots.length && (knots[i + 1]?.level ?? 0) < level) i++;
  const a = knots[i];
  const b = knots[i + 1];
  if (!a || !b) throw new Error('a trunk needs knots');
  return a.z + ((level - a.level) / (b.level - a.level)) * (b.z - a.z);
}

/** Value at a level of a table of data/trunk.json: linear between its levels, constant beyond. */
export function byLevel(levels: readonly number[], values: readonly number[], level: number): number {
  const last = levels.length - 1;
  if (level <= (levels[0] ?? 0)) return values[0] ?? 0;
  if (level >= (levels[last] ?? 0)) return values[last] ?? 0;
  let i = 0;
  while ((levels[i + 1] ?? 0) < level) i++;
  const from = levels[i] ?? 0;
  const t = (level - from) / ((levels[i + 1] ?? 1) - from);
  const a = values[i] ?? 0;
  return a + t * ((values[i + 1] ?? a) - a);
}

/** Posterior subcutaneous fat in the midline at a level, mm. */
export const fatOfBack = (trunk: Trunk, level: number): number =>
  trunk.fatBack * byLevel(data.outline.level, data.outline.fat, level);

/** Height of the thoracolumbar fascia in the midline: a mean along the spine, as it spans the hollows. */
export function backFascia(trunk: Trunk, z: number): number {
  const { smoothing, supraspinous } = data.skin;
  let back = 0;
  for (let d = -3; d <= 3; d++) back += trunkAt(trunk, z + (d * smoothing) / 3).back;
  return back / 7 + supraspinous;
}

/** Height of the back's skin in the midline. */
export const backSkin = (trunk: Trunk, z: number): number =>
  backFascia(trunk, z) + data.skin.thickness + fatOfBack(trunk, trunkAt(trunk, z).level);
