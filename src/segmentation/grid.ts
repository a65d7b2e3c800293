import {
  affineColumn,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  length,
  scale,
  type Affine,
} from '../geometry';
import type { Dims } from '../volume';
import type { GridRule } from './manifest';

/** How one axis of the network's grid lies in the volume's array. */
export interface GridAxis {
  /** Index of the volume (0 column, 1 row, 2 slice) that runs along it. */
  readonly axis: 0 | 1 | 2;
  /** The volume's index grows the other way. */
  readonly flip: boolean;
  /** Voxels of the volume along it. */
  readonly inputCount: number;
  /** Voxels of the network's grid along it, before padding. */
  readonly count: number;
  /** Size of a network voxel in voxels of the volume. */
  readonly step: number;
  /** Count after padding at the far end. */
  readonly paddedCount: number;
}

/** The network's grid in the volume: no rotation, nearest axes only; centred on the volume. */
export interface VnetGrid {
  readonly slices: GridAxis;
  readonly rows: GridAxis;
  readonly columns: GridAxis;
}

/** Patient directions (LPS) as the manifest names them. */
const DIRECTIONS = { left: [1, 0, 0], feet: [0, 0, -1], posterior: [0, 1, 0] } as const;

const SAGITTAL: GridRule['axes'] = { slices: 'left', rows: 'feet', columns: 'posterior' };

const PERMUTATIONS: readonly (readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** The one-to-one assignment of array axes to those of slices, rows and columns with the largest sum of cosines. */
export function nearestAxes(
  voxelToPatient: Affine,
  axes: GridRule['axes'] = SAGITTAL,
): { axis: 0 | 1 | 2; flip: boolean }[] {
  const targets = [DIRECTIONS[axes.slices], DIRECTIONS[axes.rows], DIRECTIONS[axes.columns]];
  const cosine = (target: number, axis: 0 | 1 | 2): number => {
    const column = affineColumn(voxelToPatient, axis);
    const t = targets[target] ?? [0, 0, 0];
    return (column[0] * t[0] + column[1] * t[1] + column[2] * t[2]) / length(column);
  };
  const score = (p: readonly (0 | 1 | 2)[]): number =>
    p.reduce<number>((s, axis, t) => s + Math.abs(cosine(t, axis)), 0);
  const best = PERMUTATIONS.reduce((a, b) => (score(b) > score(a) ? b : a));
  return best.map((axis, target) => ({ axis, flip: cosine(target, axis) < 0 }));
}

/** Slices of the network's grid for `count` slices `spacing` mm apart (models/training/README.md, "Input"). */
export function sliceCount(count: number, spacing: number, rule: GridRule['sliceSpacing']): number {
  const width = count * spacing;
  if (spacing >= rule.keepFromMm && spacing <= rule.keepToMm) return count;
  if (spacing > rule.keepToMm) return Math.max(1, Math.floor(width / rule.thickTargetMm + 0.5));
  const { narrowToMm, narrowTargetMm, wideTargetMm, countMultipleOf } = rule.thin;
  const target = width <= narrowToMm ? narrowTargetMm : wideTargetMm;
  const rounded = countMultipleOf * Math.max(1, Math.floor(width / (countMultipleOf * target) + 0.5));
  return Math.min(count, rounded);
}

/** Where the network's voxels lie in a volume of these dims and geometry. */
export function vnetGrid(dims: Dims, voxelToPatient: Affine, rule: GridRule): VnetGrid {
  const spacing = affineSpacing(voxelToPatient);
  const roundTo = [rule.roundTo.slices, rule.roundTo.rows, rule.roundTo.columns];
  const [slices, rows, columns] = nearestAxes(voxelToPatient, rule.axes).map(
    ({ axis, flip }, target): GridAxis => {
      const inputCount = dims[axis];
      const mm = spacing[axis];
      const inSlice = target > 0;
      const count = inSlice
        ? Math.max(1, Math.floor((inputCount * mm) / rule.inPlaneSpacingMm + 0.5))
        : sliceCount(inputCount, mm, rule.sliceSpacing);
      const kept = !inSlice && count === inputCount && mm <= rule.sliceSpacing.keepToMm;
      const step = inSlice ? rule.inPlaneSpacingMm / mm : kept ? 1 : inputCount / count;
      const multiple = roundTo[target] ?? 1;
      return { axis, flip, inputCount, count, step, paddedCount: Math.ceil(count / multiple) * multiple };
    },
  );
  if (!slices || !rows || !columns) throw new Error('a volume has three axes');
  return { slices, rows, columns };
}

/** Network voxel (column, row, slice) → patient, from the volume's voxel → patient. */
export function gridAffine({ slices, rows, columns }: VnetGrid, voxelToPatient: Affine): Affine {
  const first: [number, number, number] = [0, 0, 0];
  const [i, j, k] = [columns, rows, slices].map(({ axis, flip, inputCount, count, step }) => {
    const along = (inputCount - count * step + step - 1) / 2;
    first[axis] = flip ? inputCount - 1 - along : along;
    return scale(affineColumn(voxelToPatient, axis), flip ? -step : step);
  });
  if (!i || !j || !k) throw new Error('a grid has three axes');
  return affineFromColumns(i, j, k, applyToPoint(voxelToPatient, first));
}

/** Memory stride of each index of a volume. */
export const strides = ([columns, rows]: Dims): readonly [number, number, number] => [
  1,
  columns,
  columns * rows,
];
