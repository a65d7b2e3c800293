import { affineColumn, affineSpacing, type Affine, type Vec3 } from '../geometry';
import type { LabelVolume } from '../volume';

/** Patient position of a voxel by its place in `data`. */
export function voxelPositions(labels: LabelVolume): (index: number) => Vec3 {
  const [nx, ny] = labels.dims;
  const m: Affine = labels.voxelToPatient;
  const [a, b, c, o] = [affineColumn(m, 0), affineColumn(m, 1), affineColumn(m, 2), affineColumn(m, 3)];
  return (index) => {
    const i = index % nx;
    const rest = (index - i) / nx;
    const j = rest % ny;
    const k = (rest - j) / ny;
    return [
      o[0] + i * a[0] + j * b[0] + k * c[0],
      o[1] + i * a[1] + j * b[1] + k * c[1],
      o[2] + i * a[2] + j * b[2] + k * c[2],
    ];
  };
}

export function voxelVolumeMm3(labels: LabelVolume): number {
  const [dx, dy, dz] = affineSpacing(labels.voxelToPatient);
  return dx * dy * dz;
}

/** Places in `data` that hold `value`. */
export function voxelsOf(labels: LabelVolume, value: number): number[] {
  const found: number[] = [];
  for (let n = 0; n < labels.data.length; n++) if (labels.data[n] === value) found.push(n);
  return found;
}

/** Connected pieces (faces touching) of the voxels that hold `value`, largest first. */
export function components(labels: LabelVolume, value: number): number[][] {
  const [nx, ny, nz] = labels.dims;
  const data = labels.data;
  const seen = new Uint8Array(data.length);
  const pieces: number[][] = [];
  for (let start = 0; start < data.length; start++) {
    if (data[start] !== value || seen[start]) continue;
    const piece = [start];
    seen[start] = 1;
    const visit = (next: number): void => {
      if (data[next] !== value || seen[next]) return;
      seen[next] = 1;
      piece.push(next);
    };
    for (let head = 0; head < piece.length; head++) {
      const at = piece[head] ?? 0;
      const i = at % nx;
      const j = Math.floor(at / nx) % ny;
      const k = Math.floor(at / (nx * ny));
      if (i > 0) visit(at - 1);
      if (i + 1 < nx) visit(at + 1);
      if (j > 0) visit(at - nx);
      if (j + 1 < ny) visit(at + nx);
      if (k > 0) visit(at - nx * ny);
      if (k + 1 < nz) visit(at + nx * ny);
    }
    pieces.push(piece);
  }
  return pieces.sort((a, b) => b.length - a.length);
}

/** Value below which `fraction` of the sorted numbers lie. */
export function percentile(sorted: readonly number[], fraction: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, fraction * (sorted.length - 1)));
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  const b = sorted[Math.min(sorted.length - 1, low + 1)] ?? a;
  return a + (b - a) * (at - low);
}

export const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);
