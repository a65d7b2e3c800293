import type { VnetManifest } from './manifest';
import type { VnetInput, VnetRunOptions, VnetRunner } from './types';

/** Rows `from` … `to − 1` go through the network; of them `first` … `end − 1` are this patch's own. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly end: number;
}

/** Rows on each side of a seam over which the two patches' logits are mixed, so that no step is left. */
const BLEND_ROWS = 8;

/** Rows that one row of the output depends on, to either side, from the kernels and strides of the layers. */
export function reachInRows({ layers }: VnetManifest['architecture']): number {
  let reach = 0;
  let size = 1;
  for (const layer of layers) {
    // 3×3×3 kernels look one voxel of their level to either side; a strided one covers its stride.
    if (layer.op === 'stem' || layer.op === 'residual') reach += size;
    else if (layer.op === 'down') {
      reach += size * (layer.stride[1] - 1);
      size *= layer.stride[1];
    } else if (layer.op === 'up') size /= layer.stride[1];
  }
  return reach;
}

/**
 * Cuts the rows so that no patch has more than `mostRows`, with as much around each patch as the network sees.
 * @returns null when not even the smallest patch fits
 */
export function planPatches(rows: number, mostRows: number, manifest: VnetManifest): Patch[] | null {
  const unit = manifest.grid.roundTo.rows;
  const halo = Math.ceil((reachInRows(manifest.architecture) + BLEND_ROWS) / unit) * unit;
  const patches: Patch[] = [];
  for (let first = 0; first < rows;) {
    const from = Math.max(0, first - halo);
    const rest = rows - from <= mostRows;
    const end = rest ? rows : Math.floor((from + mostRows - halo) / unit) * unit;
    if (end <= first) return null;
    patches.push({ from, to: rest ? rows : end + halo, first, end });
    first = end;
  }
  return patches;
}

/**
 * Runs the network patch by patch along the rows and joins the logits. Every row sees what it would see in the whole
 * image, but instance norm takes its mean and variance from the patch: the logits are close to, not equal to, those of one run.
 */
export async function runInPatches(
  run: VnetRunner['run'],
  input: VnetInput,
  patches: readonly Patch[],
  classes: number,
  { onProgress, signal }: VnetRunOptions = {},
): Promise<Float32Array> {
  const out = new Float32Array(input.data.length * classes);
  const blend = Math.min(BLEND_ROWS, ...patches.map(({ first, end }) => (end - first) / 2));
  for (const [n, patch] of patches.entries()) {
    signal?.throwIfAborted();
    const logits = await run(cut(input, patch), {
      onProgress: (fraction) => onProgress?.((n + fraction) / patches.length),
      ...(signal ? { signal } : {}),
    });
    addPatch(out, logits, input, patch, classes, blend);
  }
  return out;
}

function cut({ data, slices, rows, columns }: VnetInput, { from, to }: Patch): VnetInput {
  const out = new Float32Array(slices * (to - from) * columns);
  for (let s = 0; s < slices; s++)
    out.set(data.subarray((s * rows + from) * columns, (s * rows + to) * columns), s * (to - from) * columns);
  return { data: out, slices, rows: to - from, columns };
}

/** Adds a patch's logits, weighted 1 in its own rows and rising from 0 to 1 across its seams. */
function addPatch(
  out: Float32Array,
  logits: Float32Array,
  { slices, rows, columns }: VnetInput,
  { from, to, first, end }: Patch,
  classes: number,
  blend: number,
): void {
  const length = columns * classes;
  const rise = (inside: number): number => Math.min(1, Math.max(0, (inside + 0.5 + blend) / (2 * blend)));
  for (let row = from; row < to; row++) {
    const above = first === 0 ? 1 : rise(row - first);
    const below = end === rows ? 1 : rise(end - 1 - row);
    const weight = Math.min(above, below);
    if (weight === 0) continue;
    for (let s = 0; s < slices; s++) {
      const target = (s * rows + row) * length;
      const source = (s * (to - from) + row - from) * length;
      for (let n = 0; n < length; n++)
        out[target + n] = (out[target + n] ?? 0) + weight * (logits[source + n] ?? 0);
    }
  }
}
