import type { VnetGrid } from './grid';
import type { VnetInput } from './types';

/**
 * Area of one class on each slice if the network's probabilities were true: Σ p over the slice's voxels, padding left out.
 * @param padded,grid the network's input
 * @returns mm², from the volume's first slice to its last
 */
export function expectedAreasMm2(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  { slices, rows, columns }: VnetGrid,
  label: number,
  pixelMm2: number,
): number[] {
  const areas = Array.from({ length: slices.count }, (_, s) => {
    let sum = 0;
    for (let r = 0; r < rows.count; r++) {
      let at = (s * padded.rows + r) * padded.columns * classes;
      for (let c = 0; c < columns.count; c++, at += classes) {
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
