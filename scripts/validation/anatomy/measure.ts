import { addScaled, cross, normalize, sub, type Vec3 } from '../../../src/geometry';
import { mean, median, quantile } from '../real/statistics';
import type { Bone } from './meshes';

/** Sizes of one vertebra and the disc below it, mm. */
export interface VertebraSizes {
  readonly upperWidth: number;
  readonly upperDepth: number;
  readonly lowerWidth: number;
  readonly lowerDepth: number;
  /** Endplate to endplate on the axis. */
  readonly height: number;
  /** 3 mm behind the front and before the back. */
  readonly anteriorHeight: number;
  readonly posteriorHeight: number;
  /** Bony canal inside the closed ring of body, pedicles and laminae. */
  readonly canalDepth: number;
  readonly canalWidth: number;
  /** In coronal sections of the vertebra just behind the body, lower quartile of both sides. */
  readonly pedicleHeight: number;
  readonly pedicleWidth: number;
  readonly transverseSpan: number;
  /** Endplate to endplate below this body, along its axis. */
  readonly discHeight: number;
}

const STEP = 0.5;
/** Half-sizes of the box that is looked at, mm: lateral, anterior–posterior, along the axis. */
const REACH = { lateral: 60, back: 60, front: 30, axis: 32 } as const;

/** A vertebra's own axes: u left, v posterior, w superior. */
interface Frame {
  readonly origin: Vec3;
  readonly u: Vec3;
  readonly v: Vec3;
  readonly w: Vec3;
}

const place = (f: Frame, u: number, v: number, w: number): Vec3 =>
  addScaled(addScaled(addScaled(f.origin, f.u, u), f.v, v), f.w, w);

function frameOf(origin: Vec3, axis: Vec3): Frame {
  const w = normalize(axis);
  const u = normalize(sub([1, 0, 0], [w[0] * w[0], w[0] * w[1], w[0] * w[2]]));
  return { origin, u, v: cross(w, u), w };
}

/** Where bone ends when one walks from a point within it, mm; NaN when the start is no bone. */
function edge(bone: Bone, at: (distance: number) => Vec3, limit: number): number {
  if (!bone(at(0))) return NaN;
  for (let d = STEP; d <= limit; d += STEP / 2) if (!bone(at(d))) return d - STEP / 4;
  return NaN;
}

interface Surface {
  readonly u: number;
  readonly v: number;
  readonly w: number;
}

/** Plane w = c + a·u + b·v through points, least squares (centred). */
function plane(points: readonly Surface[]): { slopeU: number; slopeV: number } {
  const [u0, v0, w0] = [
    mean(points.map((p) => p.u)),
    mean(points.map((p) => p.v)),
    mean(points.map((p) => p.w)),
  ];
  let [uu, uv, vv, uw, vw] = [0, 0, 0, 0, 0];
  for (const p of points) {
    const [u, v, w] = [p.u - u0, p.v - v0, p.w - w0];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uw += u * w;
    vw += v * w;
  }
  const det = uu * vv - uv * uv;
  return { slopeU: (uw * vv - vw * uv) / det, slopeV: (vw * uu - uw * uv) / det };
}

/** The endplate surface over the body's middle, seen along the axis. */
function endplate(bone: Bone, f: Frame, side: 1 | -1, halfMm = 13): Surface[] {
  const points: Surface[] = [];
  for (let u = -halfMm; u <= halfMm; u += 1)
    for (let v = -halfMm; v <= halfMm; v += 1) {
      const w = edge(bone, (d) => place(f, u, v, side * d), REACH.axis);
      if (!Number.isNaN(w)) points.push({ u, v, w: side * w });
    }
  return points;
}

/** Turns and moves the frame until its axis is the mean normal of the endplates and its origin midway between them. */
function fitFrame(bone: Bone, centre: Vec3): Frame {
  let f = frameOf(centre, [0, 0, 1]);
  for (let round = 0; round < 4; round++) {
    const [top, bottom] = [endplate(bone, f, 1), endplate(bone, f, -1)];
    const [a, b] = [plane(top), plane(bottom)];
    const axis = addScaled(addScaled(f.w, f.u, -(a.slopeU + b.slopeU) / 2), f.v, -(a.slopeV + b.slopeV) / 2);
    const middle = (median(top.map((p) => p.w)) + median(bottom.map((p) => p.w))) / 2;
    const section = middleOfBody(bone, f, middle);
    f = frameOf(place(f, section.u, section.v, middle), axis);
  }
  return f;
}

