import type { Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import type { Draw } from '../random';
import { boxAround, forEachVoxel, type Canvas } from '../raster';
import { fromFrame, type Frame, type SpineModel } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { placeOfDisc, toFrame, type DiscPlace } from './places';
import { PLANE_STEP_MM, raised } from './plane';
import { isFat, MATERIAL, paintVoxel, voxelAt, type Paint } from './probe';
import { centroid, sacRadiusMm, sacSamples } from './sac';
import { ofKind, type Finding, type FindingOf } from './schema';

const { halfHeightMm, sacAreaMm2 } = data.schizas;
type Grade = Exclude<FindingOf<'central-stenosis'>['schizas'], 'A'>;

/** A voxel of the sac near the disc: where it lies in the sac's own round coordinates. */
interface SacVoxel {
  readonly n: number;
  /** Height over the disc's plane, mm. */
  readonly z: number;
  /** Distance from the sac's middle, of the way to its edge. */
  readonly share: number;
  /** Unit direction from the middle: left, posterior. */
  readonly u: number;
  readonly v: number;
  readonly from: readonly [number, number];
  readonly r: number;
}

/** Narrows the sac at discs to the area of their grade: disc in front, ligaments and facets behind press it in. */
export function paintCentralStenoses(
  canvas: Canvas,
  spine: SpineModel,
  findings: readonly Finding[],
  draw: Draw,
): void {
  for (const { disc, schizas } of ofKind(findings, 'central-stenosis')) {
    const place = placeOfDisc(spine, disc);
    if (place && schizas !== 'A') narrow(canvas, place, schizas, draw);
  }
}

const { crowdedBelowMm2 } = data.schizas;
const NARROWING = new Set<Finding['kind']>([
  'bulge',
  'protrusion',
  'extrusion',
  'sequestration',
  'flavum-hypertrophy',
  'facet-hypertrophy',
  'synovial-cyst',
  'listhesis',
  'lateral-recess-stenosis',
]);

/** Where other findings have narrowed the sac, its roots crowd as they do in a graded stenosis. */
export function crowdRoots(
  canvas: Canvas,
  spine: SpineModel,
  findings: readonly Finding[],
  draw: Draw,
): void {
  const everywhere = findings.some((f) => f.kind === 'epidural-lipomatosis');
  const graded = new Set<string>(ofKind(findings, 'central-stenosis').map((f) => f.disc));
  const narrowed = new Set<string>(
    findings.flatMap((f) => ('disc' in f && NARROWING.has(f.kind) ? [f.disc] : [])),
  );
  for (const { level, frame } of spine.discs) {
    if (graded.has(level) || !(everywhere || narrowed.has(level))) continue;
    const plane = sacSamples(canvas, frame);
    const areaMm2 = plane.length * PLANE_STEP_MM * PLANE_STEP_MM;
    const holdsCord = plane.some(({ voxel }) => canvas.tissues[voxel] === TISSUE.cord);
    if (holdsCord || areaMm2 === 0 || areaMm2 >= crowdedBelowMm2.B) continue;
    drain(canvas, sacVoxels(canvas, frame), 0, areaMm2 < crowdedBelowMm2.C ? 'C' : 'B', draw);
  }
}

/** How much each direction gives way: most at the back corners, where flava and facets are (a trefoil). */
function yieldOf(u: number, v: number): number {
  return v > 0 ? 0.72 + 0.28 * 4 * u * u * v * v : 0.72;
}

const pressAt = (press: number, z: number): number => press * (1 - (z / halfHeightMm) * (z / halfHeightMm));

const stays = (s: SacVoxel, press: number): boolean => s.share <= 1 - pressAt(press, s.z) * yieldOf(s.u, s.v);

function narrow(canvas: Canvas, place: DiscPlace, grade: Grade, draw: Draw): void {
  const { frame } = place.disc;
  const voxels = sacVoxels(canvas, frame);
  const byIndex = new Map(voxels.map((s) => [s.n, s]));
  const plane = sacSamples(canvas, frame);
  const areaMm2 = (press: number): number =>
    plane.filter(({ voxel }) => {
      const s = byIndex.get(voxel);
      return s !== undefined && stays(s, press);
    }).length *
    PLANE_STEP_MM *
    PLANE_STEP_MM;
  const press = pressFor(areaMm2, sacAreaMm2[grade]);
  squeeze(canvas, place, voxels, press, grade);
  drain(canvas, voxels, press, grade, draw);
  if (grade === 'D') fillBehind(canvas, place);
}

/** The least press that leaves no more than the area, by halving. */
function pressFor(areaMm2: (press: number) => number, target: number): number {
  if (areaMm2(0) <= target) return 0;
  let low = 0;
  let high = 0.97;
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (areaMm2(middle) > target) low = middle;
    else high = middle;
  }
  return high;
}

