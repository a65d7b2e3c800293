import { affineWithOffset, dot, invertAffine, type Affine, type Vec3 } from '../geometry';
import type { PhantomPatient, TissueRelaxation } from '../patient';
import type { Volume } from '../volume';
import type { VoxelBox } from './crop';
import { mix32, noiseKey } from './noise';
import { tissueSignal } from './signal';
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

type Fill = (index: number, i: number, j: number, k: number) => number;

function fillBox(volume: Volume, { start, size }: VoxelBox, value: Fill): SignalBox {
  const [sx, sy, sz] = [Math.max(0, size[0]), Math.max(0, size[1]), Math.max(0, size[2])];
  const dims: Vec3 = [sx + 2, sy + 2, sz + 2];
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  const [columns, rows] = volume.dims;
  const clamp = (n: number, length: number): number => Math.min(Math.max(n, 0), length - 1);
  let n = 0;
  for (let z = -1; z <= sz && sx > 0 && sy > 0 && sz > 0; z++) {
    const k = start[2] + clamp(z, sz);
    for (let y = -1; y <= sy; y++) {
      const j = start[1] + clamp(y, sy);
      const line = (k * rows + j) * columns;
      n++;
      for (let i = start[0]; i < start[0] + sx; i++) data[n++] = value(line + i, i, j, k);
      data[n - sx - 1] = data[n - sx] ?? 0;
      data[n] = data[n - 1] ?? 0;
      n++;
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

/** Receive sensitivity at a distance in front of the array. */
export function receiveSensitivity(distanceMm: number): number {
  const { posteriorSensitivity: near, farSensitivity: far, halfDistanceMm } = SYSTEM.receive;
  const r = distanceMm / halfDistanceMm;
  return far + (near - far) / (1 + r * r);
}

/** Signal of a phantom's voxels under a sequence: tissue signal × texture × receive sensitivity × saturation. */
export function phantomSignal(
  patient: PhantomPatient,
  box: VoxelBox,
  sequence: Sequence,
  relaxation: readonly TissueRelaxation[],
  slabs: readonly SaturationSlab[],
): SignalBox {
  const { tissues } = patient;
  const signal = Float32Array.from({ length: 256 }, (_, i) => {
    const tissue = relaxation[i];
    return tissue ? tissueSignal(tissue, sequence) : 0;
  });
  const m = tissues.voxelToPatient;
  const back = posteriorFaceMm(tissues);
  const [ya, yb, yc, yd] = linearField(m, [0, 1, 0], 0);
  const bands = slabs.map((slab) => ({
    field: linearField(m, slab.normal, dot(slab.centre, slab.normal)),
    thickness: slab.thickness,
  }));
  const key = noiseKey(patient.seed, 1).a;
  // A uniform deviate of this width has the standard deviation asked for; √12 is that of the unit interval, inverted.
  const width = (SYSTEM.texture.amplitude * Math.sqrt(12)) / 2 ** 32;
  const middle = 1 - width * 2 ** 31;
  return fillBox(tissues, box, (index, i, j, k) => {
    const base = signal[tissues.data[index] ?? 0] ?? 0;
    if (base === 0) return 0;
    let value = base * (middle + width * mix32(index ^ key));
    value *= receiveSensitivity(back - (ya * i + yb * j + yc * k + yd));
    for (const { field, thickness } of bands) {
      value *= saturationFactor(field[0] * i + field[1] * j + field[2] * k + field[3], thickness);
    }
    return value;
  });
}

/** A real volume's own values; negative and undefined ones count as 0. */
export function imageSignal(volume: Volume, box: VoxelBox): SignalBox {
  return fillBox(volume, box, (index) => {
    const value = volume.data[index] ?? 0;
    return value > 0 ? value : 0;
  });
}