/** Middle of the body's section at height w. */
function middleOfBody(bone: Bone, f: Frame, w: number): { u: number; v: number } {
  const front = edge(bone, (d) => place(f, 0, -d, w), REACH.front);
  const back = edge(bone, (d) => place(f, 0, d, w), REACH.front);
  const v = (back - front) / 2;
  const left = edge(bone, (d) => place(f, d, v, w), REACH.lateral);
  const right = edge(bone, (d) => place(f, -d, v, w), REACH.lateral);
  return { u: (left - right) / 2, v };
}

/** How far within an endplate its section is taken: the rim stands proud of the middle. */
const WITHIN_ENDPLATE_MM = 2;

/** Largest width and midline depth of the body just within one endplate and parallel to it: endplates are not parallel. */
function endplateSize(bone: Bone, f: Frame, side: 1 | -1): { width: number; depth: number } {
  const points = endplate(bone, f, side);
  const { slopeU, slopeV } = plane(points);
  const normal = addScaled(addScaled(f.w, f.u, -slopeU), f.v, -slopeV);
  const surface = median(points.map((p) => p.w));
  const own = frameOf(place(f, 0, 0, surface - side * WITHIN_ENDPLATE_MM), normal);
  const front = edge(bone, (d) => place(own, 0, -d, 0), REACH.front);
  const back = edge(bone, (d) => place(own, 0, d, 0), REACH.front);
  let width = 0;
  // Beside the pedicles the section runs on into the arch: the body ends before its back.
  for (let v = -front + 2; v < back - 6; v += 1) {
    const left = edge(bone, (d) => place(own, d, v, 0), REACH.lateral);
    const right = edge(bone, (d) => place(own, -d, v, 0), REACH.lateral);
    if (left + right > width) width = left + right;
  }
  return { width, depth: front + back };
}

/** Canal where the ring behind the body is closed: not bone, enclosed by bone. Undefined where it is open. */
function canalSection(
  bone: Bone,
  f: Frame,
  w: number,
  backV: number,
): { depth: number; width: number; frontV: number } | undefined {
  let v = backV;
  while (v < backV + 6 && bone(place(f, 0, v, w))) v += STEP;
  const depth = (() => {
    for (let d = 0; d < 40; d += STEP / 2) if (bone(place(f, 0, v + d, w))) return d;
    return NaN;
  })();
  const width = Math.max(
    ...[0.25, 0.35, 0.45].map((share) => {
      const reach = (side: 1 | -1): number => {
        for (let d = 0; d < 25; d += STEP / 2) if (bone(place(f, side * d, v + share * depth, w))) return d;
        return NaN;
      };
      return reach(1) + reach(-1);
    }),
  );
  return Number.isFinite(depth) && Number.isFinite(width) && depth > 6
    ? { depth, width, frontV: v }
    : undefined;
}

/** Height and width of the pedicle's section in the coronal plane v on one side, from the piece beside the canal. */
function pedicleSection(
  bone: Bone,
  f: Frame,
  v: number,
  side: 1 | -1,
  nearU: number,
): { height: number; width: number } {
  const found: { u: number; w: number }[] = [];
  const start = ((): { u: number; w: number } | undefined => {
    for (let u = nearU; u < nearU + 14; u += STEP)
      for (let w = 0; w < 16; w += STEP) if (bone(place(f, side * u, v, w))) return { u, w };
    return undefined;
  })();
  if (!start) return { height: NaN, width: NaN };
  const seen = new Set<string>();
  const stack = [start];
  for (let p = stack.pop(); p; p = stack.pop()) {
    const key = `${p.u}/${p.w}`;
    if (seen.has(key) || Math.abs(p.w) > 25 || p.u > 45 || p.u < 0) continue;
    seen.add(key);
    if (!bone(place(f, side * p.u, v, p.w))) continue;
    found.push(p);
    stack.push(
      { u: p.u + STEP, w: p.w },
      { u: p.u - STEP, w: p.w },
      { u: p.u, w: p.w + STEP },
      { u: p.u, w: p.w - STEP },
    );
  }
  if (found.length === 0) return { height: NaN, width: NaN };
  // Chords through the piece's middle, from its inner wall: transverse process and articular process hang on its outside.
  const inner = found.reduce((least, p) => Math.min(least, p.u), Infinity);
  const beside = found.filter((p) => p.u <= inner + 6);
  const middleW = median(beside.map((p) => p.w));
  const run = (matches: (p: { u: number; w: number }) => boolean): number =>
    found.filter(matches).length * STEP;
  const width = run((p) => Math.abs(p.w - middleW) < STEP / 2 + 1e-6);
  const height = run((p) => Math.abs(p.u - (inner + Math.min(width, 10) / 2)) <= STEP / 2);
  return { height, width };
}

