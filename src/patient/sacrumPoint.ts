import pelvis from './data/pelvis.json';
import { iliumSection, jointLine, medialOfJoint } from './iliumShape';
import { noiseAt } from './noise';
import { dish, outlineRadius, planeDistance } from './outline';
import type { SacralSegment } from './paintPelvis';
import type { Canvas } from './raster';
import type { SacrumFrame } from './sacrumFrame';
import { byLevel, type Trunk } from './trunk';

const { sacrum: shape, foramina, ilium } = pelvis;

/** Sizes across the sacrum at one place along its axis, mm. */
interface Across {
  readonly halfWidth: number;
  readonly halfDepth: number;
  readonly ala: number;
  readonly lateralBack: number;
  readonly canalAp: number;
  readonly canalHalfWidth: number;
  readonly roof: number;
}

const PLACE_STEPS = 20;
/** A tilted sacrum shifts its rows' places by a little from side to side. */
const TILT_MM = 5;
/** Nothing of the sacrum lies further behind its canal than this. */
const BEHIND_CANAL_MM = 16;

/** Tables along the axis, `PLACE_STEPS` a segment. */
function acrossTable(segments: readonly SacralSegment[], unit: number): readonly Across[] {
  const at = (values: readonly number[], place: number): number => unit * byLevel(shape.place, values, place);
  return Array.from({ length: segments.length * PLACE_STEPS + 1 }, (_, i) => {
    const place = i / PLACE_STEPS;
    const s = segments[Math.min(segments.length - 1, Math.floor(place))];
    if (!s) throw new Error('a sacrum has segments');
    const t = place - Math.min(segments.length - 1, Math.floor(place));
    return {
      halfWidth: s.top.halfWidth + t * (s.bottom.halfWidth - s.top.halfWidth),
      halfDepth: s.top.halfDepth + t * (s.bottom.halfDepth - s.top.halfDepth),
      ala: at(shape.alaHalfWidth, place),
      lateralBack: at(shape.lateralBack, place),
      canalAp: at(shape.canalAp, place),
      canalHalfWidth: at(shape.canalHalfWidth, place),
      roof: at(shape.roof, place),
    };
  });
}

/** Deeper in a body than this nothing else matters, mm. */
const DEEP_MM = 6;
/** Shallower than this nothing is painted, mm. */
const AWAY_MM = -1;

type Joint = ReturnType<typeof jointLine>;

/**
 * One point of the sacrum, asked again and again: set x, y, z, then `locate`, then `measure`. Its numbers are fields
 * because a call with fractions for arguments allocates each of them, millions of times.
 */
export class SacrumPoint {
  x = NaN;
  y = NaN;
  z = NaN;
  /** Segments below the upper endplate. */
  place = NaN;
  /** mm above the upper endplate's mean plane. */
  up = NaN;
  /** Radial coordinate in the segment's body: 1 on its outline. */
  radius = NaN;
  /** mm in the bodies, and in the bone as a whole, > 0 inside. */
  body = NaN;
  depth = NaN;
  inForamen = false;
  /** Within the root of a foramen. */
  inRoot = false;

  /** mm to the left of and behind the axis. */
  private l = NaN;
  private q = NaN;
  private wave = NaN;
  private wall = NaN;
  private a: Across;
  private readonly table: readonly Across[];
  private readonly unit: number;
  private readonly last: number;
  private readonly frame: SacrumFrame;
  private readonly top: SacralSegment['top'];
  private joints: readonly [right: Joint, left: Joint] = [[], []];

  constructor(
    segments: readonly SacralSegment[],
    private readonly trunk: Trunk,
    private readonly dishMm: number,
  ) {
    const [s1] = segments;
    if (!s1) throw new Error('a sacrum has segments');
    this.frame = trunk.sacrum;
    this.top = s1.top;
    this.unit = unitOf(s1);
    this.table = acrossTable(segments, this.unit);
    const [first] = this.table;
    if (!first) throw new Error('a sacrum has a table');
    this.a = first;
    this.last = segments.length - 0.02;
  }

