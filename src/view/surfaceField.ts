import {
  affineDirections,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  scale,
  type Affine,
  type Vec3,
} from '../geometry';
import { sampleTrilinear, type Dims, type Volume } from '../volume';

/** A smooth scalar field on an isotropic grid: about 1 inside the label, 0 outside, its surface at 0.5. */
export interface SurfaceField {
  readonly data: Float32Array;
  readonly dims: Dims;
  /** Grid index → patient LPS mm. */
  readonly gridToPatient: Affine;
}

type Bounds = readonly [low: Vec3, high: Vec3];

/** Voxel indices that enclose all voxels of `value`; null when there are none. Yields now and then. */
export function* labelBounds(labels: Volume<Uint8Array>, value: number): Generator<void, Bounds | null> {
  const [nx, ny, nz] = labels.dims;
  const low: [number, number, number] = [nx, ny, nz];
  const high: [number, number, number] = [-1, -1, -1];
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = (k * ny + j) * nx;
      let first = -1;
      let last = -1;
      for (let i = 0; i < nx; i++) {
        if (labels.data[row + i] !== value) continue;
        if (first < 0) first = i;
        last = i;
      }
      if (first < 0) continue;
      low[0] = Math.min(low[0], first);
      high[0] = Math.max(high[0], last);
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
    yield;
  }
  return high[0] < 0 ? null : [low, high];
}

/**
 * The label's occupancy on an isotropic grid of `stepMm`, blurred along each voxel axis by about half its spacing: enough
 * to take away the steps between thick slices, little enough to keep the volume. Yields after every grid slice.
 */
export function* surfaceField(
  labels: Volume<Uint8Array>,
  value: number,
  stepMm: number,
): Generator<void, SurfaceField | null> {
  const bounds = yield* labelBounds(labels, value);
  if (!bounds) return null;
  const mask = maskOf(labels, value, bounds);
  const spacing = affineSpacing(labels.voxelToPatient);
  const directions = affineDirections(labels.voxelToPatient);
  const sigmas = spacing.map((mm) => Math.max(BLUR.leastMm, mm * BLUR.ofSpacing)) as [number, number, number];
  // Room for the blur on every side, so that the surface closes.
  const margins = sigmas.map((sigma) => 3 * sigma + 2 * stepMm) as [number, number, number];
  const dims = mask.dims.map((n, axis) =>
    Math.ceil((n * (spacing[axis] ?? 1) + 2 * (margins[axis] ?? 0)) / stepMm),
  ) as unknown as Dims;
  const start = spacing.map((mm, axis) => (stepMm / 2 - (margins[axis] ?? 0)) / mm - 0.5) as [
    number,
    number,
    number,
  ];
  const step = spacing.map((mm) => stepMm / mm) as [number, number, number];
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++) {
    for (let j = 0; j < dims[1]; j++) {
      for (let i = 0; i < dims[0]; i++) {
        data[n++] = sampleTrilinear(
          mask,
          start[0] + i * step[0],
          start[1] + j * step[1],
          start[2] + k * step[2],
        );
      }
    }
    yield;
  }
  for (const axis of [0, 1, 2] as const) yield* blurAxis(data, dims, axis, sigmas[axis] / stepMm);
  const gridToPatient = affineFromColumns(
    scale(directions[0], stepMm),
    scale(directions[1], stepMm),
    scale(directions[2], stepMm),
    applyToPoint(mask.voxelToPatient, start),
  );
  return { data, dims, gridToPatient };
}

/** Blur of the occupancy, Gaussian sigma: this part of the voxel's spacing, at least `leastMm`. */
const BLUR = { ofSpacing: 0.45, leastMm: 0.7 } as const;

/** The label's voxels as 0/1 with one voxel of nothing around. */
function maskOf(labels: Volume<Uint8Array>, value: number, [low, high]: Bounds): Volume<Uint8Array> {
  const [nx, ny] = labels.dims;
  const dims: Dims = [high[0] - low[0] + 3, high[1] - low[1] + 3, high[2] - low[2] + 3];
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let k = low[2]; k <= high[2]; k++) {
    for (let j = low[1]; j <= high[1]; j++) {
      const from = (k * ny + j) * nx;
      const to = ((k - low[2] + 1) * dims[1] + (j - low[1] + 1)) * dims[0] + 1 - low[0];
      for (let i = low[0]; i <= high[0]; i++) if (labels.data[from + i] === value) data[to + i] = 1;
    }
  }
  const [u, v, w] = affineDirections(labels.voxelToPatient);
  const s = affineSpacing(labels.voxelToPatient);
  const origin = applyToPoint(labels.voxelToPatient, [low[0] - 1, low[1] - 1, low[2] - 1]);
  return {
    data,
    dims,
    voxelToPatient: affineFromColumns(scale(u, s[0]), scale(v, s[1]), scale(w, s[2]), origin),
  };
}

function* blurAxis(data: Float32Array, dims: Dims, axis: 0 | 1 | 2, sigma: number): Generator<void, void> {
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, n) =>
    Math.exp(-((n - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((a, b) => a + b);
  const strides = [1, dims[0], dims[0] * dims[1]] as const;
  const [a, b] = ([0, 1, 2] as const).filter((other) => other !== axis) as [0 | 1 | 2, 0 | 1 | 2];
  const count = dims[axis];
  const line = new Float64Array(count + 2 * radius);
  for (let q = 0; q < dims[b]; q++) {
    for (let p = 0; p < dims[a]; p++) {
      const base = p * strides[a] + q * strides[b];
      let any = 0;
      for (let n = 0; n < count; n++) any += line[n + radius] = data[base + n * strides[axis]] ?? 0;
      if (any === 0) continue;
      for (let n = 0; n < count; n++) {
        let value = 0;
        for (let t = 0; t < kernel.length; t++) value += (kernel[t] ?? 0) * (line[n + t] ?? 0);
        data[base + n * strides[axis]] = value / sum;
      }
    }
    yield;
  }
}
