import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import pelvis from './data/pelvis.json';
import { iliumSection, jointLine, medialOfJoint } from './iliumShape';
import { noiseAt } from './noise';
import { dish, outlineRadius, planeDistance } from './outline';
import type { SacralSegment } from './paintPelvis';
import { PART } from './part';
import { boxAround, type Canvas } from './raster';
import type { SacrumFrame } from './sacrumFrame';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { byLevel, type Trunk } from './trunk';

const { cortexMm, cortexOutsideLabelMm, endplateInBoneMm } = anatomy.labels;
const { sacrum: shape, foramina, remnantDiscs } = pelvis;

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

/** Depth (mm, > 0 in bone) of the body at a place, without its upper face. */
const bodyDepth = (a: Across, l: number, q: number): number =>
  (1 - outlineRadius(l, q, a.halfWidth, a.halfDepth, 0.12)) * a.halfDepth;

/** Depth of the alae, the lateral masses and the roof of the sacral canal. */
function massDepth(a: Across, unit: number, l: number, q: number, crest: number): number {
  const side = Math.abs(l);
  const out = side / a.ala;
  if (out >= 1) return -1;
  const front =
    -shape.alaFront * a.halfDepth + (shape.alaFront * a.halfDepth + shape.alaTurn * unit) * out * out;
  const roofFront = a.halfDepth + a.canalAp;
  const roofBack = roofFront + a.roof + (side < shape.crestHalfWidth ? crest : 0);
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

/** mm to the wall of the nearest foramen (< 0 within) and how near its root is, 0 … 1 (1 and more: outside). */
interface Opening {
  wall: number;
  root: number;
}

function openingAt(
  place: number,
  frame: SacrumFrame,
  unit: number,
  a: Across,
  l: number,
  q: number,
  to: Opening,
): void {
  const i = Math.max(0, Math.min(foramina.place.length - 1, Math.round(place) - 1));
  const length = frame.lengths[Math.min(frame.lengths.length - 1, Math.max(0, Math.floor(place)))] ?? 20;
  const down = (place - (foramina.place[i] ?? 1)) * length;
  const beside = (foramina.beside[i] ?? 18) * unit;
  const r = (foramina.radius[i] ?? 4) * unit;
  const side = Math.abs(l);
  // The tunnel leans outwards to the front; towards the canal it is one with its lateral recess.
  const lean = q < a.halfDepth ? (a.halfDepth - q) * 0.12 : 0;
  const across =
    side < beside + lean && q > a.halfDepth * 0.6 ? Math.max(0, beside - 5 - side) : side - beside - lean;
  const flare = 1 + Math.max(0, -q / (a.halfDepth * 3 + 1));
  to.wall = Math.sqrt(across * across + down * down) - r * flare;
  const own = (foramina.root[i] ?? 2) * unit;
  const track = side - beside - lean + Math.max(0, q - a.halfDepth * 0.4) * 0.6;
  to.root = Math.sqrt(track * track + (down + 1.5) * (down + 1.5)) / own;
}

/** Sacrum: bodies, alae, lateral masses pierced by the foramina, roof of the canal with its crest, rests of discs. */
export function paintSacrum(
  canvas: Canvas,
  segments: readonly SacralSegment[],
  trunk: Trunk,
  dishMm: number,
): void {
  const [s1] = segments;
  if (!s1) throw new Error('a sacrum has segments');
  const frame = trunk.sacrum;
  const unit = s1.top.halfWidth / 25;
  const table = acrossTable(segments, unit);
  const { dims, origin, voxelMm } = canvas;
  const { lo, hi } = boxAround(
    canvas,
    segments.flatMap((s) => [s.top.point, s.bottom.point]),
    62 * unit,
  );
  const { origin: o, left, posterior, superior } = frame.frame;
  const { place: places, behind } = frame;
  const opening: Opening = { wall: 0, root: 0 };
  const painter = new SacrumPainter(canvas);
  const last = segments.length - 0.02;
  for (let k = lo[2]; k <= hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    const joints = ([-1, 1] as const).map((side) => jointLine(iliumSection(trunk.pelvis, side, z, 0)));
    for (let j = lo[1]; j <= hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      const ry = y - o[1];
      const rz = z - o[2];
      const [i0, i1] = rowRange(frame, table, lo[0], hi[0], ry, rz, canvas);
      let n = (k * dims[1] + j) * dims[0] + i0;
      for (let i = i0; i <= i1; i++, n++) {
        const x = origin[0] + i * voxelMm;
        const rx = x - o[0];
        const c = frame.cell(
          rx * posterior[0] + ry * posterior[1] + rz * posterior[2],
          rx * superior[0] + ry * superior[1] + rz * superior[2],
        );
        if (c < 0) continue;
        const place = places[c] ?? NaN;
        if (!(place > -0.75 && place < last)) continue;
        const q = behind[c] ?? 0;
        const l = rx * left[0] + ry * left[1] + rz * left[2];
        const a = table[Math.max(0, Math.round(place * PLACE_STEPS))];
        if (!a || q < -a.halfDepth - 1 || q > a.halfDepth + a.canalAp + 16 || Math.abs(l) > a.ala) continue;
        const up = planeDistance(s1.top, x, y, z);
        const r = outlineRadius(l, q, a.halfWidth, a.halfDepth, 0.12);
        const wave = noiseAt(trunk.noise, x, y, z) * shape.waviness;
        const body = Math.min(bodyDepth(a, l, q) + wave * 0.5, dish(dishMm, r) - up);
        let depth = body;
        if (body < 6) {
          const part = place - Math.floor(place);
          const crest =
            place > 0.2 && place < 4
              ? shape.crestHeight * unit * Math.max(0, 1 - 5 * (part - 0.5) * (part - 0.5))
              : 0;
          const drop =
            shape.alaDrop * Math.max(0, Math.abs(l) - a.halfWidth) + 1 + 0.45 * Math.max(0, q - a.halfDepth);
          let mass = Math.min(massDepth(a, unit, l, q, crest) + wave, -up - drop);
          if (mass > 0 && Math.abs(l) > 0.6 * a.ala) {
            const side = x > trunk.pelvis.x ? 1 : -1;
            const line = joints[side > 0 ? 1 : 0];
            if (line) mass = Math.min(mass, medialOfJoint(line, side, x, y) - pelvis.ilium.jointGap);
          }
          depth = Math.max(body, mass);
          if (depth > -1 && place > 0.6 && place < 4.5 && Math.abs(l) > a.canalHalfWidth * 0.8) {
            openingAt(place, frame, unit, a, l, q, opening);
            if (opening.wall < depth) depth = opening.wall;
            if (opening.wall < 0 && q > -a.halfDepth - 2) {
              painter.foramen(n, opening.root < 1);
              continue;
            }
          }
        }
        if (depth <= 0) continue;
        const plate = body > 0 && up > -endplateInBoneMm - 0.5 && up < 1 && depth <= cortexMm;
        painter.bone(n, depth, plate, up);
        painter.remnant(n, place, frame, r);
      }
    }
  }
}

/** A tilted sacrum shifts its rows' places by a little from side to side. */
const TILT_MM = 5;

/** Columns of a row that may hold bone: none where its middle is far from the sacrum. */
function rowRange(
  sacrum: SacrumFrame,
  table: readonly Across[],
  low: number,
  high: number,
  y: number,
  z: number,
  { origin, voxelMm }: Canvas,
): readonly [number, number] {
  const { frame, place, behind } = sacrum;
  const { posterior, superior, origin: o } = frame;
  const c = sacrum.cell(y * posterior[1] + z * posterior[2], y * superior[1] + z * superior[2]);
  const at = place[c] ?? NaN;
  const a = table[Math.max(0, Math.min(table.length - 1, Math.round(at * PLACE_STEPS)))];
  const q = behind[c] ?? NaN;
  if (!a || !(q > -a.halfDepth - TILT_MM && q < a.halfDepth + a.canalAp + 16 + TILT_MM)) return [0, -1];
  const half = a.ala + TILT_MM;
  return [
    Math.max(low, Math.ceil((o[0] - half - origin[0]) / voxelMm)),
    Math.min(high, Math.floor((o[0] + half - origin[0]) / voxelMm)),
  ];
}

/** What one voxel of the sacrum becomes. */
class SacrumPainter {
  constructor(private readonly canvas: Canvas) {}

  bone(n: number, depth: number, plate: boolean, up: number): void {
    const { tissues, labels, structures, parts } = this.canvas;
    if (up > -3 && parts[n] !== PART.none) return;
    const marrow = depth > cortexMm;
    tissues[n] = marrow ? TISSUE.sacralMarrow : plate ? TISSUE.endplate : TISSUE.corticalBone;
    labels[n] = depth > (plate ? endplateInBoneMm : cortexOutsideLabelMm) ? LABEL.sacrum : LABEL.background;
    structures[n] = STRUCTURE.sacrum;
  }

  foramen(n: number, root: boolean): void {
    const { tissues, labels, structures, parts } = this.canvas;
    if (parts[n] !== PART.none) return;
    tissues[n] = root ? TISSUE.nerveRoot : TISSUE.foraminalFat;
    labels[n] = LABEL.background;
    structures[n] = root ? STRUCTURE.nerveRoot : STRUCTURE.foraminalFat;
  }

  /** Rests of discs between the segments: a plate of disc between two of cortex. */
  remnant(n: number, place: number, frame: SacrumFrame, r: number): void {
    const i = Math.round(place) - 1;
    const half = remnantDiscs.halfThickness[i];
    const reach = remnantDiscs.reach[i];
    if (half === undefined || reach === undefined || r >= 1) return;
    const off = place - (i + 1);
    const away = Math.abs(off) * (frame.lengths[off < 0 ? i : i + 1] ?? 20);
    // Plates bow: the rest is thickest in the middle.
    const bowed = half * (1 - 0.4 * r * r);
    if (away > bowed + cortexMm || r > reach + 0.1) return;
    const { tissues, labels, structures } = this.canvas;
    const disc = away < bowed && r < reach;
    tissues[n] = disc ? TISSUE.sacralDisc : TISSUE.corticalBone;
    labels[n] = LABEL.sacrum;
    structures[n] = disc ? STRUCTURE.sacralDisc : STRUCTURE.sacrum;
  }
}
