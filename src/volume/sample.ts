import { applyToPoint, invertAffine, multiplyAffine, type Affine } from '../geometry';
import { voxelCount, type Dims, type Volume, type VoxelArray } from './volume';

/** Value outside the volume's voxels. */
const OUTSIDE = 0;

/** Trilinear value at fractional voxel index (i, j, k); half a voxel beyond the outer centres clamps, further is 0. */
export function sampleTrilinear(volume: Volume, i: number, j: number, k: number): number {
  const [nx, ny, nz] = volume.dims;
  if (i < -0.5 || j < -0.5 || k < -0.5 || i > nx - 0.5 || j > ny - 0.5 || k > nz - 0.5) return OUTSIDE;
  const x = Math.min(Math.max(i, 0), nx - 1);
  const y = Math.min(Math.max(j, 0), ny - 1);
  const z = Math.min(Math.max(k, 0), nz - 1);
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  const fx = x - x0;
  const fy = y - y0;
  const fz = z - z0;
  const dx = x0 + 1 < nx ? 1 : 0;
  const dy = y0 + 1 < ny ? nx : 0;
  const dz = z0 + 1 < nz ? nx * ny : 0;
  const base = (z0 * ny + y0) * nx + x0;
  const d = volume.data;
  const at = (n: number): number => d[n] ?? OUTSIDE;
  const c00 = at(base) * (1 - fx) + at(base + dx) * fx;
  const c10 = at(base + dy) * (1 - fx) + at(base + dy + dx) * fx;
  const c01 = at(base + dz) * (1 - fx) + at(base + dz + dx) * fx;
  const c11 = at(base + dz + dy) * (1 - fx) + at(base + dz + dy + dx) * fx;
  return (c00 * (1 - fy) + c10 * fy) * (1 - fz) + (c01 * (1 - fy) + c11 * fy) * fz;
}

/** Nearest voxel's value; 0 outside. */
export function sampleNearest(volume: Volume, i: number, j: number, k: number): number {
  const [nx, ny, nz] = volume.dims;
  const x = Math.round(i);
  const y = Math.round(j);
  const z = Math.round(k);
  if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz) return OUTSIDE;
  return volume.data[(z * ny + y) * nx + x] ?? OUTSIDE;
}

/**
 * Resamples `source` on another grid. `into` decides the value type and is returned as the new volume's data.
 * No low-pass: when the target is coarser, supersample or average first.
 */
export function resample<T extends VoxelArray>(
  source: Volume,
  dims: Dims,
  voxelToPatient: Affine,
  into: T,
  sampler: typeof sampleTrilinear = sampleTrilinear,
): Volume<T> {
  const toSource = multiplyAffine(invertAffine(source.voxelToPatient), voxelToPatient);
  const [nx, ny, nz] = dims;
  if (into.length !== voxelCount(dims)) throw new Error('the target array does not fit the target dims');
  let n = 0;
  const [ax = 0, , , , ay = 0, , , , az = 0] = toSource;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const [x, y, z] = applyToPoint(toSource, [0, j, k]);
      for (let i = 0; i < nx; i++) into[n++] = sampler(source, x + i * ax, y + i * ay, z + i * az);
    }
  }
  return { data: into, dims, voxelToPatient };
}
