import { addScaled, dot, normalize, sub, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { instanceCode } from '../instance';
import { PART } from '../part';
import { boxAround, forEachVoxel, paintEllipsoid, type Canvas } from '../raster';
import { fromFrame, type SpineModel } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { facetCentre, placeOfDisc, sideSign, toFrame, type DiscPlace } from './places';
import { centreOf } from './plane';
import { leaveMm, MATERIAL, paintVoxel } from './probe';
import { isSpace } from './recess';
import { centroid, sacSamples } from './sac';
import { ofKind, type Finding, type FindingOf } from './schema';

const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
/** Half the extent of what hypertrophy reaches around a joint, mm. */
const JOINT_REACH_MM = 12;

/** Bone laid on the facets, fluid in the joint. After the canal: the sac gives way. */
export function paintFacets(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const f of ofKind(findings, 'facet-hypertrophy')) {
    const place = placeOfDisc(spine, f.disc);
    if (!place) continue;
    for (const side of f.side === 'both' ? ([1, -1] as const) : [sideSign(f.side)]) {
      const centre = facetCentre(place, side);
      if (f.effusion) paintEffusion(canvas, centre);
      growBone(canvas, place, centre, data.facets.osteophyteMm[f.grade]);
    }
  }
}

/** Lays bone of a thickness on what arch there is around the joint, thinning out away from it. */
function growBone(canvas: Canvas, place: DiscPlace, centre: Vec3, thicknessMm: number): void {
  const arch: { point: Vec3; thick: number; instance: number }[] = [];
  const box = boxAround(canvas, [centre], JOINT_REACH_MM);
  forEachVoxel(canvas, box, (n, x, y, z) => {
    if (canvas.parts[n] !== PART.arch || !isSurface(canvas, n)) return;
    const d = sub([x, y, z], centre);
    const thick = thicknessMm * (1 - dot(d, d) / (JOINT_REACH_MM * JOINT_REACH_MM));
    if (thick > 0.4) arch.push({ point: [x, y, z], thick, instance: canvas.instances[n] ?? 0 });
  });
  const owner = instanceCode('vertebra', place.index);
  const displaced = new Map<number, number>();
  for (const { point, thick, instance } of arch) {
    paintEllipsoid(canvas, point, AXES, [thick, thick, thick], (n) => {
      if (canvas.parts[n] !== PART.none || canvas.labels[n] === LABEL.disc) return;
      const tissue = canvas.tissues[n] ?? 0;
      if (KEPT.has(tissue)) return;
      if (tissue === TISSUE.ligamentumFlavum) displaced.set(n, Math.max(thick, displaced.get(n) ?? 0));
      paintVoxel(canvas, n, {
        tissue: TISSUE.corticalBone,
        label: LABEL.vertebra,
        structure: STRUCTURE.facet,
        part: PART.arch,
      });
      canvas.instances[n] = instance || owner;
    });
  }
  displace(canvas, place, displaced);
}

/** The ligament that new bone has taken the place of lies in front of it, towards the middle of the canal. */
function displace(canvas: Canvas, { disc }: DiscPlace, displaced: ReadonlyMap<number, number>): void {
  const middle = centroid(sacSamples(canvas, disc.frame));
  if (!middle) return;
  const inner = fromFrame(disc.frame, middle[0], middle[1], 0);
  const size = 0.9 * canvas.voxelMm;
  for (const [n, thick] of displaced) {
    const from = centreOf(canvas, n);
    const d = sub(inner, from);
    const inPlane = addScaled(d, disc.frame.superior, -dot(d, disc.frame.superior));
    paintEllipsoid(canvas, addScaled(from, normalize(inPlane), thick), AXES, [size, size, size], (m) => {
      if (isSpace(canvas.tissues[m] ?? 0)) paintVoxel(canvas, m, MATERIAL.flavum);
    });
  }
}

/** What osteophytes grow around, not through. */
const KEPT = new Set<number>([
  TISSUE.synovialFluid,
  TISSUE.facetCartilage,
  TISSUE.discHerniation,
  TISSUE.nerveRoot,
]);

function isSurface({ parts, dims }: Canvas, n: number): boolean {
  const row = dims[0];
  const slice = dims[0] * dims[1];
  return [1, -1, row, -row, slice, -slice].some((step) => parts[n + step] === PART.none);
}

/** Fluid where the joint's cartilage is. */
function paintEffusion(canvas: Canvas, centre: Vec3): void {
  forEachVoxel(canvas, boxAround(canvas, [centre], JOINT_REACH_MM), (n) => {
    if (canvas.tissues[n] === TISSUE.facetCartilage) canvas.tissues[n] = TISSUE.synovialFluid;
  });
}

/** A cyst of the joint, in the canal's corner on its side. After the canal. */
export function paintSynovialCysts(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const f of ofKind(findings, 'synovial-cyst')) {
    const place = placeOfDisc(spine, f.disc);
    if (place) paintSynovialCyst(canvas, place, f);
  }
}

function paintSynovialCyst(canvas: Canvas, place: DiscPlace, { side, mm }: FindingOf<'synovial-cyst'>): void {
  const { frame } = place.disc;
  const joint = facetCentre(place, sideSign(side));
  // From the middle of the canal outwards and backwards, to where the canal ends: the cyst comes out of the joint there.
  const [left, post] = toFrame(frame, joint);
  const inner = fromFrame(frame, 0, post - place.above.parameters.canalApMm * 0.45, 0);
  const out = normalize(sub(fromFrame(frame, left, post, 0), inner));
  const free = leaveMm(
    canvas,
    inner,
    out,
    20,
    (n) => canvas.labels[n] === LABEL.canal || canvas.tissues[n] === TISSUE.epiduralFat,
  );
  const centre = addScaled(inner, out, Math.max(0, free - 0.18 * mm));
  const room = (n: number): boolean => canvas.parts[n] === PART.none && canvas.labels[n] !== LABEL.disc;
  const wall = mm / 2;
  const inside = Math.max(1, wall - 0.9);
  paintEllipsoid(canvas, centre, AXES, [wall, wall, wall], (n) => {
    if (room(n)) paintVoxel(canvas, n, MATERIAL.scar);
  });
  paintEllipsoid(canvas, centre, AXES, [inside, inside, inside], (n) => {
    if (room(n)) paintVoxel(canvas, n, MATERIAL.cyst);
  });
}
