import * as tf from '@tensorflow/tfjs-core';
import type { NetworkLayer, VnetManifest } from '../segmentation';

/** Weights of one layer as rank-4 kernels `[rows, columns, in, out]`, one for each slice tap of the 3-D kernel. */
export interface LayerWeights {
  readonly kernel: readonly tf.Tensor4D[];
  /** Scale of the instance norm, `[channels]`; 1 where the layer has none. */
  readonly gamma: tf.Tensor1D;
  /** Shift of the instance norm, or the bias of a 1×1×1 convolution, `[channels]`. */
  readonly beta: tf.Tensor1D;
}

export const disposeWeights = (layers: readonly LayerWeights[]): void =>
  layers.forEach(({ kernel, gamma, beta }) => tf.dispose([...kernel, gamma, beta]));

/** Reads every layer's weights from weights.bin (little endian, convolutions `[slices, rows, columns, in, out]`). */
export function readWeights({ architecture, weights }: VnetManifest, bytes: ArrayBuffer): LayerWeights[] {
  const read = (name: string): { shape: number[]; values: Float32Array } => {
    const found = weights.tensors.find((t) => t.name === name);
    if (!found) throw new Error(`the weights have no tensor ${name}`);
    const view = new DataView(bytes, found.byteOffset, found.byteLength);
    const half = found.dtype === 'float16';
    const values = new Float32Array(found.byteLength / (half ? 2 : 4));
    for (let n = 0; n < values.length; n++) {
      values[n] = half ? halfToFloat(view.getUint16(2 * n, true)) : view.getFloat32(4 * n, true);
    }
    return { shape: found.shape, values };
  };
  const vector = (name: string): tf.Tensor1D => tf.tensor1d(read(name).values);
  return architecture.layers.map((layer: NetworkLayer): LayerWeights => {
    const { values } = read(`${layer.name}.weight`);
    const pointwise = layer.op === 'up' || layer.op === 'head';
    const [slices, rows, columns] = layer.op === 'down' ? layer.stride : pointwise ? [1, 1, 1] : [3, 3, 3];
    const shape: [number, number, number, number] = [rows, columns, layer.in, layer.out];
    const size = rows * columns * layer.in * layer.out;
    if (values.length !== size * slices) throw new Error(`the weights of ${layer.name} have a wrong length`);
    return {
      kernel: Array.from({ length: slices }, (_, tap) =>
        tf.tensor4d(values.slice(tap * size, (tap + 1) * size), shape),
      ),
      gamma: pointwise ? tf.ones([layer.out]) : vector(`${layer.name}.gamma`),
      beta: vector(pointwise ? `${layer.name}.bias` : `${layer.name}.beta`),
    };
  });
}

/** IEEE 754 binary16 → number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
