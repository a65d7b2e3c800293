import { LABEL, type Volume } from '../../../src/volume';
import { fitShading, type Sample } from './shading';
import { median, mode, quantile } from './statistics';

/** Sagittal view of a SPIDER volume: x slices, rows from the front backward, columns from below upward. */
interface Grid {
  readonly image: Volume;
  readonly labels: Volume;
  /** mm posterior of row j, mm superior of plane k. */
  readonly yMm: (j: number) => number;
  readonly zMm: (k: number) => number;
  readonly at: (i: number, j: number, k: number) => number;
  readonly rows: readonly number[];
}

function gridOf(image: Volume, labels: Volume): Grid {
  const [columns, rows] = image.dims;
  const m = image.voxelToPatient;
  const yMm = (j: number): number => (m[5] ?? 0) * j + (m[7] ?? 0);
  const zMm = (k: number): number => (m[10] ?? 0) * k + (m[11] ?? 0);
  const order = Array.from({ length: rows }, (_, j) => j).toSorted((a, b) => yMm(a) - yMm(b));
  return { image, labels, yMm, zMm, at: (i, j, k) => (k * rows + j) * columns + i, rows: order };
}

/** Voxels of a label whose in-plane neighbours up to `radius` away have the label too. */
function eroded({ labels, at }: Grid, label: number, radius: number): Uint8Array {
  const [columns, rows, slices] = labels.dims;
  let mask = Uint8Array.from(labels.data, (v) => (v === label ? 1 : 0));
  for (const alongRows of [true, false]) {
    const next = new Uint8Array(mask.length);
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++) {
          let all = 1;
          for (let d = -radius; d <= radius; d++) {
            const [jj, kk] = alongRows ? [j + d, k] : [j, k + d];
            if (jj < 0 || kk < 0 || jj >= rows || kk >= slices || !mask[at(i, jj, kk)]) all = 0;
          }
          next[at(i, j, k)] = all;
        }
    mask = next;
  }
  return mask;
}

/** Front and back of the canal in each plane k, mm posterior. */
function canalEdges({ labels, at, yMm }: Grid): ({ front: number; back: number } | undefined)[] {
  const [columns, rows, slices] = labels.dims;
  return Array.from({ length: slices }, (_, k) => {
    let [front, back] = [Infinity, -Infinity];
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++)
        if (labels.data[at(i, j, k)] === LABEL.canal) {
          front = Math.min(front, yMm(j));
          back = Math.max(back, yMm(j));
        }
    return back >= front ? { front, back } : undefined;
  });
}

interface Voxel {
  readonly i: number;
  readonly j: number;
  readonly k: number;
}

function* voxels(mask: Uint8Array, grid: Grid): Generator<Voxel & { index: number }> {
  const [columns, rows, slices] = grid.image.dims;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) {
        const index = grid.at(i, j, k);
        if (mask[index]) yield { i, j, k, index };
      }
}

/** The files hold 8 bits: what the window clipped cannot be measured. Share of a region at the top value. */
function saturation(image: Volume, mask: Uint8Array): number {
  let [all, top] = [0, 0];
  mask.forEach((inside, n) => {
    if (!inside) return;
    all++;
    if ((image.data[n] ?? 0) >= 255) top++;
  });
  return top / all;
}

/** Largest clipped share at which the 90th percentile of the canal and the median of the fat are still measured. */
const CSF_SATURATED = 0.05;
const FAT_SATURATED = 0.3;
/** Tissue behind the arch brighter than so many times marrow is fat or fluid. */
const LEAN = 1.3;
const MUSCLE_VOXELS = 1000;

/** The subcutaneous fat behind the back, row by row: from the skin forward while the image stays bright. */
function fatRuns(grid: Grid): { fat: Uint8Array; frontMm: Float64Array } {
  const { image, at, rows, yMm } = grid;
  const [columns, , slices] = image.dims;
  const fat = new Uint8Array(image.data.length);
  const frontMm = new Float64Array(columns * slices).fill(NaN);
  const bright =
    quantile(
      [...image.data].filter((_, n) => n % 37 === 0),
      0.99,
    ) / 4;
  for (let k = 0; k < slices; k++)
    for (let i = 0; i < columns; i++) {
      const line = rows.map((j) => image.data[at(i, j, k)] ?? 0);
      const skin = line.findLastIndex((v) => v > bright);
      if (skin < 0) continue;
      const level = quantile(line.slice(Math.max(0, skin - 12), skin + 1), 0.75);
      let front = skin;
      while (front > 0 && (line[front - 1] ?? 0) > 0.6 * level) front--;
      for (let n = front + 3; n <= skin - 4; n++) fat[at(i, rows[n] ?? 0, k)] = 1;
      if (skin - front >= 9) frontMm[k * columns + i] = yMm(rows[front] ?? 0);
    }
  return { fat, frontMm };
}

/** Unlabelled voxels behind the canal's back and in front of the fat, away from bone. */
function muscleRegion(
  grid: Grid,
  frontMm: Float64Array,
  back: (k: number) => number | undefined,
): Uint8Array {
  const { image, labels, at, yMm } = grid;
  const [columns, rows, slices] = image.dims;
  const region = new Uint8Array(image.data.length);
  const nearBone = (i: number, j: number, k: number): boolean => {
    for (let dk = -4; dk <= 4; dk += 2)
      for (let dj = -4; dj <= 4; dj += 2) if (labels.data[at(i, j + dj, k + dk)] !== 0) return true;
    return false;
  };
  for (let k = 4; k < slices - 4; k++)
    for (let i = 0; i < columns; i++) {
      const behind = back(k);
      const fatMm = frontMm[k * columns + i] ?? NaN;
      if (behind === undefined || Number.isNaN(fatMm)) continue;
      for (let j = 4; j < rows - 4; j++) {
        const y = yMm(j);
        if (y > behind + 8 && y < fatMm - 4 && !nearBone(i, j, k)) region[at(i, j, k)] = 1;
      }
    }
  return region;
}