  /** Before the points of another slice. */
  enterSlice(z: number): void {
    this.z = z;
    const joint = (side: -1 | 1): Joint => jointLine(iliumSection(this.trunk.pelvis, side, z, 0));
    this.joints = [joint(-1), joint(1)];
  }

  /** Columns of the row at `y` that may hold bone: none where its middle is far from the sacrum. */
  rowRange({ origin, voxelMm }: Canvas, low: number, high: number): readonly [number, number] {
    const { place, behind, frame } = this.frame;
    const { posterior, superior, origin: o } = frame;
    const [y, z] = [this.y - o[1], this.z - o[2]];
    const c = this.frame.cell(y * posterior[1] + z * posterior[2], y * superior[1] + z * superior[2]);
    const at = place[c] ?? NaN;
    const a = this.table[Math.max(0, Math.min(this.table.length - 1, Math.round(at * PLACE_STEPS)))];
    const q = behind[c] ?? NaN;
    if (!a || !(q > -a.halfDepth - TILT_MM && q < a.halfDepth + a.canalAp + BEHIND_CANAL_MM + TILT_MM))
      return [0, -1];
    const half = a.ala + TILT_MM;
    return [
      Math.max(low, Math.ceil((o[0] - half - origin[0]) / voxelMm)),
      Math.min(high, Math.floor((o[0] + half - origin[0]) / voxelMm)),
    ];
  }

  /** Whether the point lies where there may be bone. */
  locate(): boolean {
    const { frame, place, behind } = this.frame;
    const { origin: o, left, posterior, superior } = frame;
    const rx = this.x - o[0];
    const ry = this.y - o[1];
    const rz = this.z - o[2];
    const c = this.frame.cell(
      rx * posterior[0] + ry * posterior[1] + rz * posterior[2],
      rx * superior[0] + ry * superior[1] + rz * superior[2],
    );
    if (c < 0) return false;
    const at = place[c] ?? NaN;
    if (!(at > -0.75 && at < this.last)) return false;
    const a = this.table[Math.max(0, Math.round(at * PLACE_STEPS))];
    const q = behind[c] ?? 0;
    if (!a || q < -a.halfDepth - 1 || q > a.halfDepth + a.canalAp + BEHIND_CANAL_MM) return false;
    const l = rx * left[0] + ry * left[1] + rz * left[2];
    if (Math.abs(l) > a.ala) return false;
    this.place = at;
    this.a = a;
    this.q = q;
    this.l = l;
    return true;
  }

  /** Depth in the bone; whether in a foramen instead. */
  measure(): void {
    const { a, l, q } = this;
    this.up = planeDistance(this.top, this.x, this.y, this.z);
    this.radius = outlineRadius(l, q, a.halfWidth, a.halfDepth, 0.12);
    this.wave = noiseAt(this.trunk.noise, this.x, this.y, this.z) * shape.waviness;
    this.body = Math.min(
      (1 - this.radius) * a.halfDepth + this.wave * 0.5,
      dish(this.dishMm, this.radius) - this.up,
    );
    this.inForamen = false;
    this.depth = this.body;
    if (this.body >= DEEP_MM) return;
    const drop =
      shape.alaDrop * Math.max(0, Math.abs(l) - a.halfWidth) + 1 + 0.45 * Math.max(0, q - a.halfDepth);
    if (-this.up - drop <= AWAY_MM && this.body <= AWAY_MM) return;
    this.addMass(drop);
    if (
      this.depth > AWAY_MM &&
      this.place > 0.6 &&
      this.place < 4.5 &&
      Math.abs(l) > a.canalHalfWidth * 0.8
    ) {
      this.pierce();
      this.depth = Math.min(this.depth, this.wall);
      this.inForamen = this.wall < 0 && q > -a.halfDepth - 2;
    }
  }

