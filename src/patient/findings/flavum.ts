import { normalize, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { PART } from '../part';
import { boxAround, forEachVoxel, paintEllipsoid, type Canvas } from '../raster';
import { fromFrame, type SpineModel } from '../spineModel';
import { TISSUE } from '../tissues';
import { placeOfDisc, toFrame, type DiscPlace } from './places';
import { MATERIAL, paintVoxel, voxelAt } from './probe';
import { isSpace } from './recess';
import { centroid, sacSamples } from './sac';
import { ofKind, type Finding } from './schema';

const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const HALF_HEIGHT_MM = 10;
const STEP_MM = 0.25;
/** Directions, left over posterior, in which rays from the sac's middle meet a ligament about at right angles. */
const RAYS = [0.45, 0.6, 0.75, 0.9] as const;

type Grid = Pick<Canvas, 'dims' | 'origin' | 'voxelMm' | 'labels' | 'tissues'>;

/**
 * Thickness of the ligamentum flavum of one side on the disc's plane: the median along rays from the sac's middle, mm; 0
 * where none is met.
 */
export function flavumThicknessMm(
  grid: Grid,
  { disc }: DiscPlace,
  side: 1 | -1,
  middle = centroid(sacSamples(grid, disc.frame)),
): number {
  if (!middle) return 0;
  const found = RAYS.map((slope) => {
    const [l, p] = normalize([side * slope, 1, 0]);
    let thick = 0;
    for (let r = 0; r < 25; r += STEP_MM) {
      const n = voxelAt(grid, fromFrame(disc.frame, middle[0] + r * l, middle[1] + r * p, 0));
      if (n >= 0 && grid.tissues[n] === TISSUE.ligamentumFlavum) thick += STEP_MM;
      else if (thick > 0) break;
    }
    return thick;
  }).sort((a, b) => a - b);
  return ((found[1] ?? 0) + (found[2] ?? 0)) / 2;
}

/** Thickens ligaments towards the canal until they measure what is asked for. After the canal: the sac gives way. */
export function paintFlava(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const { disc, mm } of ofKind(findings, 'flavum-hypertrophy')) {
    const place = placeOfDisc(spine, disc);
    if (!place) continue;
    for (const side of [1, -1] as const) {
      const growth = mm - flavumThicknessMm(canvas, place, side);
      if (growth > 0) thicken(canvas, place, side, growth);
    }
  }
}

function thicken(canvas: Canvas, { disc, above }: DiscPlace, side: 1 | -1, growthMm: number): void {
  const { frame } = disc;
  const behind = (disc.above.halfDepth + disc.below.halfDepth) / 2;
  const middle = fromFrame(
    frame,
    (side * above.parameters.canalWidthMm) / 4,
    behind + above.parameters.canalApMm * 0.8,
    0,
  );
  const seeds: { point: Vec3; radius: number }[] = [];
  forEachVoxel(canvas, boxAround(canvas, [middle], 14), (n, x, y, zed) => {
    if (canvas.tissues[n] !== TISSUE.ligamentumFlavum) return;
    const [left, , z] = toFrame(frame, [x, y, zed]);
    if (side * left < 0 || Math.abs(z) > HALF_HEIGHT_MM) return;
    const radius = growthMm * (1 - (z / HALF_HEIGHT_MM) * (z / HALF_HEIGHT_MM)) + canvas.voxelMm / 4;
    if (radius > 0.5) seeds.push({ point: [x, y, zed], radius });
  });
  for (const { point, radius } of seeds) {
    paintEllipsoid(canvas, point, AXES, [radius, radius, radius], (n) => {
      if (canvas.parts[n] === PART.none && canvas.labels[n] !== LABEL.disc && isSpace(canvas.tissues[n] ?? 0))
        paintVoxel(canvas, n, MATERIAL.flavum);
    });
  }
}
