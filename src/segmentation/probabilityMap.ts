import type { Affine } from '../geometry';
import { createVolume, type Volume } from '../volume';
import { gridAffine, type VnetGrid } from './grid';
import type { VnetInput } from './types';

/** Certainty: what a probability map holds where nothing else is possible. */
export const CERTAIN = 255;

/**
 * How likely some of the classes are, taken together, in each voxel of the network's grid.
 * @param padded the network's input; what it was padded by is left out
 * @param voxelToPatient of the volume that `grid` lies in
 * @returns 0 … `CERTAIN` for a probability of 0 … 1
 */
export function probabilityMap(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  grid: VnetGrid,
  wanted: readonly number[],
  voxelToPatient: Affine,
): Volume<Uint8Array> {
  const [columns, rows, slices] = [grid.columns.count, grid.rows.count, grid.slices.count];
  const out = new Uint8Array(columns * rows * slices);
  let n = 0;
  for (let s = 0; s < slices; s++)
    for (let r = 0; r < rows; r++) {
      let at = (s * padded.rows + r) * padded.columns * classes;
      for (let c = 0; c < columns; c++, at += classes) {
        let top = -Infinity;
        for (let q = 0; q < classes; q++) top = Math.max(top, logits[at + q] ?? 0);
        let total = 0;
        for (let q = 0; q < classes; q++) total += Math.exp((logits[at + q] ?? 0) - top);
        let share = 0;
        for (const q of wanted) share += Math.exp((logits[at + q] ?? 0) - top);
        out[n++] = Math.round((CERTAIN * share) / total);
      }
    }
  return createVolume(out, [columns, rows, slices], gridAffine(grid, voxelToPatient));
}
