import { exactCosDeg, exactExp, exactLog, exactSinDeg } from '../geometry';
import data from './data/trunk.json';
import { insetOutline, type Outline } from './section';
import { backSkin, byLevel, fatOfBack, trunkAt, type Trunk, type TrunkKnot } from './trunk';

const VERTICES = 96;
const { outline: shape, skin, wall } = data;

/** Around the trunk from the posterior midline over the left: sines and cosines, and their superelliptic powers. */
const SIN = new Float64Array(VERTICES);
const COS = new Float64Array(VERTICES);
const ACROSS = new Float64Array(VERTICES);
const ALONG = new Float64Array(VERTICES);
for (let i = 0; i < VERTICES; i++) {
  const s = exactSinDeg((360 * i) / VERTICES);
  const c = exactCosDeg((360 * i) / VERTICES);
  const power = 2 / (c > 0 ? shape.backExponent : shape.frontExponent);
  SIN[i] = s;
  COS[i] = c;
  ACROSS[i] = signedPower(s, power);
  ALONG[i] = signedPower(c, power);
}

function signedPower(v: number, power: number): number {
  const a = Math.abs(v);
  if (a < 1e-12) return 0;
  const p = exactExp(power * exactLog(a));
  return v < 0 ? -p : p;
}

/** Outlines of one axial slice of the trunk, outside in. */
export interface TrunkSection {
  readonly skin: Outline;
  /** Outside of the subcutaneous fat. */
  readonly fat: Outline;
  /** Membranous layer within the fat. */
  readonly scarpa: Outline;
  readonly scarpaInner: Outline;
  /** Inside of the fat: the deep fascia. */
  readonly fascia: Outline;
  /** Surfaces of the muscular wall's layers: fascia, latissimus dorsi, external oblique and rectus, plane, internal oblique, plane, transversus. */
  readonly wall: readonly Outline[];
}

/** Ellipse of the abdominal cavity in a slice: centre and half axes, mm. */
export interface Cavity {
  readonly knot: TrunkKnot;
  readonly x: number;
  readonly middle: number;
  readonly halfWidth: number;
  readonly halfFront: number;
}

