import { LABEL } from '../../volume';
import { instanceCode } from '../instance';
import { PART } from '../part';
import { boxAround, forEachVoxel, type Canvas } from '../raster';
import { fromFrame, type Frame, type SpineModel } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { foramenCentre, placeOfDisc, sideSign, toFrame, type DiscPlace } from './places';
import { isFat, MATERIAL, paintVoxel } from './probe';
import { recessColumn, recessFrame, recessHalfWidthMm } from './recess';
import { ofKind, type Finding, type FindingOf } from './schema';

/** Narrows recesses and foramina. After the canal: root and sac give way. */
export function paintSideStenoses(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const f of ofKind(findings, 'lateral-recess-stenosis')) {
    const place = placeOfDisc(spine, f.disc);
    if (place) narrowRecess(canvas, place, sideSign(f.side), data.lateralRecess.heightMm[f.grade]);
  }
  for (const f of ofKind(findings, 'foraminal-stenosis')) {
    const place = placeOfDisc(spine, f.disc);
    if (place) narrowForamen(canvas, place, sideSign(f.side), f.grade);
  }
}

const RECESS_HALF_HEIGHT_MM = 7;

/** The superior articular process grows forward until the recess is as high as asked for. */
function narrowRecess(canvas: Canvas, place: DiscPlace, side: 1 | -1, heightMm: number): void {
  const frame = recessFrame(place);
  const w = recessHalfWidthMm(place);
  const middle = fromFrame(frame, side * 0.75 * w, place.disc.below.halfDepth + 6, 0);
  const grown: number[] = [];
  forEachVoxel(canvas, boxAround(canvas, [middle], 14), (n, x, y, zed) => {
    if (canvas.parts[n] !== PART.none || canvas.labels[n] === LABEL.disc) return;
    const [left, posterior, z] = toFrame(frame, [x, y, zed]);
    const out = (side * left) / w;
    if (out < 0.45 || out > 1.2 || Math.abs(z) > RECESS_HALF_HEIGHT_MM) return;
    const column = recessColumn(canvas, frame, left, z);
    if (!column) return;
    const fade = (z / RECESS_HALF_HEIGHT_MM) * (z / RECESS_HALF_HEIGHT_MM) * 3;
    const medial = Math.max(0, 0.6 - out) * 30;
    const limit = column.wall + heightMm + fade + medial;
    if (posterior >= limit && posterior <= column.end + 0.5) grown.push(n);
  });
  for (const n of grown) {
    paintVoxel(canvas, n, {
      tissue: TISSUE.corticalBone,
      label: LABEL.vertebra,
      structure: STRUCTURE.facet,
      part: PART.arch,
    });
    canvas.instances[n] = instanceCode('vertebra', place.index + 1);
  }
}

const FORAMEN_HALF_LENGTH_MM = 6;
const FORAMEN_REACH_MM = 13;

interface RootVoxel {
  readonly n: number;
  readonly posterior: number;
  readonly superior: number;
}

/** Fat around the root gives way: in front and behind (1), all round (2), then the root itself is flattened (3). */
function narrowForamen(
  canvas: Canvas,
  place: DiscPlace,
  side: 1 | -1,
  grade: FindingOf<'foraminal-stenosis'>['grade'],
): void {
  const frame: Frame = { ...place.above.frame, origin: foramenCentre(place, side) };
  const layers = rootLayers(canvas, frame);
  const nearDisc = place.disc.parameters.heightMm / 2 + 1.5;
  forEachVoxel(canvas, boxAround(canvas, [frame.origin], FORAMEN_REACH_MM + 3), (n, x, y, z) => {
    if (!isFat(canvas.tissues[n] ?? 0)) return;
    const [left, posterior, superior] = toFrame(frame, [x, y, z]);
    if (Math.abs(left) > FORAMEN_HALF_LENGTH_MM) return;
    const root = middleOf(layers.get(layerOf(canvas, left)));
    const p = posterior - root[0];
    const s = superior - root[1];
    if (p * p + s * s > FORAMEN_REACH_MM * FORAMEN_REACH_MM) return;
    const sagittal = Math.abs(p) >= 0.7 * Math.abs(s);
    if (!sagittal && grade === 1) return;
    const atDisc = Math.abs(toFrame(place.disc.frame, [x, y, z])[2]) < nearDisc;
    const material = sagittal && p > 0 ? MATERIAL.flavum : p < 0 && atDisc ? MATERIAL.bulge : MATERIAL.scar;
    paintVoxel(canvas, n, material);
  });
  if (grade < 3) return;
  for (const layer of layers.values()) flatten(canvas, layer);
}

const layerOf = ({ voxelMm }: Canvas, left: number): number => Math.round(left / voxelMm);

/** Root voxels of the foramen by sagittal layer. */
function rootLayers(canvas: Canvas, frame: Frame): Map<number, RootVoxel[]> {
  const layers = new Map<number, RootVoxel[]>();
  forEachVoxel(canvas, boxAround(canvas, [frame.origin], 11), (n, x, y, z) => {
    if (canvas.tissues[n] !== TISSUE.nerveRoot) return;
    const [left, posterior, superior] = toFrame(frame, [x, y, z]);
    if (Math.abs(left) > FORAMEN_HALF_LENGTH_MM) return;
    const key = layerOf(canvas, left);
    const layer = layers.get(key) ?? [];
    layer.push({ n, posterior, superior });
    layers.set(key, layer);
  });
  return layers;
}

function middleOf(layer: readonly RootVoxel[] | undefined): readonly [number, number] {
  if (!layer || layer.length === 0) return [0, 0];
  const mean = (of: (v: RootVoxel) => number): number =>
    layer.reduce((sum, v) => sum + of(v), 0) / layer.length;
  return [mean((v) => v.posterior), mean((v) => v.superior)];
}

/** Keeps the middle of the root, front to back. */
function flatten(canvas: Canvas, layer: readonly RootVoxel[]): void {
  const [middle] = middleOf(layer);
  const ranked = [...layer].sort(
    (a, b) => Math.abs(a.posterior - middle) - Math.abs(b.posterior - middle) || a.n - b.n,
  );
  for (const { n } of ranked.slice(Math.ceil(ranked.length * data.foramen.rootAreaKept)))
    paintVoxel(canvas, n, MATERIAL.scar);
}