function sacVoxels(canvas: Canvas, frame: Frame): SacVoxel[] {
  const step = canvas.voxelMm;
  const layers = new Map<number, readonly [number, number] | null>();
  const middleAt = (z: number): readonly [number, number] | null => {
    const layer = Math.round(z / step);
    const known = layers.get(layer);
    if (known !== undefined) return known;
    const found = centroid(sacSamples(canvas, raised(frame, layer * step), step));
    layers.set(layer, found);
    return found;
  };
  const voxels: SacVoxel[] = [];
  const corners: Vec3[] = [4, 50].flatMap((p) =>
    [-20, 20].flatMap((l) => [-halfHeightMm, halfHeightMm].map((z) => fromFrame(frame, l, p, z))),
  );
  forEachVoxel(canvas, boxAround(canvas, corners, 0), (n, x, y, zed) => {
    if (canvas.labels[n] !== LABEL.canal) return;
    const [left, posterior, z] = toFrame(frame, [x, y, zed]);
    if (Math.abs(z) >= halfHeightMm) return;
    const from = middleAt(z);
    if (!from) return;
    const l = left - from[0];
    const p = posterior - from[1];
    const r = Math.sqrt(l * l + p * p);
    const [u, v] = r > 0 ? ([l / r, p / r] as const) : ([0, 1] as const);
    voxels.push({ n, z, u, v, r, from, share: r / sacRadiusMm(canvas, frame, from, [u, v], z) });
  });
  return voxels;
}

/** What presses from a direction. */
function pressing({ u, v, z }: SacVoxel, discHeightMm: number, grade: Grade): Paint {
  if (v < -0.5) return Math.abs(z) < discHeightMm / 2 + 1 ? MATERIAL.bulge : MATERIAL.fat;
  // A fat triangle between the flava stays until the last grade.
  if (v > 0 && Math.abs(u) < 0.4 && grade !== 'D') return MATERIAL.fat;
  return MATERIAL.flavum;
}

/** Moves the sac's contents inwards and fills what they leave. */
function squeeze(
  canvas: Canvas,
  { disc }: DiscPlace,
  voxels: readonly SacVoxel[],
  press: number,
  grade: Grade,
): void {
  if (press === 0) return;
  const before = new Map(voxels.map(({ n }) => [n, canvas.tissues[n] ?? 0]));
  for (const s of voxels) {
    if (!stays(s, press)) {
      paintVoxel(canvas, s.n, pressing(s, disc.parameters.heightMm, grade));
      continue;
    }
    const wide = s.r / (1 - pressAt(press, s.z) * yieldOf(s.u, s.v));
    const source = voxelAt(
      canvas,
      fromFrame(disc.frame, s.from[0] + wide * s.u, s.from[1] + wide * s.v, s.z),
    );
    const tissue = before.get(source);
    if (tissue !== undefined) canvas.tissues[s.n] = tissue;
  }
}

/** Share of the fluid that stays at the narrowest place: some in B, none from C on. */
const FLUID_KEPT: Readonly<Record<Grade, number>> = data.schizas.fluidKept;

/** Rootlets crowd where the fluid is pressed out. */
function drain(canvas: Canvas, voxels: readonly SacVoxel[], press: number, grade: Grade, draw: Draw): void {
  for (const s of voxels) {
    if (canvas.tissues[s.n] !== TISSUE.csf || !stays(s, press)) continue;
    // Full effect over the middle half of the height, fading beyond it.
    const full = Math.min(1, 2 * (1 - Math.abs(s.z) / halfHeightMm));
    if (!draw.chance((1 - FLUID_KEPT[grade]) * full)) continue;
    canvas.tissues[s.n] = TISSUE.caudaEquina;
    canvas.structures[s.n] = STRUCTURE.caudaEquina;
  }
}

/** The last fat behind the sac gives way to the ligaments. */
function fillBehind(canvas: Canvas, { disc }: DiscPlace): void {
  const { frame } = disc;
  const middle = centroid(sacSamples(canvas, frame));
  if (!middle) return;
  const centre = fromFrame(frame, middle[0], middle[1], 0);
  forEachVoxel(canvas, boxAround(canvas, [centre], 20), (n, x, y, zed) => {
    if (!isFat(canvas.tissues[n] ?? 0)) return;
    const [left, posterior, z] = toFrame(frame, [x, y, zed]);
    const within = Math.abs(z) < halfHeightMm * 0.8 && Math.abs(left - middle[0]) < 12;
    if (within && posterior > middle[1] && posterior < middle[1] + 14) paintVoxel(canvas, n, MATERIAL.flavum);
  });
}
