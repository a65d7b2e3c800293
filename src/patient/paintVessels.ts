import { addScaled, normalize, type Vec3 } from '../geometry';
import vessels from './data/vessels.json';
import muscles from './data/muscles.json';
import type { Draw } from './random';
import { paintBar, type Canvas } from './raster';
import {
  ellipseOutline,
  fillTissue,
  insetOutline,
  replaceable,
  sliceHeight,
  slicesBetween,
  type Outline,
} from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { heightOfLevel, trunkAt, type Trunk, type TrunkKnot } from './trunk';

const SOFT = replaceable(TISSUE.visceralFat, TISSUE.foraminalFat, TISSUE.muscle, TISSUE.intramuscularFat);

interface Tube {
  readonly structure: number;
  readonly lumen: number;
  readonly wallMm: number;
}

/** A vessel across a slice: wall, then lumen. */
function paintTube(canvas: Canvas, k: number, outline: Outline, tube: Tube): void {
  fillTissue(canvas, k, [outline], TISSUE.muscle, SOFT, tube.structure);
  const lumen = insetOutline(outline, () => tube.wallMm);
  fillTissue(canvas, k, [lumen], tube.lumen, SOFT, tube.structure);
}

/** Aorta dividing at L4, vena cava, common iliac vessels, lumbar vessels and the diaphragm's crura. */
export function paintVessels(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const between = ([low = 0, high = 0]: readonly number[]): number => draw.uniform(low, high);
  const { aorta, cava } = vessels;
  const course: Course = {
    division: heightOfLevel(trunk, between(aorta.divisionLevel)),
    aortaRadius: between(aorta.radius),
    aortaLeft: between(aorta.left),
    cavaRight: between(cava.right),
    cavaHalfWidth: between(cava.halfWidth),
    cavaHalfDepth: between(cava.halfDepth),
    tortuous: draw.uniform(0, 3),
  };
  paintLumbar(canvas, trunk, course);
  paintCrura(canvas, trunk, course);
  paintVeins(canvas, trunk, course);
  paintArteries(canvas, trunk, course);
}

interface Course {
  readonly division: number;
  readonly aortaRadius: number;
  readonly aortaLeft: number;
  readonly cavaRight: number;
  readonly cavaHalfWidth: number;
  readonly cavaHalfDepth: number;
  readonly tortuous: number;
}

/** A smooth bend: −1 … 1 over 120 mm, without trigonometry. */
function bend(z: number): number {
  const t = z / 120 - Math.floor(z / 120);
  const u = t < 0.5 ? 4 * t - 1 : 3 - 4 * t;
  return u * (1.5 - 0.5 * u * u);
}

const front = (knot: TrunkKnot): number => knot.y - knot.bodyAp;

function aortaAt(knot: TrunkKnot, course: Course): Vec3 {
  const x = knot.x + course.aortaLeft + course.tortuous * bend(knot.z);
  // Beside the convexity of the body the vessel lies further back.
  const off = (x - knot.x) / (knot.bodyWidth || 1);
  const y = front(knot) + knot.bodyAp * 0.5 * off * off - course.aortaRadius - vessels.aorta.standOff;
  return [x, y, knot.z];
}

/** Iliac vessels hang in front of the receding sacrum. */
const hang = (trunk: Trunk, z: number): number => Math.max(0, heightOfLevel(trunk, 0.8) - z);

/** Below L5 vessels keep to the plane of L5's front and go forward. */
function pelvicFront(trunk: Trunk, knot: TrunkKnot): number {
  if (knot.level >= 0.8) return front(knot);
  return front(trunkAt(trunk, heightOfLevel(trunk, 0.8)));
}

function paintArteries(canvas: Canvas, trunk: Trunk, course: Course): void {
  const { aorta, iliacArtery, forward } = vessels;
  const [k0, k1] = slicesBetween(canvas, course.division, Infinity);
  const tube = { structure: STRUCTURE.aorta, lumen: TISSUE.artery, wallMm: aorta.wall };
  for (let k = k0; k <= k1; k++) {
    const [x, y] = aortaAt(trunkAt(trunk, sliceHeight(canvas, k)), course);
    paintTube(canvas, k, ellipseOutline(x, y, course.aortaRadius, course.aortaRadius), tube);
  }
  const [x0, y0] = aortaAt(trunkAt(trunk, course.division), course);
  const end = slicesBetween(canvas, -Infinity, course.division)[1];
  const iliac = { structure: STRUCTURE.iliacVessel, lumen: TISSUE.artery, wallMm: iliacArtery.wall };
  for (const side of [-1, 1]) {
    for (let k = 0; k <= end; k++) {
      const z = sliceHeight(canvas, k);
      const d = course.division - z;
      const knot = trunkAt(trunk, z);
      const settle = Math.min(1, d / 40);
      const near = y0 + settle * (pelvicFront(trunk, knot) - iliacArtery.radius - 6 - y0);
      const x = x0 * Math.max(0, 1 - d / 90) + side * (4 + d * iliacArtery.spread);
      const stretch = 1.25;
      const at = ellipseOutline(
        x,
        near - hang(trunk, z) * forward.artery,
        iliacArtery.radius * stretch,
        iliacArtery.radius,
      );
      paintTube(canvas, k, at, iliac);
    }
  }
}

