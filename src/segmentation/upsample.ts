import type { Dims } from '../volume';
import { strides, type GridAxis, type VnetGrid } from './grid';
import type { VnetInput } from './types';

/** Where labels are wanted along one index: at `first + n·step`, in voxels of the volume that went to the network. */
export interface AxisSamples {
  readonly count: number;
  readonly first: number;
  readonly step: number;
}

/** Along [column, row, slice]. */
export type LabelSamples = readonly [AxisSamples, AxisSamples, AxisSamples];

/** Every voxel of a volume. */
export const everyVoxel = ([columns, rows, slices]: Dims): LabelSamples => [
  { count: columns, first: 0, step: 1 },
  { count: rows, first: 0, step: 1 },
  { count: slices, first: 0, step: 1 },
];

/** For every sample along one index of the volume: the two network samples around it and the weight of the second. */
interface AxisTable {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly part: Float32Array;
}

function axisTable({ inputCount, count, step, flip }: GridAxis, samples: AxisSamples): AxisTable {
  const low = new Int32Array(samples.count);
  const high = new Int32Array(samples.count);
  const part = new Float32Array(samples.count);
  const start = (inputCount - count * step) / 2;
  for (let i = 0; i < samples.count; i++) {
    const voxel = samples.first + i * samples.step;
    const along = flip ? inputCount - 1 - voxel : voxel;
    const centre = Math.min(Math.max((along + 0.5 - start) / step - 0.5, 0), count - 1);
    low[i] = Math.min(Math.floor(centre), count - 1);
    high[i] = Math.min((low[i] ?? 0) + 1, count - 1);
    part[i] = centre - (low[i] ?? 0);
  }
  return { low, high, part };
}

/** Code of a cell whose eight corners do not all have the same winner. */
const MIXED = 255;

/** The winner of every network voxel; the first of equals, as numpy's argmax. */
export function argmax(logits: Float32Array, classes: number): Uint8Array {
  const out = new Uint8Array(logits.length / classes);
  for (let n = 0, at = 0; n < out.length; n++, at += classes) {
    let best = 0;
    for (let c = 1; c < classes; c++) if ((logits[at + c] ?? 0) > (logits[at + best] ?? 0)) best = c;
    out[n] = best;
  }
  return out;
}

/** For every cell (low corner) of the grid: the label all eight corners agree on, or MIXED. */
function agreement(
  winners: Uint8Array,
  { slices, rows, columns }: Pick<VnetInput, 'slices' | 'rows' | 'columns'>,
) {
  let codes = winners;
  for (const [stride, count] of [
    [1, columns],
    [columns, rows],
    [columns * rows, slices],
  ] as const) {
    const next = new Uint8Array(codes.length);
    for (let n = 0; n < codes.length; n++) {
      const last = Math.floor(n / stride) % count === count - 1;
      const here = codes[n] ?? 0;
      next[n] = last || codes[n + stride] === here ? here : MIXED;
    }
    codes = next;
  }
  return codes;
}

/**
 * Class scores on the network's (padded) grid → labels at the samples of the volume: trilinear interpolation of the
 * scores, edges clamped, then the largest. Where all eight scores around a voxel have the same winner it is the
 * winner of any mixture of them, so only voxels near a border are interpolated.
 */
export function labelsFromLogits(
  logits: Float32Array,
  padded: Pick<VnetInput, 'slices' | 'rows' | 'columns'>,
  classes: number,
  grid: VnetGrid,
  samples: LabelSamples,
): Uint8Array {
  const cells = agreement(argmax(logits, classes), padded);
  const axes: [GridAxis, number][] = [
    [grid.slices, padded.rows * padded.columns],
    [grid.rows, padded.columns],
    [grid.columns, 1],
  ];
  // Tables in the volume's memory order, already multiplied with the network grid's strides.
  const [x, y, z] = ([0, 1, 2] as const).map((index) => {
    const found = axes.find(([a]) => a.axis === index);
    if (!found) throw new Error('every index of the volume lies along one axis of the grid');
    const table = axisTable(found[0], samples[index]);
    const scaled = (a: Int32Array): Int32Array => a.map((v) => v * found[1]);
    return { low: scaled(table.low), high: scaled(table.high), part: table.part };
  }) as [AxisTable, AxisTable, AxisTable];
  const dims: Dims = [samples[0].count, samples[1].count, samples[2].count];
  const out = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const [, sy, sz] = strides(dims);
  const corner = new Int32Array(4);
  const weight = new Float32Array(4);
  for (let k = 0; k < dims[2]; k++) {
    const z0 = z.low[k] ?? 0;
    const z1 = z.high[k] ?? 0;
    const fz = z.part[k] ?? 0;
    for (let j = 0; j < dims[1]; j++) {
      const y0 = y.low[j] ?? 0;
      const y1 = y.high[j] ?? 0;
      const fy = y.part[j] ?? 0;
      corner.set([z0 + y0, z0 + y1, z1 + y0, z1 + y1]);
      weight.set([(1 - fz) * (1 - fy), (1 - fz) * fy, fz * (1 - fy), fz * fy]);
      const base = k * sz + j * sy;
      const cell = z0 + y0;
      for (let i = 0; i < dims[0]; i++) {
        const code = cells[cell + (x.low[i] ?? 0)] ?? 0;
        out[base + i] = code === MIXED ? winnerAt(logits, classes, corner, weight, x, i) : code;
      }
    }
  }
  return out;
}

function winnerAt(
  logits: Float32Array,
  classes: number,
  corner: Int32Array,
  weight: Float32Array,
  x: AxisTable,
  i: number,
): number {
  const low = x.low[i] ?? 0;
  const high = x.high[i] ?? 0;
  const part = x.part[i] ?? 0;
  let best = 0;
  let bestScore = -Infinity;
  for (let c = 0; c < classes; c++) {
    let score = 0;
    for (let q = 0; q < 4; q++) {
      const at = corner[q] ?? 0;
      const a = logits[(at + low) * classes + c] ?? 0;
      const b = logits[(at + high) * classes + c] ?? 0;
      score += (weight[q] ?? 0) * (a + (b - a) * part);
    }
    if (score > bestScore) {
      bestScore = score;
      best = c;
    }
  }
  return best;
}