const smoothStep = (low: number, high: number, v: number): number => {
  const t = Math.max(0, Math.min(1, (v - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

interface Axes {
  readonly x: number;
  readonly middle: number;
  readonly halfWidth: number;
  readonly halfBack: number;
  readonly halfFront: number;
}

function axesAt(trunk: Trunk, knot: TrunkKnot): Axes {
  const { z, level } = knot;
  const row = (values: readonly number[]): number => byLevel(shape.level, values, level);
  let y = 0;
  for (let d = -2; d <= 2; d++) y += trunkAt(trunk, z + 20 * d).y / 5;
  const middle = y * 0.7 + 4;
  return {
    x: knot.x * 0.5,
    middle,
    halfWidth: trunk.halfWidth * row(shape.width) * (1 + (trunk.hips - 1) * row(shape.hips)),
    halfBack: backSkin(trunk, z) - middle,
    halfFront: trunk.front - row(shape.front) + middle,
  };
}

/** Everything between skin and cavity at height `z`. */
function trunkSection(trunk: Trunk, z: number): TrunkSection {
  const knot = trunkAt(trunk, z);
  const { level } = knot;
  const axes = axesAt(trunk, knot);
  const skinOutline = outerOutline(axes, level);
  const back = fatOfBack(trunk, level);
  const buttock = byLevel(shape.level, shape.buttock, level) / 30;
  const fatDepth = (v: number): number => {
    const c = COS[v] ?? 0;
    const s = SIN[v] ?? 0;
    const c2 = c * c;
    const over = c > 0 ? 4 * c2 * s * s * buttock * (trunk.gluteal - 0.6) * back : 0;
    return (c > 0 ? back : trunk.fatFront) * c2 + trunk.fatSide * (1 - c2) + over;
  };
  const fat = insetOutline(skinOutline, () => skin.thickness);
  const scarpa = insetOutline(skinOutline, (v) => skin.thickness + skin.scarpaDepth * fatDepth(v));
  const scarpaInner = insetOutline(
    skinOutline,
    (v) => skin.thickness + skin.scarpaDepth * fatDepth(v) + skin.scarpaThickness,
  );
  const fascia = deepFascia(
    axes,
    level,
    insetOutline(skinOutline, (v) => skin.thickness + fatDepth(v)),
    [axes.halfWidth - skin.thickness - trunk.fatSide, axes.halfBack - skin.thickness - back],
  );
  const layers = wallDepths(axes, level);
  const surfaces = layers.map((depth) => insetOutline(fascia, depth));
  return {
    skin: skinOutline,
    fat,
    scarpa,
    scarpaInner,
    fascia,
    wall: surfaces,
  };
}

/** Abdominal cavity at height `z`. */
function measureCavity(trunk: Trunk, z: number): Cavity {
  const knot = trunkAt(trunk, z);
  const axes = axesAt(trunk, knot);
  const wallMm = wall.externalOblique + wall.internalOblique + wall.transversus + 3 * wall.plane;
  return {
    knot,
    x: axes.x,
    middle: axes.middle,
    halfWidth: axes.halfWidth - skin.thickness - trunk.fatSide - wallMm - 2,
    halfFront: axes.halfFront - skin.thickness - trunk.fatFront - wall.rectus - 3,
  };
}

function outerOutline(axes: Axes, level: number): Outline {
  const x = new Float64Array(VERTICES);
  const y = new Float64Array(VERTICES);
  const groove = byLevel(shape.level, shape.groove, level);
  const buttock = byLevel(shape.level, shape.buttock, level);
  for (let v = 0; v < VERTICES; v++) {
    const along = ALONG[v] ?? 0;
    const px = axes.halfWidth * (ACROSS[v] ?? 0);
    let py = axes.middle + along * (along > 0 ? axes.halfBack : axes.halfFront);
    if (along > 0) {
      const g = px / 16;
      const b = (Math.abs(px) - 72) / 48;
      py += along * (buttock / (1 + b * b * b * b) + groove * (1 - 1 / (1 + g * g)) - buttock * 0.16);
    }
    x[v] = axes.x + px;
    y[v] = py;
  }
  return { x, y };
}

/**
 * Above the pelvis the thoracolumbar fascia rounds off towards the flank while the skin stays square: the fat between
 * is thick beside the erector spinae. `half` are its half axes.
 */
function deepFascia(axes: Axes, level: number, inset: Outline, half: readonly [number, number]): Outline {
  const round = smoothStep(shape.roundFrom, shape.roundFrom + 1.6, level);
  const x = inset.x.slice();
  const y = inset.y.slice();
  for (let v = 0; v < VERTICES; v++) {
    const c = COS[v] ?? 0;
    if (c <= 0) continue;
    x[v] = (x[v] ?? 0) + round * (axes.x + half[0] * (SIN[v] ?? 0) - (x[v] ?? 0));
    y[v] = (y[v] ?? 0) + round * (axes.middle + half[1] * c - (y[v] ?? 0));
  }
  return { x, y };
}

/** Depths below the deep fascia at which the layers of the wall end, a function of the vertex. */
function wallDepths(axes: Axes, level: number): ((vertex: number) => number)[] {
  // Below the iliac crest the flank is hip: the wall is left in front of the iliac spine only.
  const rear = level > 1.6 ? 0.32 : 0.32 - 0.75 * smoothStep(0, 1, (1.6 - level) / 1.4);
  const dorsal = smoothStep(2.2, 4, level);
  const latissimus = new Float64Array(VERTICES);
  const oblique = new Float64Array(VERTICES);
  const rectus = new Float64Array(VERTICES);
  const sheath = new Float64Array(VERTICES);
  for (let v = 0; v < VERTICES; v++) {
    const c = COS[v] ?? 0;
    const px = Math.abs(axes.halfWidth * (ACROSS[v] ?? 0));
    const front = c < 0 ? 1 : 0;
    oblique[v] =
      (1 - smoothStep(rear - 0.3, rear + 0.12, c)) *
      (front ? smoothStep(wall.rectusHalfWidth - 8, wall.rectusHalfWidth + 8, px) : 1);
    rectus[v] =
      front *
      (wall.lineaAlbaShare + (1 - wall.lineaAlbaShare) * smoothStep(0, wall.lineaAlbaHalfWidth, px)) *
      (1 - smoothStep(wall.rectusHalfWidth - 5, wall.rectusHalfWidth + 12, px));
    latissimus[v] = dorsal * smoothStep(0.05, 0.3, c) * (1 - smoothStep(0.5, 0.85, c));
    sheath[v] = c > rear ? wall.thoracolumbarFascia : wall.fascia;
  }
  const at = (list: Float64Array, v: number): number => list[v] ?? 0;
  const fascia = (v: number): number => at(sheath, v);
  const dorsi = (v: number): number => fascia(v) + wall.latissimus * at(latissimus, v);
  const external = (v: number): number =>
    dorsi(v) + wall.externalOblique * at(oblique, v) + wall.rectus * at(rectus, v);
  const plane1 = (v: number): number => external(v) + wall.plane * at(oblique, v);
  const internal = (v: number): number => plane1(v) + wall.internalOblique * at(oblique, v);
  const plane2 = (v: number): number => internal(v) + wall.plane * at(oblique, v);
  const transversus = (v: number): number => plane2(v) + wall.transversus * at(oblique, v);
  const lining = (v: number): number => transversus(v) + wall.fascia * at(rectus, v);
  return [fascia, dorsi, external, plane1, internal, plane2, transversus, lining];
}

/** Outlines change slowly along the trunk: between two sections they are in proportion. */
const SECTION_STEP_MM = 4;

/** The sections of a trunk, measured where they are first asked for. */
export class SectionTable {
  private readonly sections = new Map<number, TrunkSection>();

  constructor(private readonly trunk: Trunk) {}

  /** Between the two nearest heights of the table. */
  at(z: number): TrunkSection {
    const step = Math.floor(z / SECTION_STEP_MM);
    const [a, b] = [this.measured(step), this.measured(step + 1)];
    const t = z / SECTION_STEP_MM - step;
    const mix = (p: Outline, q: Outline): Outline => ({ x: mixed(p.x, q.x, t), y: mixed(p.y, q.y, t) });
    return {
      skin: mix(a.skin, b.skin),
      fat: mix(a.fat, b.fat),
      scarpa: mix(a.scarpa, b.scarpa),
      scarpaInner: mix(a.scarpaInner, b.scarpaInner),
      fascia: mix(a.fascia, b.fascia),
      wall: a.wall.map((outline, i) => mix(outline, b.wall[i] ?? outline)),
    };
  }

  private measured(step: number): TrunkSection {
    const known = this.sections.get(step);
    if (known) return known;
    const section = trunkSection(this.trunk, step * SECTION_STEP_MM);
    this.sections.set(step, section);
    return section;
  }
}

function mixed(a: Float64Array, b: Float64Array, t: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] ?? 0) + t * ((b[i] ?? 0) - (a[i] ?? 0));
  return out;
}

const CAVITY_STEP_MM = 4;
const CAVITY_STEPS = 150;

/** The cavity at every height, tabled once: thousands of loops of bowel ask for it. */
export class CavityTable {
  private readonly cavities: readonly Cavity[];

  constructor(trunk: Trunk) {
    this.cavities = Array.from({ length: CAVITY_STEPS }, (_, i) =>
      measureCavity(trunk, (i - CAVITY_STEPS / 2) * CAVITY_STEP_MM),
    );
  }

  /** Of the nearest tabled height. */
  at(z: number): Cavity {
    const i = Math.max(0, Math.min(CAVITY_STEPS - 1, Math.round(z / CAVITY_STEP_MM) + CAVITY_STEPS / 2));
    const cavity = this.cavities[i];
    if (!cavity) throw new Error('the cavity table has gaps');
    return cavity;
  }
}