function paintVeins(canvas: Canvas, trunk: Trunk, course: Course): void {
  const { cava, iliacVein, forward } = vessels;
  const begin = course.division - cava.beginBelowDivision;
  const [k0, k1] = slicesBetween(canvas, begin, Infinity);
  const tube = { structure: STRUCTURE.inferiorVenaCava, lumen: TISSUE.vein, wallMm: cava.wall };
  const at = (knot: TrunkKnot): [number, number] => {
    const off = course.cavaRight / (knot.bodyWidth || 1);
    return [
      knot.x - course.cavaRight,
      front(knot) + knot.bodyAp * 0.5 * off * off - course.cavaHalfDepth - 1,
    ];
  };
  for (let k = k0; k <= k1; k++) {
    const [x, y] = at(trunkAt(trunk, sliceHeight(canvas, k)));
    paintTube(canvas, k, ellipseOutline(x, y, course.cavaHalfWidth, course.cavaHalfDepth, 0.97, -0.24), tube);
  }
  const [x0, y0] = at(trunkAt(trunk, begin));
  const iliac = { structure: STRUCTURE.iliacVessel, lumen: TISSUE.vein, wallMm: iliacVein.wall };
  const end = slicesBetween(canvas, -Infinity, begin)[1];
  for (const side of [-1, 1]) {
    for (let k = 0; k <= end; k++) {
      const z = sliceHeight(canvas, k);
      const d = begin - z;
      const settle = Math.min(1, d / 30);
      const knot = trunkAt(trunk, z);
      const y = y0 + settle * (pelvicFront(trunk, knot) - iliacVein.halfDepth + 1 - y0);
      // The left vein crosses behind the right artery to the cava.
      const reach = side > 0 ? 12 + d * 0.75 : d * iliacVein.spread;
      const stretch = side > 0 && d < 25 ? 2 - d / 25 : 1;
      const outline = ellipseOutline(
        x0 * Math.max(0, 1 - d / 60) + side * Math.min(reach, 6 + d * 0.6),
        y - hang(trunk, z) * forward.vein,
        iliacVein.halfWidth * stretch,
        iliacVein.halfDepth,
      );
      paintTube(canvas, k, outline, iliac);
    }
  }
}

/** Segmental vessels run around the waist of each body. */
function paintLumbar(canvas: Canvas, trunk: Trunk, course: Course): void {
  const { lumbar } = vessels;
  for (const knot of trunk.knots) {
    if (knot.level < 1 || knot.level > 7) continue;
    for (const side of [-1, 1]) {
      const path = waistPath(knot, side, course, lumbar.standOff);
      for (let i = 0; i + 1 < path.length; i++) {
        const a = path[i];
        const b = path[i + 1];
        if (!a || !b) continue;
        for (const [r, up, tissue] of [
          [lumbar.artery, 0, TISSUE.artery],
          [lumbar.vein, -3, TISSUE.vein],
        ] as const) {
          const bar = {
            a: addScaled(a, [0, 0, 1], up),
            b: addScaled(b, [0, 0, 1], up),
            across: [0, 0, 1] as Vec3,
            radiiA: [r, r] as const,
            radiiB: [r, r] as const,
          };
          paintBar(canvas, bar, (n) => {
            if (SOFT[canvas.tissues[n] ?? 0] !== 1) return;
            canvas.tissues[n] = tissue;
            canvas.structures[n] = STRUCTURE.segmentalVessel;
          });
        }
      }
    }
  }
}

/** From the midline around the body to its back edge, on the body's elliptic outline. */
function waistPath(knot: TrunkKnot, side: number, course: Course, standOff: number): Vec3[] {
  const start: Vec3 = [knot.x + course.aortaLeft * 0.5, front(knot) - standOff, knot.z];
  const path: Vec3[] = [start];
  for (const [across, along] of [
    [0.5, -0.87],
    [0.87, -0.5],
    [1, 0],
    [0.87, 0.5],
  ] as const) {
    const out = normalize([side * across, along, 0]);
    const on: Vec3 = [
      knot.x + side * across * knot.bodyWidth * 0.92,
      knot.y + along * knot.bodyAp * 0.95,
      knot.z,
    ];
    path.push(addScaled(on, out, standOff));
  }
  return path;
}

/** Right and left crus of the diaphragm taper down the fronts of the bodies beside the aorta. */
function paintCrura(canvas: Canvas, trunk: Trunk, course: Course): void {
  const { endLevel, halfWidth, halfDepth } = muscles.crura;
  for (const [side, end] of [
    [-1, endLevel.right],
    [1, endLevel.left],
  ] as const) {
    const low = heightOfLevel(trunk, end);
    const [k0, k1] = slicesBetween(canvas, low, Infinity);
    for (let k = k0; k <= k1; k++) {
      const z = sliceHeight(canvas, k);
      const knot = trunkAt(trunk, z);
      const grow = Math.min(1, (z - low) / 45);
      const [ax] = aortaAt(knot, course);
      const x = ax + side * (course.aortaRadius + halfWidth * grow * 0.8);
      const y = front(knot) - halfDepth * grow - 0.5 + Math.abs(x - knot.x) * 0.12;
      const outline = ellipseOutline(x, y, halfWidth * (0.4 + 0.6 * grow), halfDepth * (0.4 + 0.9 * grow));
      fillTissue(canvas, k, [outline], TISSUE.muscle, SOFT, STRUCTURE.none);
    }
  }
}
