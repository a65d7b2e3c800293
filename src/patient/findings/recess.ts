import { addScaled } from '../../geometry';
import { PART } from '../part';
import type { Canvas } from '../raster';
import { fromFrame, type Frame } from '../spineModel';
import { TISSUE } from '../tissues';
import { canalHalfWidthMm, type DiscPlace } from './places';
import { voxelAt } from './probe';

/** Below the disc, at the upper edge of the pedicle: where a recess is lowest. */
const BELOW_ENDPLATE_MM = 3;
const STEP_MM = 0.25;
/** How far behind the endplate's centre a recess is looked for, mm. */
const REACH_MM = 45;

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
  canvas: Pick<Canvas, 'dims' | 'origin' | 'voxelMm' | 'tissues' | 'parts' | 'labels'>,
  frame: Frame,
  left: number,
  z: number,
): { readonly wall: number; readonly end: number } | null {
  let wall: number | null = null;
  for (let p = 4; p < REACH_MM; p += STEP_MM) {
    const n = voxelAt(canvas, fromFrame(frame, left, p, z));
    if (n < 0) return null;
    const space = isSpace(canvas.tissues[n] ?? 0);
    if (wall === null) {
      if (space) wall = p;
      else if (canvas.parts[n] === PART.arch) return null;
    } else if (!space) return { wall, end: p };
  }
  return null;
}

/** Height of a recess: the median over its columns, mm; 0 where there is none free. */
export function recessHeightMm(
  canvas: Pick<Canvas, 'dims' | 'origin' | 'voxelMm' | 'tissues' | 'parts' | 'labels'>,
  place: DiscPlace,
  side: 1 | -1,
): number {
  const frame = recessFrame(place);
  const w = recessHalfWidthMm(place);
  const heights: number[] = [];
  for (let out = 0.64; out <= 0.84; out += 0.02) {
    const column = recessColumn(canvas, frame, side * out * w, 0);
    heights.push(column ? column.end - column.wall : 0);
  }
  heights.sort((a, b) => a - b);
  return heights[Math.floor(heights.length / 2)] ?? 0;
}
