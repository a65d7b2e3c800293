import { affineWithOffset, dot, invertAffine, type Affine, type Vec3 } from '../geometry';
import { wholeMap, type PhantomPatient, type TissueRelaxation } from '../patient';
import type { Volume } from '../volume';
import type { VoxelBox } from './crop';
import { mix32, noiseKey } from './noise';
import { tissueSignal } from './signal';
import { smoothVoxels } from './smoothVoxels';
import { SYSTEM } from './system';
import type { Sequence } from './types';

/** A slab whose signal is saturated before each excitation (the geometry of planning's saturation band). */
export interface SaturationSlab {
  readonly centre: Vec3;
  /** Unit normal of the slab. */
  readonly normal: Vec3;
  readonly thickness: number;
}

/**
 * Signal on a cut-out of the patient's voxel grid with one replicated voxel all around, so that half a voxel beyond the
 * volume's outer centres can be interpolated without a test.
 */
export interface SignalBox {
  readonly data: Float32Array;
  /** Padded size. */
  readonly dims: Vec3;
  /** Patient LPS mm → index in the padded box. */
  readonly toBox: Affine;
  /** Lowest and highest index along each axis at which a sample lies inside the patient's volume. */
  readonly low: Vec3;
  readonly high: Vec3;
}

/** Writes `count` voxels of one line of the grid, from column `i` of row `j`, slice `k`, to out[at …]. */
type FillLine = (i: number, j: number, k: number, count: number, out: Float32Array, at: number) => void;

function fillBox(volume: Volume, { start, size }: VoxelBox, fillLine: FillLine): SignalBox {
  const [sx, sy, sz] = [Math.max(0, size[0]), Math.max(0, size[1]), Math.max(0, size[2])];
  const dims: Vec3 = [sx + 2, sy + 2, sz + 2];
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  const clamp = (n: number, length: number): number => Math.min(Math.max(n, 0), length - 1);
  let line = 0;
  for (let z = -1; z <= sz && sx > 0 && sy > 0 && sz > 0; z++) {
    for (let y = -1; y <= sy; y++, line += dims[0]) {
      fillLine(start[0], start[1] + clamp(y, sy), start[2] + clamp(z, sz), sx, data, line + 1);
      data[line] = data[line + 1] ?? 0;
      data[line + sx + 1] = data[line + sx] ?? 0;
    }
  }
  const origin: Vec3 = [start[0] - 1, start[1] - 1, start[2] - 1];
  return {
    data,
    dims,
    toBox: invertAffine(affineWithOffset(volume.voxelToPatient, origin)),
    low: [0.5, 0.5, 0.5],
    high: [sx + 0.5, sy + 0.5, sz + 0.5],
  };
}

/** A linear function of the voxel index: a·i + b·j + c·k + d. */
const linearField = (
  m: Affine,
  direction: Vec3,
  offset: number,
): readonly [number, number, number, number] => {
  const part = (column: number): number =>
    dot([m[column] ?? 0, m[4 + column] ?? 0, m[8 + column] ?? 0], direction);
  return [part(0), part(1), part(2), part(3) - offset];
};

/** Most posterior y of the volume's voxels, mm: where the spine array lies. */
function posteriorFaceMm({ voxelToPatient: m, dims }: Volume): number {
  const [a, b, c, d] = linearField(m, [0, 1, 0], 0);
  return d + Math.max(0, a * (dims[0] - 1)) + Math.max(0, b * (dims[1] - 1)) + Math.max(0, c * (dims[2] - 1));
}

/** Signal left at a distance from a saturation slab's middle: a cubic edge from its residual to 1. */
export function saturationFactor(distanceMm: number, thicknessMm: number): number {
  const { residual, edgeMm } = SYSTEM.saturation;
  const t = (Math.abs(distanceMm) - thicknessMm / 2) / edgeMm + 0.5;
  if (t <= 0) return residual;
  return t >= 1 ? 1 : residual + (1 - residual) * t * t * (3 - 2 * t);
}

const { posteriorSensitivity: NEAR, farSensitivity: FAR, halfDistanceMm: HALF_DISTANCE_MM } = SYSTEM.receive;

/** Receive sensitivity at a distance in front of the array. */
export function receiveSensitivity(distanceMm: number): number {
  const r = distanceMm / HALF_DISTANCE_MM;
  return FAR + (NEAR - FAR) / (1 + r * r);
}

/** Signal by tissue index, rounded to float32. */
const signalTable = (sequence: Sequence, relaxation: readonly TissueRelaxation[]): Float32Array =>
  Float32Array.from({ length: 256 }, (_, i) => {
    const tissue = relaxation[i];
    return tissue ? tissueSignal(tissue, sequence) : 0;
  });

/** Multiplies a line of voxels by the saturation of one slab. */
function saturateLine(slab: SaturationSlab, m: Affine): FillLine {
  const [a, b, c, d] = linearField(m, slab.normal, dot(slab.centre, slab.normal));
  return (i, j, k, count, out, at) => {
    const first = a * i + b * j + c * k + d;
    for (let n = 0; n < count; n++) {
      out[at + n] = (out[at + n] ?? 0) * saturationFactor(first + a * n, slab.thickness);
    }
  };
}

/** Signal of a phantom's voxels under a sequence: tissue signal × texture × receive sensitivity × saturation. */
export function phantomSignal(
  patient: PhantomPatient,
  box: VoxelBox,
  sequence: Sequence,
  relaxation: readonly TissueRelaxation[],
  slabs: readonly SaturationSlab[],
): SignalBox {
  const { data: tissues, dims, voxelToPatient: m } = wholeMap(patient).tissues;
  const signal = signalTable(sequence, relaxation);
  const back = posteriorFaceMm(wholeMap(patient).tissues);
  const [ya, yb, yc, yd] = linearField(m, [0, 1, 0], 0);
  const bands = slabs.map((slab) => saturateLine(slab, m));
  const key = noiseKey(patient.seed, 1).a;
  // A uniform deviate of this width has the standard deviation asked for; 1/√12 is that of the unit interval.
  const width = (SYSTEM.texture.amplitude * Math.sqrt(12)) / 0x100000000;
  const middle = 1 - width * 0x80000000;
  const filled = fillBox(wholeMap(patient).tissues, box, (i, j, k, count, out, at) => {
    const line = (k * dims[1] + j) * dims[0] + i;
    const front = back - (ya * i + yb * j + yc * k + yd);
    const level = receiveSensitivity(front);
    for (let n = 0; n < count; n++) {
      const base = signal[tissues[line + n] ?? 0] ?? 0;
      if (base === 0) continue;
      const texture = middle + width * mix32((line + n) ^ key);
      out[at + n] = base * texture * (ya === 0 ? level : receiveSensitivity(front - ya * n));
    }
    for (const band of bands) band(i, j, k, count, out, at);
  });
  smoothVoxels(filled.data, filled.dims, SYSTEM.tissueMap.smoothing);
  return filled;
}

/** A real volume's own values; negative and undefined ones count as 0. */
export function imageSignal({ data, dims, ...rest }: Volume, box: VoxelBox): SignalBox {
  return fillBox({ data, dims, ...rest }, box, (i, j, k, count, out, at) => {
    const line = (k * dims[1] + j) * dims[0] + i;
    for (let n = 0; n < count; n++) {
      const value = data[line + n] ?? 0;
      out[at + n] = value > 0 ? value : 0;
    }
  });
}
