import type { Affine } from '../geometry';
import { createVolume, type Volume } from '../volume';
import { gridAffine, type VnetGrid } from './grid';
import type { VnetInput } from './types';

/** Certainty: what a probability map holds where nothing else is possible. */
export const CERTAIN = 255;

/**
 * How likely some of the classes are, taken together, in each voxel of the network's grid; one map for each of `wanted`.
 * @param padded the network's input; what it was padded by is left out
 * @param voxelToPatient of the volume that `grid` lies in
 * @returns 0 … `CERTAIN` for a probability of 0 … 1
 */
export function probabilityMaps<Name extends string>(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  grid: VnetGrid,
  wanted: Readonly<Record<Name, readonly number[]>>,
  voxelToPatient: Affine,
): Record<Name, Volume<Uint8Array>> {
  const [columns, rows, slices] = [grid.columns.count, grid.rows.count, grid.slices.count];
  const names = Object.keys(wanted) as Name[];
  const maps = names.map((name) => ({
    ...{ name, classes: wanted[name], data: new Uint8Array(columns * rows * slices) },
  }));
  const odds = new Float64Array(classes);
  let n = 0;
  for (let s = 0; s < slices; s++)
    for (let r = 0; r < rows; r++) {
      let at = (s * padded.rows + r) * padded.columns * classes;
      for (let c = 0; c < columns; c++, n++, at += classes) {
        let top = -Infinity;
        for (let q = 0; q < classes; q++) top = Math.max(top, logits[at + q] ?? 0);
        let total = 0;
        for (let q = 0; q < classes; q++) {
          const share = Math.exp((logits[at + q] ?? 0) - top);
          odds[q] = share;
          total += share;
        }
        for (const map of maps) {
          let share = 0;
          for (const q of map.classes) share += odds[q] ?? 0;
          map.data[n] = Math.round((CERTAIN * share) / total);
        }
      }
    }
  const affine = gridAffine(grid, voxelToPatient);
  return Object.fromEntries(
    maps.map(({ name, data }) => [name, createVolume(data, [columns, rows, slices], affine)]),
  ) as Record<Name, Volume<Uint8Array>>;
}