  /** Alae, lateral masses and roof, up to the sacroiliac joint. */
  private addMass(drop: number): void {
    const { a, l, x, y } = this;
    let mass = Math.min(this.massDepth() + this.wave, -this.up - drop);
    if (mass > 0 && Math.abs(l) > 0.6 * a.ala) {
      const side = x > this.trunk.pelvis.x ? 1 : -1;
      mass = Math.min(mass, medialOfJoint(this.joints[side > 0 ? 1 : 0], side, x, y) - ilium.jointGap);
    }
    this.depth = Math.max(this.body, mass);
  }

  /** Depth of the alae, the lateral masses and the roof of the sacral canal. */
  private massDepth(): number {
    const { a, unit, l, q } = this;
    const side = Math.abs(l);
    const out = side / a.ala;
    if (out >= 1) return -1;
    const front =
      -shape.alaFront * a.halfDepth + (shape.alaFront * a.halfDepth + shape.alaTurn * unit) * out * out;
    const roofFront = a.halfDepth + a.canalAp;
    const roofBack = roofFront + a.roof + (side < shape.crestHalfWidth ? this.crest() : 0);
    const away = Math.min(1, side / (0.72 * a.ala));
    const back = roofBack + (a.lateralBack - roofBack) * away * away;
    // The ends of the lateral mass are round.
    const out3 = out * out * out;
    const slack = 0.3 * (back - front) * out3 * out3;
    const depth = Math.min(q - front - slack, back - q - slack, (1 - out) * a.ala * 0.8);
    const inCanal = side / (a.canalHalfWidth * 1.25);
    if (inCanal < 1 && q < roofFront) {
      const arch = roofFront - (roofFront - a.halfDepth) * 0.5 * inCanal * inCanal;
      return Math.min(depth, Math.max(q - arch, -1));
    }
    return Math.min(depth, side < a.halfWidth * 0.7 && q < a.halfDepth ? -1 : depth);
  }

  /** Height of the median crest over the roof. */
  private crest(): number {
    const { place, unit } = this;
    if (place <= 0.2 || place >= 4) return 0;
    const part = place - Math.floor(place);
    return shape.crestHeight * unit * Math.max(0, 1 - 5 * (part - 0.5) * (part - 0.5));
  }

  /** mm to the wall of the nearest foramen (< 0 within), and whether in its root. */
  private pierce(): void {
    const { a, unit, l, q, place } = this;
    const { lengths } = this.frame;
    const i = Math.max(0, Math.min(foramina.place.length - 1, Math.round(place) - 1));
    const length = lengths[Math.min(lengths.length - 1, Math.max(0, Math.floor(place)))] ?? 20;
    const down = (place - (foramina.place[i] ?? 1)) * length;
    const beside = (foramina.beside[i] ?? 18) * unit;
    const r = (foramina.radius[i] ?? 4) * unit;
    const side = Math.abs(l);
    // The tunnel leans outwards to the front; towards the canal it is one with its lateral recess.
    const lean = q < a.halfDepth ? (a.halfDepth - q) * 0.12 : 0;
    const across =
      side < beside + lean && q > a.halfDepth * 0.6 ? Math.max(0, beside - 5 - side) : side - beside - lean;
    const flare = 1 + Math.max(0, -q / (a.halfDepth * 3 + 1));
    this.wall = Math.sqrt(across * across + down * down) - r * flare;
    if (this.wall >= 0) return;
    const own = (foramina.root[i] ?? 2) * unit;
    const track = side - beside - lean + Math.max(0, q - a.halfDepth * 0.4) * 0.6;
    this.inRoot = Math.sqrt(track * track + (down + 1.5) * (down + 1.5)) / own < 1;
  }
}

/** 1 for an S1 endplate 50 mm wide. */
export const unitOf = (s1: SacralSegment): number => s1.top.halfWidth / 25;
