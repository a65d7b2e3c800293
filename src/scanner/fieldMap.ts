import { applyToPoint, type Vec3 } from '../geometry';
import { TISSUE_NAMES, wholeMap, type TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { spineCoil } from './coil';
import { fourier, powerOfTwo } from './fourier';

const F = ACQUISITION.field;

/** Deviation of B0 from its nominal value, ppm, on a coarse grid of patient space. */
export interface FieldMap {
  readonly ppm: Float32Array;
  readonly dims: Vec3;
  /** Centre of the first cell, patient mm. */
  readonly origin: Vec3;
  readonly cellMm: number;
}

/** Susceptibility by tissue index relative to water, ppm: around the patient and in gas there is air. */
const SUSCEPTIBILITY = TISSUE_NAMES.map((name) => (F.susceptibilityPpm[name] ?? F.waterPpm) - F.waterPpm);
const AIR = SUSCEPTIBILITY[0] ?? 0;

interface Grid {
  readonly dims: Vec3;
  readonly origin: Vec3;
}

/** Cells with room around the body, so that the periodic transform's images of it stay away. */
function gridAround(source: TissueSource): Grid {
  const { tissues } = wholeMap(source);
  const [nx, ny, nz] = tissues.dims;
  const corners = Array.from({ length: 8 }, (_, i) =>
    applyToPoint(tissues.voxelToPatient, [i & 1 ? nx : 0, i & 2 ? ny : 0, i & 4 ? nz : 0]),
  );
  const sides = ([0, 1, 2] as const).map((axis) => {
    const values = corners.map((corner) => corner[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const cells = powerOfTwo(((high - low) / F.cellMm) * 1.25);
    return { cells, first: (low + high) / 2 - ((cells - 1) / 2) * F.cellMm };
  });
  const at = (axis: number): { cells: number; first: number } => sides[axis] ?? { cells: 2, first: 0 };
  return {
    dims: [at(0).cells, at(1).cells, at(2).cells],
    origin: [at(0).first, at(1).first, at(2).first],
  };
}

/** Mean susceptibility of each cell, complex interleaved. */
function susceptibility(source: TissueSource, { dims, origin }: Grid): Float64Array {
  const { tissues } = wholeMap(source);
  const [nx, ny, nz] = tissues.dims;
  const cells = dims[0] * dims[1] * dims[2];
  const sum = new Float64Array(cells);
  const count = new Uint16Array(cells);
  const m = tissues.voxelToPatient;
  /** Cell along one axis of the map's first voxel in a row, and its step from voxel to voxel. */
  const start = (r: number, j: number, k: number): number =>
    ((m[4 * r + 1] ?? 0) * j + (m[4 * r + 2] ?? 0) * k + (m[4 * r + 3] ?? 0) - (origin[r] ?? 0)) / F.cellMm +
    0.5;
  const step = (r: number): number => (m[4 * r] ?? 0) / F.cellMm;
  const [dx, dy, dz] = [step(0), step(1), step(2)];
  let n = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const [x, y, z] = [start(0, j, k), start(1, j, k), start(2, j, k)];
      for (let i = 0; i < nx; i++, n++) {
        const row = Math.floor(z + i * dz) * dims[1] + Math.floor(y + i * dy);
        const cell = row * dims[0] + Math.floor(x + i * dx);
        sum[cell] = (sum[cell] ?? 0) + (SUSCEPTIBILITY[tissues.data[n] ?? 0] ?? 0);
        count[cell] = (count[cell] ?? 0) + 1;
      }
    }
  }
  const values = new Float64Array(2 * cells);
  for (let cell = 0; cell < cells; cell++) {
    const voxels = count[cell] ?? 0;
    // Relative to the air around, the cells beyond the map are 0.
    values[2 * cell] = voxels > 0 ? (sum[cell] ?? 0) / voxels - AIR : 0;
  }
  return values;
}

/** Transforms along one axis of a 3-D array, in place. */
function transformAxis(values: Float64Array, dims: Vec3, axis: 0 | 1 | 2, inverse: boolean): void {
  const size = dims[axis];
  const stride = axis === 0 ? 1 : axis === 1 ? dims[0] : dims[0] * dims[1];
  const transform = fourier(size);
  const line = new Float64Array(2 * size);
  const out = new Float64Array(2 * size);
  const cells = dims[0] * dims[1] * dims[2];
  for (let start = 0; start < cells; start++) {
    if (Math.floor(start / stride) % size !== 0) continue;
    for (let n = 0; n < size; n++) {
      const from = 2 * (start + n * stride);
      line[2 * n] = values[from] ?? 0;
      line[2 * n + 1] = values[from + 1] ?? 0;
    }
    if (inverse) transform.inverse(line, out);
    else transform.forward(line, out);
    for (let n = 0; n < size; n++) {
      const to = 2 * (start + n * stride);
      values[to] = out[2 * n] ?? 0;
      values[to + 1] = out[2 * n + 1] ?? 0;
    }
  }
}

const AXES = [0, 1, 2] as const;

/**
 * Field of a distribution of susceptibility in B0 along z: multiplication by 1/3 − kz²/k² in k-space, the Lorentz sphere taken
 * off (J. P. Marques, R. Bowtell, Concepts Magn Reson B 2005;25:65). In place; the real parts are ppm.
 */
function dipoleField(values: Float64Array, dims: Vec3): void {
  for (const axis of AXES) transformAxis(values, dims, axis, false);
  const [nx, ny, nz] = dims;
  const frequency = (n: number, size: number): number => (n <= size / 2 ? n : n - size) / size;
  let cell = 0;
  for (let k = 0; k < nz; k++) {
    const z = frequency(k, nz);
    for (let j = 0; j < ny; j++) {
      const y = frequency(j, ny);
      for (let i = 0; i < nx; i++, cell++) {
        const x = frequency(i, nx);
        const square = x * x + y * y + z * z;
        const kernel = square > 0 ? 1 / 3 - (z * z) / square : 0;
        values[2 * cell] = (values[2 * cell] ?? 0) * kernel;
        values[2 * cell + 1] = (values[2 * cell + 1] ?? 0) * kernel;
      }
    }
  }
  for (const axis of AXES) transformAxis(values, dims, axis, true);
}

/** Takes the mean and the linear part within the shim's ball off, and adds what the magnet leaves far from it. */
function shim(
  values: Float64Array,
  { dims, origin }: Grid,
  middle: Vec3,
  isBody: (cell: number) => boolean,
): Float32Array {
  const [nx, ny] = dims;
  const place = (cell: number): readonly [number, number, number] => {
    const [i, j, k] = [cell % nx, Math.floor(cell / nx) % ny, Math.floor(cell / (nx * ny))];
    return [
      origin[0] + i * F.cellMm - middle[0],
      origin[1] + j * F.cellMm - middle[1],
      origin[2] + k * F.cellMm - middle[2],
    ];
  };
  // Sums over a ball about the middle: the axes are nearly uncorrelated there, so each gradient is its own regression.
  const sums = { n: 0, f: 0, x: [0, 0, 0], xx: [0, 0, 0], fx: [0, 0, 0] };
  const cells = dims[0] * dims[1] * dims[2];
  for (let cell = 0; cell < cells; cell++) {
    const p = place(cell);
    if (p[0] * p[0] + p[1] * p[1] + p[2] * p[2] > F.shimRadiusMm * F.shimRadiusMm || !isBody(cell)) continue;
    const f = values[2 * cell] ?? 0;
    sums.n++;
    sums.f += f;
    for (const axis of AXES) {
      sums.x[axis] = (sums.x[axis] ?? 0) + p[axis];
      sums.xx[axis] = (sums.xx[axis] ?? 0) + p[axis] * p[axis];
      sums.fx[axis] = (sums.fx[axis] ?? 0) + f * p[axis];
    }
  }
  const n = Math.max(1, sums.n);
  const mean = sums.f / n;
  const gradient = AXES.map((axis) => {
    const m = (sums.x[axis] ?? 0) / n;
    const variance = (sums.xx[axis] ?? 0) / n - m * m;
    return { m, slope: variance > 0 ? ((sums.fx[axis] ?? 0) / n - mean * m) / variance : 0 };
  });
  const ppm = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const p = place(cell);
    const r2 = (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]) / (F.residualRadiusMm * F.residualRadiusMm);
    const linear = AXES.reduce<number>(
      (sum, axis) => sum + (gradient[axis]?.slope ?? 0) * (p[axis] - (gradient[axis]?.m ?? 0)),
      0,
    );
    ppm[cell] = (values[2 * cell] ?? 0) - mean - linear + F.residualPpm * r2 * r2;
  }
  return ppm;
}