export interface DiscSignal {
  /** 1 = L5-S1, counted upward. */
  readonly number: number;
  readonly wholeToMarrow: number;
  readonly nucleusToCsf: number;
  readonly nucleusToMarrow: number;
}

export interface SpaceRatios {
  readonly csfToMarrow: number;
  readonly discToMarrow: number;
  readonly muscleToMarrow: number;
  readonly fatToMarrow: number;
  readonly fatToMuscle: number;
  readonly csfToMuscle: number;
  readonly discs: readonly DiscSignal[];
}

/** Discs as runs of planes: label 2 voxels grouped by 6-connectivity, from below upward, at least 300 voxels each. */
function discComponents(grid: Grid): number[][] {
  const { labels, at } = grid;
  const [columns, rows, slices] = labels.dims;
  const seen = new Uint8Array(labels.data.length);
  const components: { voxels: number[]; z: number }[] = [];
  const open = Uint8Array.from(labels.data, (v) => (v === LABEL.disc ? 1 : 0));
  for (const start of voxels(open, grid)) {
    if (seen[start.index]) continue;
    const stack: Voxel[] = [start];
    const members: number[] = [];
    let z = 0;
    seen[start.index] = 1;
    for (let v = stack.pop(); v; v = stack.pop()) {
      members.push(at(v.i, v.j, v.k));
      z += grid.zMm(v.k);
      for (const [di, dj, dk] of [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
        [0, 0, 1],
        [0, 0, -1],
      ] as const) {
        const [i, j, k] = [v.i + di, v.j + dj, v.k + dk];
        if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= slices) continue;
        const n = at(i, j, k);
        if (open[n] && !seen[n]) {
          seen[n] = 1;
          stack.push({ i, j, k });
        }
      }
    }
    if (members.length >= 300) components.push({ voxels: members, z: z / members.length });
  }
  return components.toSorted((a, b) => a.z - b.z).map((c) => c.voxels);
}

/**
 * Ratios of tissue signals in one T2 SPACE volume with SPIDER labels, the coil's shading divided out (`fitShading` on
 * marrow). CSF: median of the brightest fifth of the canal inside its wall. Nucleus: median of the brightest fifth of
 * the eroded disc. Muscle: mode of the unlabelled tissue between arch and fat. Undefined when the marrow is too little.
 */
export function spaceRatios(image: Volume, labels: Volume): SpaceRatios | undefined {
  const grid = gridOf(image, labels);
  const edges = canalEdges(grid);
  const { yMm, zMm } = grid;
  const value = (index: number): number => image.data[index] ?? 0;
  const body: Sample[] = [];
  const arch: Sample[] = [];
  for (const { j, k, index } of voxels(eroded(grid, LABEL.vertebra, 3), grid)) {
    const edge = edges[k];
    if (!edge) continue;
    const sample = { yMm: yMm(j), zMm: zMm(k), value: value(index) };
    if (sample.yMm < edge.front - 2) body.push(sample);
    else if (sample.yMm > edge.back + 4) arch.push(sample);
  }
  const shading = fitShading([...body, ...arch]);
  if (!shading || arch.length < 50) return undefined;
  const flat = (mask: Uint8Array, where: (v: Voxel) => boolean = () => true): number[] => {
    const out: number[] = [];
    for (const v of voxels(mask, grid)) if (where(v)) out.push(value(v.index) / shading(yMm(v.j), zMm(v.k)));
    return out;
  };
  const marrow = median(body.map((s) => s.value / shading(s.yMm, s.zMm)));
  const fifth = (values: readonly number[]): number => quantile(values, 0.9);
  const canal = eroded(grid, LABEL.canal, 1);
  const csf = saturation(image, canal) < CSF_SATURATED ? fifth(flat(canal)) : NaN;
  const { fat, frontMm } = fatRuns(grid);
  const behind = flat(muscleRegion(grid, frontMm, (k) => edges[k]?.back));
  const lean = behind.filter((v) => v < LEAN * marrow);
  const muscle = lean.length >= MUSCLE_VOXELS ? mode(lean) : NaN;
  const fatLevel = saturation(image, fat) < FAT_SATURATED ? median(flat(fat)) : NaN;
  const disc = eroded(grid, LABEL.disc, 1);
  const discs = discComponents(grid).map((members, n): DiscSignal => {
    const own = new Uint8Array(disc.length);
    for (const index of members) own[index] = disc[index] ?? 0;
    const values = flat(own);
    return {
      number: n + 1,
      wholeToMarrow: median(values) / marrow,
      nucleusToCsf: fifth(values) / csf,
      nucleusToMarrow: fifth(values) / marrow,
    };
  });
  return {
    csfToMarrow: csf / marrow,
    discToMarrow: median(discs.map((d) => d.wholeToMarrow)),
    muscleToMarrow: muscle / marrow,
    fatToMarrow: fatLevel / marrow,
    fatToMuscle: fatLevel / muscle,
    csfToMuscle: csf / muscle,
    discs,
  };
}
