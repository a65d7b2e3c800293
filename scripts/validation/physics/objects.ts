import type { Affine, SliceGroup, Vec3 } from '../../../src/geometry';
import type { PhantomPatient, TissueName } from '../../../src/patient';
import {
  acquire,
  sequenceByName,
  type AcquireOptions,
  type Sequence,
  type Series,
} from '../../../src/scanner';
import { fakePhantom } from '../../../tests/scanner/fakePhantom';

/** Sides of an object's box in voxels; its middle is the origin of patient space. */
const BOX = [180, 180, 64] as const;

/** An object whose tissue is a function of the patient position, sampled every `voxelMm`. */
export function object(tissueAt: (p: Vec3) => TissueName, voxelMm = 1, sides: Vec3 = BOX): PhantomPatient {
  const [nx, ny, nz] = sides;
  const corner = (n: number): number => (-(n - 1) / 2) * voxelMm;
  const grid: Affine = [
    ...[voxelMm, 0, 0, corner(nx)],
    ...[0, voxelMm, 0, corner(ny)],
    ...[0, 0, voxelMm, corner(nz)],
    ...[0, 0, 0, 1],
  ];
  return fakePhantom([nx, ny, nz], grid, tissueAt);
}

/** A block of one tissue with air around it. */
export const block = (tissue: TissueName, halfMm: Vec3 = [60, 60, 30]): PhantomPatient =>
  object((p) => (p.every((x, axis) => Math.abs(x) < (halfMm[axis] ?? 0)) ? tissue : 'air'));

/** One axial slice through the origin: columns leftward, rows backward (phase A-P), normal superior. */
export const AXIAL: SliceGroup = {
  name: 'object',
  centre: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 1,
  sliceThickness: 5,
  sliceGap: 0,
  fovReadMm: 160,
  fovPhaseMm: 160,
};

const BASE = sequenceByName('t2-tse-ax');
/** A spin echo train on a small matrix, phase A-P, nothing left out of k-space. */
export const TRAIN: Sequence = {
  ...BASE,
  matrixRead: 128,
  matrixPhase: 128,
  phaseOversampling: 0.5,
  phaseEncodeDirection: 'AP',
  phaseResolution: 1,
  partialFourier: 1,
  accelerationFactor: 1,
  interpolation: 1,
  averages: 16,
};

/** One echo an excitation: no weighting of k-space but the echo's own. */
export const SPIN_ECHO: Sequence = {
  ...TRAIN,
  kind: 'SE',
  flipAngleDeg: 180,
  echoTimeMs: 20,
  echoTrainLength: 1,
  repetitionTimeMs: 8000,
};

export const GRADIENT_ECHO: Sequence = {
  ...TRAIN,
  kind: 'GRE',
  flipAngleDeg: 20,
  echoTimeMs: 6,
  echoTrainLength: 1,
  repetitionTimeMs: 30,
  bandwidthHzPerPixel: 300,
};

/** Pixels of slice `k` as a function of column and row. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly at: (i: number, j: number) => number;
}

export function picture({ volume }: Series, k = 0): Picture {
  const [columns, rows] = volume.dims;
  return { columns, rows, at: (i, j) => volume.data[(k * rows + j) * columns + i] ?? 0 };
}

export const scan = (
  patient: PhantomPatient,
  sequence: Sequence,
  group: SliceGroup = AXIAL,
  seed = 1,
  options: AcquireOptions = {},
): Picture => picture(acquire(patient, group, sequence, seed, options));

/** Values in a square of `half` pixels around the middle of the picture, moved by (di, dj). */
export function middle(p: Picture, half: number, di = 0, dj = 0): number[] {
  const values: number[] = [];
  const [ci, cj] = [Math.floor(p.columns / 2) + di, Math.floor(p.rows / 2) + dj];
  for (let j = cj - half; j < cj + half; j++)
    for (let i = ci - half; i < ci + half; i++) values.push(p.at(i, j));
  return values;
}
