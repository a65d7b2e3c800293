import { affineSpacing, type Affine } from '../geometry';
import { createVolume, LABEL, type Dims, type LabelVolume } from '../volume';
import type { VoxelBox } from './box';
import { gridAffine, nearestAxes, type GridAxis, type VnetGrid } from './grid';
import rules from './spineBox.json';
import type { VnetInput } from './types';
import { argmax } from './upsample';

/** The winners of a network's logits as a label map of the network's own grid, padding left out. */
export function gridLabels(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  grid: VnetGrid,
  voxelToPatient: Affine,
): LabelVolume {
  const dims: Dims = [grid.columns.count, grid.rows.count, grid.slices.count];
  const winners = argmax(logits, classes);
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let s = 0, n = 0; s < dims[2]; s++)
    for (let r = 0; r < dims[1]; r++, n += dims[0]) {
      const from = (s * padded.rows + r) * padded.columns;
      data.set(winners.subarray(from, from + dims[0]), n);
    }
  return createVolume(data, dims, gridAffine(grid, voxelToPatient));
}

/**
 * The part of a volume that the networks look at: all of it, or the middle of a field wider across than the stacks they
 * were trained on. Flanks and arms bear labels they should not, and change the network's norms everywhere.
 */
export function centralField(dims: Dims, voxelToPatient: Affine): VoxelBox {
  const axis = nearestAxes(voxelToPatient)[0]?.axis ?? 0;
  const most = Math.ceil(rules.keepSlicesToMm / affineSpacing(voxelToPatient)[axis]);
  const low: [number, number, number] = [0, 0, 0];
  const high: [number, number, number] = [...dims];
  if (dims[axis] > most) {
    low[axis] = Math.floor((dims[axis] - most) / 2);
    high[axis] = low[axis] + most;
  }
  return { low, high };
}

/** First and last index with a label along each index of a label map, and the mean index along the slices. */
function extent({ data, dims }: LabelVolume): { low: number[]; high: number[]; middle: number } | null {
  const low: number[] = [...dims];
  const high = [-1, -1, -1];
  let sum = 0;
  let count = 0;
  for (let k = 0, n = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) {
        if (data[n] === LABEL.background) continue;
        [i, j, k].forEach((at, axis) => {
          low[axis] = Math.min(low[axis] ?? at, at);
          high[axis] = Math.max(high[axis] ?? at, at);
        });
        sum += k;
        count++;
      }
  return count === 0 ? null : { low, high, middle: sum / count };
}

/**
 * The box of voxels around everything labelled, with margins.
 * @param labels the locator's labels on its own grid (`gridLabels`), cleaned up
 * @param grid where that grid lies in the volume
 * @param voxelToPatient the volume's, for its voxel sizes
 * @returns null when nothing is labelled
 */
export function spineBox(labels: LabelVolume, grid: VnetGrid, voxelToPatient: Affine): VoxelBox | null {
  const found = extent(labels);
  if (!found) return null;
  const spacing = affineSpacing(voxelToPatient);
  const low: [number, number, number] = [0, 0, 0];
  const high: [number, number, number] = [0, 0, 0];
  (['columns', 'rows', 'slices'] as const).forEach((name, index) => {
    const axis = grid[name];
    const mm = spacing[axis.axis];
    const edge = (g: number): number => (axis.inputCount - axis.count * axis.step) / 2 + g * axis.step;
    let from = edge(found.low[index] ?? 0) - rules.marginMm[name] / mm;
    let to = edge((found.high[index] ?? 0) + 1) + rules.marginMm[name] / mm;
    if (name === 'slices') {
      const middle = edge(found.middle + 0.5);
      from = Math.min(from, middle - rules.besideMiddleMm / mm);
      to = Math.max(to, middle + rules.besideMiddleMm / mm);
      if (axis.inputCount * mm <= rules.keepSlicesToMm) [from, to] = [0, axis.inputCount];
    }
    const [first, end] = wholeVoxels(axis, from, to, rules.smallestMm[name] / mm);
    low[axis.axis] = axis.flip ? axis.inputCount - end : first;
    high[axis.axis] = axis.flip ? axis.inputCount - first : end;
  });
  return { low, high };
}

/** Whole voxels that hold `from` … `to`, at least `smallest` where the field has so many, inside the field. */
function wholeVoxels(
  { inputCount }: GridAxis,
  from: number,
  to: number,
  smallest: number,
): [first: number, end: number] {
  const lacking = Math.max(0, smallest - (to - from)) / 2;
  // What the field does not have on one side is taken on the other.
  const beyond = Math.max(0, lacking - from) - Math.max(0, to + lacking - inputCount);
  const shift = lacking > 0 ? beyond : 0;
  const first = Math.floor(from - lacking + shift);
  const end = Math.ceil(to + lacking + shift);
  return [Math.max(0, first), Math.min(inputCount, end)];
}
