import { addScaled, cross, normalize, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { instanceCode } from '../instance';
import { paintBar, paintEllipsoid, type Canvas } from '../raster';
import { fromFrame, type SpineModel } from '../spineModel';
import data from './data/findings.json';
import { canalHalfWidthMm, placeOfDisc, sideSign, type DiscPlace } from './places';
import { isBone, isDisc, leaveMm, MATERIAL, paintVoxel } from './probe';
import { isHerniation, type Finding, type Herniation } from './schema';

const { extrusionNeck, heightShare, sequesterGapMm, zones } = data.herniation;

/** Where and which way a herniation leaves its disc. */
export interface Exit {
  /** On the disc's margin. */
  readonly margin: Vec3;
  /** Outward, and along the margin; unit. */
  readonly out: Vec3;
  readonly along: Vec3;
  readonly up: Vec3;
}

const discVoxel = (canvas: Canvas) => (n: number) => isDisc(canvas.tissues[n] ?? 0);

export function exitOf(canvas: Canvas, place: DiscPlace, { side, zone }: Herniation): Exit {
  const { disc, above } = place;
  const { frame } = disc;
  const sign = side === 'central' ? 1 : sideSign(side);
  const row = side === 'central' ? { ofCanal: 0, ofBody: 0, sin: 0, cos: 1 } : zones[zone];
  const lateral = sign * (row.ofCanal * canalHalfWidthMm(place) + row.ofBody * above.lower.halfWidth);
  const start = fromFrame(frame, lateral, 0, 0);
  const out = normalize(
    addScaled(
      [frame.posterior[0] * row.cos, frame.posterior[1] * row.cos, frame.posterior[2] * row.cos],
      frame.left,
      sign * row.sin,
    ),
  );
  const depth = leaveMm(canvas, start, out, 2 * above.lower.halfWidth, discVoxel(canvas));
  return { margin: addScaled(start, out, depth), out, along: cross(frame.superior, out), up: frame.superior };
}

/** Disc tissue outside its disc, before the canal is painted: the sac fills what is left. */
export function paintHerniations(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const finding of findings.filter(isHerniation)) {
    const place = placeOfDisc(spine, finding.disc);
    if (!place) continue;
    const paint = (n: number): void => {
      if (isBone(canvas, n) || canvas.labels[n] === LABEL.sacrum || isDisc(canvas.tissues[n] ?? 0)) return;
      paintVoxel(canvas, n, MATERIAL.herniation);
      canvas.instances[n] = instanceCode('disc', place.index);
    };
    const exit = exitOf(canvas, place, finding);
    if (finding.kind === 'protrusion') paintProtrusion(canvas, place, exit, finding, paint);
    else if (finding.kind === 'extrusion') paintExtrusion(canvas, place, exit, finding, paint);
    else paintSequester(canvas, place, exit, finding, paint);
  }
}

type PaintVoxel = (n: number) => void;

/** Half height of what leaves between the endplates. */
const halfHeightMm = ({ disc }: DiscPlace): number =>
  Math.max(2, (disc.parameters.heightMm * heightShare) / 2);

function paintProtrusion(
  canvas: Canvas,
  place: DiscPlace,
  exit: Exit,
  f: Herniation,
  paint: PaintVoxel,
): void {
  // Half of the ellipsoid lies within the disc: its base is as wide as the finding says.
  const half: Vec3 = [f.mm, f.widthMm / 2, halfHeightMm(place)];
  paintEllipsoid(canvas, exit.margin, [exit.out, exit.along, exit.up], half, paint);
}

function paintExtrusion(
  canvas: Canvas,
  place: DiscPlace,
  exit: Exit,
  f: Extract<Herniation, { kind: 'extrusion' }>,
  paint: PaintVoxel,
): void {
  const high = halfHeightMm(place);
  const neck = (f.widthMm / 2) * extrusionNeck;
  const axes: [Vec3, Vec3, Vec3] = [exit.out, exit.along, exit.up];
  paintEllipsoid(canvas, exit.margin, axes, [f.mm * 0.8, neck, high * 0.8], paint);
  const dome = addScaled(exit.margin, exit.out, f.mm * 0.55);
  paintEllipsoid(canvas, dome, axes, [f.mm * 0.45, f.widthMm / 2, high * 1.15], paint);
  if (f.migration) {
    const end = behindBody(canvas, place, exit, f.migration);
    const thick = f.mm * 0.4;
    // The bar's rounded end is as long as it is thick: it ends at the distance asked for.
    const a = addScaled(exit.margin, exit.out, f.mm * 0.5);
    const tip = addScaled(addScaled(end.wall, exit.out, thick), end.along, -thick);
    paintBar(
      canvas,
      {
        a,
        b: tip,
        across: exit.along,
        radiiA: [f.widthMm * 0.4, thick],
        radiiB: [f.widthMm * 0.3, thick],
        capMm: thick,
      },
      paint,
    );
  }
}

interface WallPoint {
  /** On the posterior wall of the body. */
  readonly wall: Vec3;
  /** Unit, the way the piece migrates. */
  readonly along: Vec3;
}

/** The wall of the body above or below, as far from the disc's plane as the piece migrates. */
function behindBody(
  canvas: Canvas,
  { disc }: DiscPlace,
  exit: Exit,
  { direction, mm }: { direction: 'up' | 'down'; mm: number },
): WallPoint {
  const sign = direction === 'up' ? 1 : -1;
  const { frame } = disc;
  const along: Vec3 = [frame.superior[0] * sign, frame.superior[1] * sign, frame.superior[2] * sign];
  // From inside the body, 12 mm in front of where the margin is, outward to its wall.
  const start = addScaled(addScaled(exit.margin, exit.out, -12), along, mm);
  const depth = leaveMm(
    canvas,
    start,
    exit.out,
    24,
    (n) => isBone(canvas, n) || canvas.labels[n] === LABEL.sacrum,
    3,
  );
  return { wall: addScaled(start, exit.out, depth), along };
}

/** A free piece behind a body, and what is left of the disc's own bulge. */
function paintSequester(
  canvas: Canvas,
  place: DiscPlace,
  exit: Exit,
  f: Extract<Herniation, { kind: 'sequestration' }>,
  paint: PaintVoxel,
): void {
  const near = halfHeightMm(place) + sequesterGapMm + 1;
  const far = Math.max(near + 4, f.migration.mm);
  const half = Math.min(8, (far - near) / 2);
  const { wall, along } = behindBody(canvas, place, exit, { ...f.migration, mm: far - half });
  const centre = addScaled(wall, exit.out, f.mm / 2 + 0.5);
  paintEllipsoid(canvas, centre, [exit.out, exit.along, along], [f.mm / 2, f.widthMm / 2, half], paint);
}
