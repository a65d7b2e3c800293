import type { GridAxis, VnetGrid } from './grid';
import type { VnetInput } from './types';

/** Samples of the network's grid along rows and columns, from and up to. */
export interface GridWindow {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** Samples of a grid's axis that lie between two places of the volume, voxels. */
export function samplesBetween(
  { inputCount, count, step, flip }: GridAxis,
  low: number,
  high: number,
): readonly [number, number] {
  const start = (inputCount - count * step) / 2;
  const sample = (voxel: number): number =>
    ((flip ? inputCount - 1 - voxel : voxel) + 0.5 - start) / step - 0.5;
  const [a, b] = [sample(low), sample(high)];
  const clamp = (n: number): number => Math.min(count, Math.max(0, Math.round(n)));
  return [clamp(Math.min(a, b)), clamp(Math.max(a, b) + 1)];
}

/**
 * Area of one class on each slice if the network's probabilities were true: Σ p over the voxels of the window.
 * @param padded,grid the network's input
 * @returns mm², from the volume's first slice to its last
 */
export function expectedAreasMm2(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  { slices }: VnetGrid,
  { rows, columns }: GridWindow,
  label: number,
  pixelMm2: number,
): number[] {
  const areas = Array.from({ length: slices.count }, (_, s) => {
    let sum = 0;
    for (let r = rows[0]; r < rows[1]; r++) {
      let at = ((s * padded.rows + r) * padded.columns + columns[0]) * classes;
      for (let c = columns[0]; c < columns[1]; c++, at += classes) {
        const own = logits[at + label] ?? 0;
        let total = 0;
        for (let q = 0; q < classes; q++) total += Math.exp((logits[at + q] ?? 0) - own);
        sum += 1 / total;
      }
    }
    return sum * pixelMm2;
  });
  return slices.flip ? areas.reverse() : areas;
}
