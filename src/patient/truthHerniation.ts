import { dot, sub } from '../geometry';
import { exitOf } from './findings/herniations';
import { toFrame, type DiscPlace } from './findings/places';
import { centreOf } from './findings/plane';
import { isHerniation, type Finding, type Herniation } from './findings/schema';
import { instanceCode } from './instance';
import { boxAround, forEachVoxel, type Canvas } from './raster';
import { TISSUE } from './tissues';
import type { HerniationTruth } from './truthTypes';

const REACH_MM = 55;

/** Herniated tissue of a disc, as painted. A voxel belongs to the herniation whose exit is nearest. */
export function measureHerniations(
  canvas: Canvas,
  place: DiscPlace,
  findings: readonly Finding[],
): HerniationTruth[] {
  const here = findings.filter(isHerniation).filter((f) => f.disc === place.disc.level);
  if (here.length === 0) return [];
  const exits = here.map((f) => exitOf(canvas, place, f));
  const voxels: number[][] = here.map(() => []);
  const owner = instanceCode('disc', place.index);
  forEachVoxel(canvas, boxAround(canvas, [place.disc.frame.origin], REACH_MM), (n, x, y, z) => {
    if (canvas.tissues[n] !== TISSUE.discHerniation || canvas.instances[n] !== owner) return;
    let best = 0;
    let least = Infinity;
    exits.forEach(({ margin }, i) => {
      const d = sub([x, y, z], margin);
      if (dot(d, d) >= least) return;
      least = dot(d, d);
      best = i;
    });
    voxels[best]?.push(n);
  });
  return here.flatMap((finding, i) => {
    const exit = exits[i];
    return exit ? [measureOne(canvas, place, finding, exit, voxels[i] ?? [])] : [];
  });
}

function measureOne(
  canvas: Canvas,
  place: DiscPlace,
  { kind, side, zone }: Herniation,
  { margin, out }: ReturnType<typeof exitOf>,
  voxels: readonly number[],
): HerniationTruth {
  const { frame, parameters } = place.disc;
  // A voxel reaches half its side beyond its centre.
  const half = canvas.voxelMm / 2;
  let [far, near, up, down] = [-Infinity, Infinity, 0, 0];
  for (const n of voxels) {
    const point = centreOf(canvas, n);
    const [, , z] = toFrame(frame, point);
    up = Math.max(up, z + half);
    down = Math.max(down, half - z);
    if (kind !== 'sequestration' && Math.abs(z) > parameters.heightMm / 2) continue;
    const away = dot(sub(point, margin), out);
    far = Math.max(far, away + half);
    near = Math.min(near, away - half);
  }
  const depth = kind === 'sequestration' ? far - near : far;
  return {
    kind,
    side,
    zone,
    mm: voxels.length > 0 ? depth : 0,
    volumeMm3: voxels.length * canvas.voxelMm * canvas.voxelMm * canvas.voxelMm,
    migration: { upMm: up, downMm: down },
  };
}
