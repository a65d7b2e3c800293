import type { Dims } from '../volume';

/** Connected pieces of equal, non-zero label (face neighbours), kept as runs along the first index. */
export interface Components {
  readonly count: number;
  /** Label value of each component. */
  readonly label: Uint8Array;
  /** Voxels of each component. */
  readonly size: Uint32Array;
  /** Runs: linear index of the first voxel, length, and the component each belongs to. */
  readonly runStart: Int32Array;
  readonly runLength: Int32Array;
  readonly runComponent: Int32Array;
}

/** Index of the first run of every line plus the total; runs never cross lines. */
interface Runs {
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly lineFirst: Int32Array;
  readonly total: number;
}

function findRuns(labels: Uint8Array, columns: number): Runs {
  const lines = labels.length / columns;
  const lineFirst = new Int32Array(lines + 1);
  let start = new Int32Array(1 << 12);
  let length = new Int32Array(1 << 12);
  let total = 0;
  for (let line = 0, n = 0; line < lines; line++) {
    lineFirst[line] = total;
    const end = n + columns;
    while (n < end) {
      const value = labels[n] ?? 0;
      const first = n++;
      while (n < end && labels[n] === value) n++;
      if (value === 0) continue;
      if (total === start.length) {
        start = grow(start);
        length = grow(length);
      }
      start[total] = first;
      length[total++] = n - first;
    }
  }
  lineFirst[lines] = total;
  return { start, length, lineFirst, total };
}

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Root of `n`, halving the path on the way. */
function find(parent: Int32Array, n: number): number {
  for (;;) {
    const up = parent[n] ?? n;
    if (up === n) return n;
    const next = parent[up] ?? up;
    parent[n] = next;
    n = next;
  }
}

/** Joins runs of equal label that touch between two lines `distance` voxels apart. */
function joinLines(
  labels: Uint8Array,
  runs: Runs,
  parent: Int32Array,
  line: number,
  above: number,
  distance: number,
): void {
  const { start, length, lineFirst } = runs;
  const endA = lineFirst[line + 1] ?? 0;
  const endB = lineFirst[above + 1] ?? 0;
  let a = lineFirst[line] ?? 0;
  let b = lineFirst[above] ?? 0;
  while (a < endA && b < endB) {
    const a0 = start[a] ?? 0;
    const b0 = (start[b] ?? 0) + distance;
    const a1 = a0 + (length[a] ?? 0);
    const b1 = b0 + (length[b] ?? 0);
    if (a0 < b1 && b0 < a1 && labels[a0] === labels[b0 - distance]) {
      const rootA = find(parent, a);
      const rootB = find(parent, b);
      if (rootA < rootB) parent[rootB] = rootA;
      else parent[rootA] = rootB;
    }
    if (a1 <= b1) a++;
    if (b1 <= a1) b++;
  }
}

/**
 * Three-dimensional connected components of every label at once: union–find over runs, so that memory grows with the
 * surface of the structures and not with the volume.
 */
export function connectedComponents(labels: Uint8Array, [columns, rows, slices]: Dims): Components {
  const runs = findRuns(labels, columns);
  const parent = Int32Array.from({ length: runs.total }, (_, i) => i);
  for (let line = 0; line < rows * slices; line++) {
    if (line % rows > 0) joinLines(labels, runs, parent, line, line - 1, columns);
    if (line >= rows) joinLines(labels, runs, parent, line, line - rows, columns * rows);
  }
  const runComponent = new Int32Array(runs.total);
  const label: number[] = [];
  const size: number[] = [];
  for (let run = 0; run < runs.total; run++) {
    const root = find(parent, run);
    // A root is the smallest run of its component, hence already numbered when its other runs come.
    if (root === run) {
      runComponent[run] = label.length;
      label.push(labels[runs.start[run] ?? 0] ?? 0);
      size.push(0);
    }
    const component = runComponent[root] ?? 0;
    runComponent[run] = component;
    size[component] = (size[component] ?? 0) + (runs.length[run] ?? 0);
  }
  return {
    count: label.length,
    label: Uint8Array.from(label),
    size: Uint32Array.from(size),
    runStart: runs.start.subarray(0, runs.total),
    runLength: runs.length.subarray(0, runs.total),
    runComponent,
  };
}
