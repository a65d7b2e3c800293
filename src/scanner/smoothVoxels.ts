import type { Vec3 } from '../geometry';

/** One pass of [w, 1 − 2w, w] along lines `step` apart; lines of `length` values, `count` of them one after the other. */
function smoothAcross(
  data: Float32Array,
  first: number,
  step: number,
  count: number,
  length: number,
  w: number,
  previous: Float32Array,
): void {
  for (let x = 0; x < length; x++) previous[x] = data[first + x] ?? 0;
  for (let r = 1; r < count - 1; r++) {
    const line = first + r * step;
    for (let x = 0; x < length; x++) {
      const here = data[line + x] ?? 0;
      data[line + x] = w * ((previous[x] ?? 0) + (data[line + step + x] ?? 0)) + (1 - 2 * w) * here;
      previous[x] = here;
    }
  }
}

/**
 * Smooths voxels in place by [w, 1 − 2w, w] along each axis, outermost voxels excepted: with trilinear interpolation on
 * top, tissue borders become ramps in every direction and a tissue map's stairs do not show.
 */
export function smoothVoxels(data: Float32Array, [nx, ny, nz]: Vec3, w: number): void {
  const previous = new Float32Array(nx);
  const plane = nx * ny;
  for (let line = 0; line < ny * nz; line++) {
    let before = data[line * nx] ?? 0;
    for (let n = line * nx + 1; n < (line + 1) * nx - 1; n++) {
      const here = data[n] ?? 0;
      data[n] = w * (before + (data[n + 1] ?? 0)) + (1 - 2 * w) * here;
      before = here;
    }
  }
  for (let k = 0; k < nz; k++) smoothAcross(data, k * plane, nx, ny, nx, w, previous);
  for (let j = 0; j < ny; j++) smoothAcross(data, j * nx, plane, nz, nx, w, previous);
}