const made = new WeakMap<TissueSource, FieldMap>();

/** The field in a patient; made once. */
export function fieldMap(source: TissueSource): FieldMap {
  const known = made.get(source);
  if (known) return known;
  const grid = gridAround(source);
  const values = susceptibility(source, grid);
  const body = Uint8Array.from({ length: values.length / 2 }, (_, cell) =>
    (values[2 * cell] ?? 0) < AIR / -2 ? 1 : 0,
  );
  dipoleField(values, grid.dims);
  const map = {
    ppm: shim(values, grid, spineCoil(source).reference, (cell) => body[cell] === 1),
    ...grid,
    cellMm: F.cellMm,
  };
  made.set(source, map);
  return map;
}

/** Trilinear value at a place, ppm; beyond the map its edge's. */
export function fieldPpm({ ppm, dims, origin, cellMm }: FieldMap, p: Vec3): number {
  const [nx, ny, nz] = dims;
  const x = Math.min(Math.max((p[0] - origin[0]) / cellMm, 0), nx - 1.001);
  const y = Math.min(Math.max((p[1] - origin[1]) / cellMm, 0), ny - 1.001);
  const z = Math.min(Math.max((p[2] - origin[2]) / cellMm, 0), nz - 1.001);
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [x - i, y - j, z - k];
  const at = (di: number, dj: number, dk: number): number => ppm[((k + dk) * ny + j + dj) * nx + i + di] ?? 0;
  const row = (dj: number, dk: number): number => at(0, dj, dk) + u * (at(1, dj, dk) - at(0, dj, dk));
  const plane = (dk: number): number => row(0, dk) + v * (row(1, dk) - row(0, dk));
  return plane(0) + w * (plane(1) - plane(0));
}