function transverseSpan(bone: Bone, f: Frame): number {
  const reach = (side: 1 | -1): number => {
    for (let u = REACH.lateral; u > 0; u -= STEP)
      for (let v = -10; v < 45; v += 1)
        for (let w = -10; w < 18; w += 1) if (bone(place(f, side * u, v, w))) return u;
    return NaN;
  };
  return reach(1) + reach(-1);
}

/** Distance from this body's lower endplate to the next bone along the axis, median over the middle of the disc. */
function discBelow(bone: Bone, f: Frame): number {
  const gaps: number[] = [];
  for (let u = -8; u <= 8; u += 1)
    for (let v = -8; v <= 8; v += 1) {
      const bottom = edge(bone, (d) => place(f, u, v, -d), REACH.axis);
      for (let d = bottom + 2; d < bottom + 25; d += STEP / 2)
        if (bone(place(f, u, v, -d))) {
          gaps.push(d - bottom);
          break;
        }
    }
  return median(gaps);
}

/**
 * Measures a vertebra in a solid: the frame is fitted to its endplates, then each size is read from sections, the same
 * for a surface of a real spine and for a label map.
 *
 * @param centre any point well within the body, LPS mm
 */
export function measureVertebra(bone: Bone, centre: Vec3): VertebraSizes {
  const f = fitFrame(bone, centre);
  const patch = (side: 1 | -1): number => median(endplate(bone, f, side, 6).map((p) => p.w));
  const [top, bottom] = [patch(1), patch(-1)];
  const front = edge(bone, (d) => place(f, 0, -d, 0), REACH.front);
  const back = edge(bone, (d) => place(f, 0, d, 0), REACH.front);
  const heightAt = (v: number): number =>
    edge(bone, (d) => place(f, 0, v, d), REACH.axis) + edge(bone, (d) => place(f, 0, v, -d), REACH.axis);
  const upper = endplateSize(bone, f, 1);
  const lower = endplateSize(bone, f, -1);
  const rings = [];
  for (let w = -2; w <= 14; w += 1) {
    const ring = canalSection(bone, f, w, back - 1);
    if (ring) rings.push(ring);
  }
  const canalWidth = median(rings.map((r) => r.width));
  const wall = median(rings.map((r) => r.frontV));
  const pedicles = [2, 3, 4, 5, 6, 7].flatMap((behind) =>
    ([1, -1] as const).map((side) => pedicleSection(bone, f, wall + behind, side, canalWidth / 2 - 3)),
  );
  // Sections that run into a process are larger: the lower quartile is a section of the pedicle alone.
  const narrow = (pick: (p: { height: number; width: number }) => number): number =>
    quantile(pedicles.map(pick).filter(Number.isFinite), 0.25);
  return {
    upperWidth: upper.width,
    upperDepth: upper.depth,
    lowerWidth: lower.width,
    lowerDepth: lower.depth,
    height: top - bottom,
    anteriorHeight: heightAt(-front + 3),
    posteriorHeight: heightAt(back - 3),
    canalDepth: median(rings.map((r) => r.depth)),
    canalWidth,
    pedicleHeight: narrow((p) => p.height),
    pedicleWidth: narrow((p) => p.width),
    transverseSpan: transverseSpan(bone, f),
    discHeight: discBelow(bone, f),
  };
}
