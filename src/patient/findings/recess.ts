import { addScaled } from '../../geometry';
import { PART } from '../part';
import type { Canvas } from '../raster';
import { fromFrame, type Frame } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import { canalHalfWidthMm, type DiscPlace } from './places';
import { voxelAt } from './probe';

/** Below the disc, at the upper edge of the pedicle: where a recess is lowest. */
const BELOW_ENDPLATE_MM = 3;
const STEP_MM = 0.25;
/** How far behind the endplate's centre a recess is looked for, mm. */
const REACH_MM = 45;
/** Columns of a recess, in halves of the canal's width from its middle. */
const COLUMNS = 11;
const FIRST_COLUMN = 0.64;
const LAST_COLUMN = 0.84;
/** Where columns lie along the spine, mm from the recess's plane. */
const HEIGHTS_MM = [-0.75, 0, 0.75];

const SPACE = new Set<number>([
  TISSUE.epiduralFat,
  TISSUE.foraminalFat,
  TISSUE.csf,
  TISSUE.caudaEquina,
  TISSUE.cord,
  TISSUE.nerveRoot,
  TISSUE.epiduralVein,
]);
/** What a canal, a recess or a foramen has room for. */
export const isSpace = (tissue: number): boolean => SPACE.has(tissue);

type Painted = Pick<Canvas, 'dims' | 'origin' | 'voxelMm' | 'tissues' | 'parts' | 'labels' | 'structures'>;
/** The dura is painted among the epidural fat and bounds no recess: the sac gives way. */
const isFree = ({ tissues, structures }: Painted, n: number): boolean =>
  isSpace(tissues[n] ?? 0) || structures[n] === STRUCTURE.epiduralFat;

/** Axial plane of the recess of a disc: the axes of its disc, a little below the lower endplate. */
export const recessFrame = ({ disc }: DiscPlace): Frame => ({
  ...disc.frame,
  origin: addScaled(disc.below.point, disc.frame.superior, -BELOW_ENDPLATE_MM),
});

/** Half the canal's width where the recess is measured, mm. */
export const recessHalfWidthMm = (place: DiscPlace): number =>
  place.below ? place.below.parameters.canalWidthMm / 2 : canalHalfWidthMm(place);

/** Front and back of the free space behind the body along one column of a recess, mm behind the frame's origin. */
export function recessColumn(
  canvas: Painted,
  frame: Frame,
  left: number,
  z: number,
): { readonly wall: number; readonly end: number } | null {
  let wall: number | null = null;
  for (let p = 4; p < REACH_MM; p += STEP_MM) {
    const n = voxelAt(canvas, fromFrame(frame, left, p, z));
    if (n < 0) return null;
    const space = isFree(canvas, n);
    if (wall === null) {
      if (space) wall = p;
      else if (canvas.parts[n] === PART.arch) return null;
    } else if (!space) return { wall, end: p };
  }
  return null;
}

/**
 * Height of a recess, mm: the mean of the middle half of its columns' heights, 0 for a column without free space. Finer than
 * the map's voxels, and unmoved by a column that runs beside the recess.
 */
export function recessHeightMm(canvas: Painted, place: DiscPlace, side: 1 | -1): number {
  const frame = recessFrame(place);
  const w = recessHalfWidthMm(place);
  const heights: number[] = [];
  for (const z of HEIGHTS_MM)
    for (let i = 0; i < COLUMNS; i++) {
      const out = FIRST_COLUMN + ((LAST_COLUMN - FIRST_COLUMN) * i) / (COLUMNS - 1);
      const column = recessColumn(canvas, frame, side * out * w, z);
      heights.push(column ? column.end - column.wall : 0);
    }
  heights.sort((a, b) => a - b);
  const quarter = Math.floor(heights.length / 4);
  const middle = heights.slice(quarter, heights.length - quarter);
  return middle.reduce((sum, height) => sum + height, 0) / middle.length;
}
