import { addScaled, scale, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { PART } from '../part';
import { boxAround, forEachVoxel, paintEllipsoid, type Canvas } from '../raster';
import type { Draw } from '../random';
import { fromFrame, type Endplate, type SpineModel, type VertebraModel } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { placeOfDisc, signedDistance, type DiscPlace } from './places';
import { isMarrow, marchMm } from './probe';
import { ofKind, type Finding, type FindingOf } from './schema';

const REACH_MM = 40;
const MODIC = { 1: TISSUE.modic1, 2: TISSUE.modic2, 3: TISSUE.modic3 } as const;
const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Changes of the bodies' marrow. Labels stay: it is the same bone. */
export function paintMarrow(
  canvas: Canvas,
  spine: SpineModel,
  findings: readonly Finding[],
  draw: Draw,
): void {
  for (const f of ofKind(findings, 'compression-fracture')) {
    const vertebra = spine.vertebrae.find((v) => v.level === f.vertebra);
    if (vertebra && f.acute) paintOedema(canvas, vertebra, f);
  }
  for (const f of ofKind(findings, 'modic')) {
    const place = placeOfDisc(spine, f.disc);
    if (place) paintModic(canvas, place, f, draw);
  }
  for (const f of ofKind(findings, 'haemangioma')) {
    const vertebra = spine.vertebrae.find((v) => v.level === f.vertebra);
    if (vertebra) paintHaemangioma(canvas, vertebra, f, draw);
  }
  for (const f of ofKind(findings, 'metastasis')) {
    const vertebra = spine.vertebrae.find((v) => v.level === f.vertebra);
    if (vertebra) paintMetastases(canvas, vertebra, f, draw);
  }
  for (const f of ofKind(findings, 'schmorl-node')) {
    const place = placeOfDisc(spine, f.disc);
    if (place) paintSchmorlNode(canvas, place, f, draw);
  }
}

const setMarrow = (canvas: Canvas, n: number, tissue: number): void => {
  canvas.tissues[n] = tissue;
  canvas.structures[n] = STRUCTURE.finding;
};

/** Marrow beneath an endplate, to an uneven depth, `towards` the body. */
function forMarrowBeneath(
  canvas: Canvas,
  endplate: Endplate,
  towards: 1 | -1,
  depthMm: number,
  paint: (n: number, depth: number, point: Vec3) => void,
): void {
  forEachVoxel(canvas, boxAround(canvas, [endplate.point], REACH_MM), (n, x, y, z) => {
    if (!isMarrow(canvas.tissues[n] ?? 0)) return;
    const inBody = canvas.parts[n] === PART.body || canvas.labels[n] === LABEL.sacrum;
    const depth = towards * signedDistance(endplate, [x, y, z]);
    if (inBody && depth > -3 && depth < depthMm) paint(n, depth, [x, y, z]);
  });
}

/** Bands on both sides of the disc, as deep as asked for at the deepest of their waves. */
function paintModic(
  canvas: Canvas,
  place: DiscPlace,
  { type, extent }: FindingOf<'modic'>,
  draw: Draw,
): void {
  const { disc, above, below } = place;
  const bodies = [
    { endplate: disc.above, towards: 1, heightMm: above.parameters.heightMm },
    { endplate: disc.below, towards: -1, heightMm: (below ?? above).parameters.heightMm },
  ] as const;
  for (const { endplate, towards, heightMm } of bodies) {
    const deep = extent * heightMm;
    // Bays in the limit, at random: no two are alike.
    const bays = Array.from({ length: 4 }, () => ({
      left: draw.uniform(-20, 20),
      posterior: draw.uniform(-15, 15),
      depth: draw.uniform(0.2, 0.5),
      radius: draw.uniform(9, 16),
    }));
    forMarrowBeneath(canvas, endplate, towards, deep, (n, depth, [x, y]) => {
      let limit = deep;
      for (const bay of bays) {
        const l = (x - endplate.point[0] - bay.left) / bay.radius;
        const p = (y - endplate.point[1] - bay.posterior) / bay.radius;
        limit *= 1 - bay.depth * Math.max(0, 1 - l * l - p * p);
      }
      if (depth < limit) setMarrow(canvas, n, MODIC[type]);
    });
  }
}

/** Water in the marrow of a fresh fracture and the dark line of its compacted trabeculae. */
function paintOedema(canvas: Canvas, v: VertebraModel, { shape }: FindingOf<'compression-fracture'>): void {
  const height = v.parameters.heightMm;
  const band = shape === 'crush' ? 2 * height : data.fracture.oedemaShare * height;
  const line = 0.28 * height;
  forMarrowBeneath(canvas, v.upper, -1, band, (n, depth) => {
    setMarrow(canvas, n, Math.abs(depth - line) < 0.7 ? TISSUE.endplate : TISSUE.marrowOedema);
  });
}

function paintHaemangioma(
  canvas: Canvas,
  v: VertebraModel,
  { mm }: FindingOf<'haemangioma'>,
  draw: Draw,
): void {
  const p = v.parameters;
  const free = Math.max(0, p.heightMm / 2 - mm / 2 - 1);
  const centre = fromFrame(v.frame, draw.uniform(-8, 8), draw.uniform(-7, 4), draw.uniform(-free, free));
  const spacing = 3.4;
  paintEllipsoid(canvas, centre, AXES, scale([1, 1, 1], mm / 2), (n) => {
    if (isMarrow(canvas.tissues[n] ?? 0)) setMarrow(canvas, n, TISSUE.haemangioma);
  });
  // What trabeculae are left are thick columns: dots on axial slices, stripes on sagittal ones.
  const reach = Math.floor(mm / 2 / spacing);
  for (let a = -reach; a <= reach; a++)
    for (let b = -reach; b <= reach; b++) {
      const foot = addScaled(addScaled(centre, v.frame.left, a * spacing), v.frame.posterior, b * spacing);
      const axes = [v.frame.left, v.frame.posterior, v.frame.superior] as const;
      paintEllipsoid(canvas, foot, axes, [0.6, 0.6, mm / 2], (n) => {
        if (canvas.tissues[n] === TISSUE.haemangioma) canvas.tissues[n] = TISSUE.vertebralMarrow;
      });
    }
}

function paintMetastases(canvas: Canvas, v: VertebraModel, f: FindingOf<'metastasis'>, draw: Draw): void {
  const p = v.parameters;
  const r = f.mm / 2;
  const free = (half: number): number => Math.max(0, half - r - 1);
  for (let i = 0; i < f.count; i++) {
    const reach = [free(p.upperWidthMm * 0.42), free(p.upperDepthMm * 0.42), free(p.heightMm / 2)] as const;
    const at = reach.map((h) => draw.uniform(-h, h));
    const centre = fromFrame(v.frame, at[0] ?? 0, at[1] ?? 0, at[2] ?? 0);
    paintEllipsoid(canvas, centre, AXES, [r, r, r], (n) => {
      if (isMarrow(canvas.tissues[n] ?? 0)) setMarrow(canvas, n, TISSUE.metastasis);
    });
  }
}

/** Disc tissue sunk into a body through its endplate, with a thin hard rim. */
function paintSchmorlNode(
  canvas: Canvas,
  { disc }: DiscPlace,
  { endplate, mm }: FindingOf<'schmorl-node'>,
  draw: Draw,
): void {
  const { frame } = disc;
  const start = fromFrame(frame, draw.uniform(-6, 6), draw.uniform(-7, 3), 0);
  const into = endplate === 'above' ? frame.superior : scale(frame.superior, -1);
  const inBone = (n: number): boolean => canvas.parts[n] === PART.body || canvas.labels[n] === LABEL.sacrum;
  const top = marchMm(canvas, start, into, 20, inBone);
  if (top === null) return;
  const mouth = addScaled(start, into, top);
  const axes = [frame.left, frame.posterior, frame.superior] as const;
  const rim = 0.9;
  const wide = Math.max(3, mm * 0.8);
  paintEllipsoid(canvas, mouth, axes, [wide + rim, wide + rim, mm + rim], (n) => {
    if (inBone(n)) setMarrow(canvas, n, TISSUE.endplate);
  });
  paintEllipsoid(canvas, mouth, axes, [wide, wide, mm], (n) => {
    if (inBone(n)) setMarrow(canvas, n, TISSUE.schmorlNode);
  });
}
