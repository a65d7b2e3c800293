import type { Vec3 } from '../geometry';

/** [w, 1 − 2w, w] along the rows and columns of one plane starting at `first`, in place, border excepted. */
function smoothPlane(
  data: Float32Array,
  first: number,
  nx: number,
  ny: number,
  w: number,
  above: Float32Array,
): void {
  const own = 1 - 2 * w;
  for (let j = 0; j < ny; j++) {
    const line = first + j * nx;
    let before = data[line] ?? 0;
    for (let n = line + 1; n < line + nx - 1; n++) {
      const here = data[n] ?? 0;
      data[n] = w * (before + (data[n + 1] ?? 0)) + own * here;
      before = here;
    }
  }
  for (let i = 0; i < nx; i++) above[i] = data[first + i] ?? 0;
  for (let j = 1; j < ny - 1; j++) {
    const line = first + j * nx;
    for (let i = 0; i < nx; i++) {
      const here = data[line + i] ?? 0;
      data[line + i] = w * ((above[i] ?? 0) + (data[line + nx + i] ?? 0)) + own * here;
      above[i] = here;
    }
  }
}

/**
 * Smooths voxels in place by [w, 1 − 2w, w] along each axis, outermost voxels excepted: with trilinear interpolation on
 * top, tissue borders become ramps in every direction and a tissue map's stairs do not show. One sweep over the memory.
 */
export function smoothVoxels(data: Float32Array, [nx, ny, nz]: Vec3, w: number): void {
  const plane = nx * ny;
  const own = 1 - 2 * w;
  const above = new Float32Array(nx);
  const before = new Float32Array(plane);
  for (let k = 0; k < nz; k++) {
    const next = k * plane;
    smoothPlane(data, next, nx, ny, w, above);
    const here = next - plane;
    if (k === 1) before.set(data.subarray(here, next));
    if (k < 2) continue;
    for (let n = 0; n < plane; n++) {
      const value = data[here + n] ?? 0;
      data[here + n] = w * ((before[n] ?? 0) + (data[next + n] ?? 0)) + own * value;
      before[n] = value;
    }
  }
}
