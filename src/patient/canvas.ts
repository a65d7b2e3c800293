import { affineFromColumns, type Affine, type Vec3 } from '../geometry';
import type { Dims } from '../volume';
import { NO_VOXELS, type Box, type Canvas } from './raster';

/** Voxels of the whole-trunk grid are this many times those of the spine's grid. */
const RATIO = 2;

/** The two grids of a phantom: a coarse voxel inside the fine box is exactly 2 × 2 × 2 fine ones. */
export interface Canvases {
  /** Around the spine, full height. */
  readonly fine: Canvas;
  /** The whole trunk. */
  readonly whole: Canvas;
  /** First coarse voxel that the fine grid covers. */
  readonly corner: Vec3;
}

export interface CanvasLayout {
  /** Side of the fine voxels, mm. */
  readonly voxelMm: number;
  /** Of the whole grid, mm. */
  readonly extentMm: Vec3;
  /** Largest posterior coordinate of the whole grid, mm. */
  readonly backLimit: number;
  /** Its largest superior coordinate, mm. */
  readonly topLimit: number;
  /** What the fine grid must hold, mm: [left, posterior] ranges; its height is the whole grid's. */
  readonly spineX: readonly [number, number];
  readonly spineY: readonly [number, number];
}

function blank(dims: Dims, voxelMm: number, origin: Vec3, covered: Box): Canvas {
  const count = dims[0] * dims[1] * dims[2];
  return {
    dims,
    voxelMm,
    origin,
    tissues: new Uint8Array(count),
    labels: new Uint8Array(count),
    parts: new Uint8Array(count),
    structures: new Uint8Array(count),
    instances: new Uint8Array(count),
    covered,
  };
}

/** Lays out both grids, air everywhere. */
export function createCanvases(layout: CanvasLayout): Canvases {
  const fineMm = layout.voxelMm;
  const side = fineMm * RATIO;
  const { extentMm: extent } = layout;
  const dims: Dims = [
    Math.max(1, Math.round(extent[0] / side)),
    Math.max(1, Math.round(extent[1] / side)),
    Math.max(1, Math.round(extent[2] / side)),
  ];
  const origin: Vec3 = [
    (-(dims[0] - 1) / 2) * side,
    layout.backLimit - (dims[1] - 1) * side,
    layout.topLimit - (dims[2] - 1) * side,
  ];
  const range = (axis: 0 | 1, [low, high]: readonly [number, number]): [number, number] => {
    const last = dims[axis] - 1;
    const clamp = (v: number): number => Math.max(0, Math.min(last, v));
    return [clamp(Math.floor((low - origin[axis]) / side)), clamp(Math.ceil((high - origin[axis]) / side))];
  };
  const [i0, i1] = range(0, layout.spineX);
  const [j0, j1] = range(1, layout.spineY);
  const fineDims: Dims = [(i1 - i0 + 1) * RATIO, (j1 - j0 + 1) * RATIO, dims[2] * RATIO];
  const half = (side - fineMm) / 2;
  const fineOrigin: Vec3 = [origin[0] + i0 * side - half, origin[1] + j0 * side - half, origin[2] - half];
  return {
    fine: blank(fineDims, fineMm, fineOrigin, NO_VOXELS),
    whole: blank(dims, side, origin, { lo: [i0, j0, 0], hi: [i1, j1, dims[2] - 1] }),
    corner: [i0, j0, 0],
  };
}

/**
 * Fills the whole grid inside the fine box from the fine grid. Each coarse voxel takes its first or its last child in
 * a chequered pattern, so that the picture does not shift by a quarter voxel.
 */
export function fillFromFine({ fine, whole, corner }: Canvases): void {
  const [nx, ny, nz] = [fine.dims[0] / RATIO, fine.dims[1] / RATIO, fine.dims[2] / RATIO];
  const [fx, fy] = fine.dims;
  const [wx, wy] = whole.dims;
  const lastChild = (fy + 1) * fx + 1;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      let to = ((k + corner[2]) * wy + j + corner[1]) * wx + corner[0];
      let from = (k * RATIO * fy + j * RATIO) * fx;
      for (let i = 0; i < nx; i++, to++, from += RATIO) {
        const child = ((i + j + k) & 1) === 0 ? from : from + lastChild;
        whole.tissues[to] = fine.tissues[child] ?? 0;
      }
    }
  }
}

/** Copies one tissue of the whole grid into the air of the fine grid: what was put on the skin after the painting. */
export function copyIntoFine({ fine, whole, corner }: Canvases, tissue: number): void {
  const [fx, fy, fz] = fine.dims;
  const [wx, wy] = whole.dims;
  for (let k = 0; k < fz / RATIO; k++)
    for (let j = 0; j < fy / RATIO; j++) {
      const from = ((k + corner[2]) * wy + j + corner[1]) * wx + corner[0];
      const to = (k * RATIO * fy + j * RATIO) * fx;
      for (let i = 0; i < fx / RATIO; i++)
        if (whole.tissues[from + i] === tissue) fillChildren(fine, to + i * RATIO, tissue);
    }
}

/** The air among the eight fine voxels of a coarse one. */
function fillChildren({ dims, tissues }: Canvas, first: number, tissue: number): void {
  for (let c = 0; c < RATIO * RATIO * RATIO; c++) {
    const n = first + (c & 1) + ((c >> 1) & 1) * dims[0] + (c >> 2) * dims[0] * dims[1];
    if (tissues[n] === 0) tissues[n] = tissue;
  }
}

export const canvasAffine = ({ voxelMm, origin }: Canvas): Affine =>
  affineFromColumns([voxelMm, 0, 0], [0, voxelMm, 0], [0, 0, voxelMm], origin);
