import { affineFromColumns, type Affine, type Vec3 } from '../geometry';
import { createVolume, type Dims, type Volume } from '../volume';
import { wholeMap } from './tissueMap';
import type { PhantomPatient } from './types';

/** What a spine coil sees: spine, psoas, sacrum and the inner parts of the iliac wings; for files and training. */
export const SPINE_EXTENT_MM: Vec3 = [220, 240, 330];

export interface FlattenOptions {
  /** Isotropic voxel size, mm; 1 unless given. */
  readonly voxelMm?: number;
  /** [left–right, anterior–posterior, head–feet], mm; `SPINE_EXTENT_MM` unless given. */
  readonly extentMm?: Vec3;
}

type Bytes = Volume<Uint8Array>;

/** Voxel index along one axis of a grid with axes along the patient's, −1 outside, for each position of another. */
function indices(count: number, start: number, step: number, volume: Bytes, axis: 0 | 1 | 2): Int32Array {
  const m = volume.voxelToPatient;
  const side = m[axis * 5] ?? 1;
  const origin = m[axis * 4 + 3] ?? 0;
  const last = volume.dims[axis] - 1;
  return Int32Array.from({ length: count }, (_, i) => {
    const at = Math.floor((start + i * step - origin) / side + 0.5);
    return at >= 0 && at <= last ? at : -1;
  });
}

/** Copies the nearest voxels of `from` into `into`; what lies outside `from` stays as it is. */
function sampleInto(into: Uint8Array, dims: Dims, start: Vec3, step: number, from: Bytes): void {
  const [is, js, ks] = [
    indices(dims[0], start[0], step, from, 0),
    indices(dims[1], start[1], step, from, 1),
    indices(dims[2], start[2], step, from, 2),
  ];
  const [fx, fy] = from.dims;
  const { data } = from;
  for (let k = 0; k < dims[2]; k++) {
    const fk = ks[k] ?? -1;
    if (fk < 0) continue;
    for (let j = 0; j < dims[1]; j++) {
      const fj = js[j] ?? -1;
      if (fj < 0) continue;
      const row = (fk * fy + fj) * fx;
      let n = (k * dims[1] + j) * dims[0];
      for (let i = 0; i < dims[0]; i++, n++) {
        const fi = is[i] ?? -1;
        if (fi >= 0) into[n] = data[row + fi] ?? 0;
      }
    }
  }
}

/**
 * The same patient on one uniform grid (nearest voxels of the nested maps): for files, training and pictures. The
 * grid shares the whole map's posterior and superior edge and its left–right middle; it is cut to the whole map.
 */
export function flattenPhantom(patient: PhantomPatient, options: FlattenOptions = {}): PhantomPatient {
  const step = options.voxelMm ?? 1;
  const extent = options.extentMm ?? SPINE_EXTENT_MM;
  const whole = wholeMap(patient).tissues;
  const m = whole.voxelToPatient;
  const edges = ([0, 1, 2] as const).map((axis) => {
    const side = m[axis * 5] ?? 1;
    const low = (m[axis * 4 + 3] ?? 0) - side / 2;
    return [low, low + whole.dims[axis] * side] as const;
  });
  const size = (axis: 0 | 1 | 2): number => {
    const [low = 0, high = 0] = edges[axis] ?? [];
    return Math.max(1, Math.floor(Math.min(extent[axis], high - low) / step + 0.5));
  };
  const dims: Dims = [size(0), size(1), size(2)];
  const [ex, ey, ez] = edges;
  const start: Vec3 = [
    ((ex?.[0] ?? 0) + (ex?.[1] ?? 0)) / 2 - ((dims[0] - 1) / 2) * step,
    (ey?.[1] ?? 0) - (dims[1] - 0.5) * step,
    (ez?.[1] ?? 0) - (dims[2] - 0.5) * step,
  ];
  const affine: Affine = affineFromColumns([step, 0, 0], [0, step, 0], [0, 0, step], start);
  const count = dims[0] * dims[1] * dims[2];
  const flat = (sources: readonly Bytes[]): Bytes => {
    const into = new Uint8Array(count);
    for (const source of sources) sampleInto(into, dims, start, step, source);
    return createVolume(into, dims, affine);
  };
  const coarseFirst = patient.tissueMaps.map(({ tissues }) => tissues).reverse();
  return {
    ...patient,
    tissueMaps: [{ tissues: flat(coarseFirst) }],
    labels: flat([patient.labels]),
    parts: flat([patient.parts]),
    structures: flat([patient.structures]),
    instances: flat([patient.instances]),
  };
}
