import { addScaled, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import type { CanalCourse } from '../canalCourse';
import { paintEllipsoid, type Canvas } from '../raster';
import type { SpineModel } from '../spineModel';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { sideSign } from './places';
import { isFat, MATERIAL, paintVoxel } from './probe';
import { ofKind, type Finding } from './schema';

const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

const CYST_ROOM = new Set<number>([
  TISSUE.csf,
  TISSUE.caudaEquina,
  TISSUE.nerveRoot,
  TISSUE.sacralMarrow,
  TISSUE.corticalBone,
  TISSUE.sacralDisc,
  TISSUE.epiduralVein,
]);

/** Perineural cysts of sacral roots: they widen the sacral canal on their side. */
export function paintTarlovCysts(
  canvas: Canvas,
  spine: SpineModel,
  course: CanalCourse,
  findings: readonly Finding[],
): void {
  for (const { level, side, mm } of ofKind(findings, 'tarlov-cyst')) {
    const knot = knotOf(spine, level);
    const middle = course.bony[knot];
    const width = course.bonyWidth[knot];
    if (!middle || width === undefined) continue;
    const centre = addScaled(middle, spine.sacrum.left, sideSign(side) * (width / 4));
    paintEllipsoid(canvas, centre, AXES, [mm / 2, mm / 2, mm / 2], (n) => {
      const tissue = canvas.tissues[n] ?? 0;
      if (CYST_ROOM.has(tissue) || isFat(tissue)) paintVoxel(canvas, n, MATERIAL.rootCyst);
    });
  }
}

/** Knots of the course: body and disc of each vertebra, a lumbarised S1 among them, then one a fused segment. */
function knotOf({ vertebrae }: SpineModel, level: string): number {
  const free = vertebrae.findIndex((v) => v.level === level);
  if (free >= 0) return 2 * free;
  const freeSacral = vertebrae.filter((v) => v.level.startsWith('S')).length;
  return 2 * vertebrae.length + Number(level.slice(1)) - 1 - freeSacral;
}

/** Fat that presses on the sac from L2 down: every axial section shrinks about its middle, its contents with it. */
export function paintLipomatosis(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  const [finding] = ofKind(findings, 'epidural-lipomatosis');
  const l2 = spine.vertebrae.find((v) => v.level === 'L2');
  if (!finding || !l2) return;
  const { dims, origin, voxelMm } = canvas;
  const top = Math.round((l2.frame.origin[2] - origin[2]) / voxelMm);
  for (let k = 0; k < Math.min(top, dims[2]); k++) {
    // The full effect is reached an inch below its beginning.
    const share = Math.min(1, ((top - k) * voxelMm) / 25);
    shrinkSection(canvas, k, 1 - share * (1 - data.lipomatosis.sacScale[finding.grade]));
  }
}

function shrinkSection(canvas: Canvas, k: number, scale: number): void {
  const { dims, tissues, labels } = canvas;
  const first = k * dims[0] * dims[1];
  const inside = new Map<number, number>();
  let x = 0;
  let y = 0;
  for (let m = 0; m < dims[0] * dims[1]; m++) {
    if (labels[first + m] !== LABEL.canal) continue;
    inside.set(m, tissues[first + m] ?? 0);
    x += m % dims[0];
    y += Math.floor(m / dims[0]);
  }
  if (inside.size === 0) return;
  x /= inside.size;
  y /= inside.size;
  for (const m of inside.keys()) {
    const i = Math.round(x + ((m % dims[0]) - x) / scale);
    const j = Math.round(y + (Math.floor(m / dims[0]) - y) / scale);
    const source = inside.get(j * dims[0] + i);
    if (source === undefined) paintVoxel(canvas, first + m, MATERIAL.fat);
    else tissues[first + m] = source;
  }
}
