import * as tf from '@tensorflow/tfjs-core';
import type { NetworkLayer, VnetManifest } from '../segmentation';
import { wasmKernel } from './wasmKernels';

/** Weights of one layer as rank-4 kernels `[rows, columns, in, out]`, one for each slice tap of the 3-D kernel. */
export interface LayerWeights {
  readonly kernel: readonly tf.Tensor4D[];
  /** The kernel of a 3×3×3 convolution once more as the WASM kernels read it, where they are used. */
  readonly packed: tf.Tensor1D | undefined;
  /** Scale of the instance norm, `[channels]`; 1 where the layer has none. */
  readonly gamma: tf.Tensor1D;
  /** Shift of the instance norm, or the bias of a 1×1×1 convolution, `[channels]`. */
  readonly beta: tf.Tensor1D;
}

export const disposeWeights = (layers: readonly LayerWeights[]): void =>
  layers.forEach(({ kernel, packed, gamma, beta }) =>
    tf.dispose([...kernel, ...(packed ? [packed] : []), gamma, beta]),
  );

/** Weights of one layer as they are in the file, in float32. */
export interface LayerValues {
  readonly layer: NetworkLayer;
  /** `[slices, rows, columns, in, out]` */
  readonly kernel: Float32Array;
  /** Of the kernel: slices, rows, columns. */
  readonly size: readonly [number, number, number];
  /** As in `LayerWeights`. */
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
}

/** Reads every layer's weights from weights.bin (little endian). */
export function readValues({ architecture, weights }: VnetManifest, bytes: ArrayBuffer): LayerValues[] {
  const read = (name: string): Float32Array => {
    const found = weights.tensors.find((t) => t.name === name);
    if (!found) throw new Error(`the weights have no tensor ${name}`);
    const view = new DataView(bytes, found.byteOffset, found.byteLength);
    const half = found.dtype === 'float16';
    const values = new Float32Array(found.byteLength / (half ? 2 : 4));
    for (let n = 0; n < values.length; n++) {
      values[n] = half ? halfToFloat(view.getUint16(2 * n, true)) : view.getFloat32(4 * n, true);
    }
    return values;
  };
  return architecture.layers.map((layer): LayerValues => {
    const kernel = read(`${layer.name}.weight`);
    const pointwise = layer.op === 'up' || layer.op === 'head';
    const size = layer.op === 'down' ? layer.stride : pointwise ? ([1, 1, 1] as const) : ([3, 3, 3] as const);
    if (kernel.length !== size[0] * size[1] * size[2] * layer.in * layer.out)
      throw new Error(`the weights of ${layer.name} have a wrong length`);
    return {
      ...{ layer, kernel, size },
      gamma: pointwise ? new Float32Array(layer.out).fill(1) : read(`${layer.name}.gamma`),
      beta: read(pointwise ? `${layer.name}.bias` : `${layer.name}.beta`),
    };
  });
}

/** Puts every layer's weights on the current backend. */
export const readWeights = (manifest: VnetManifest, bytes: ArrayBuffer): LayerWeights[] =>
  readValues(manifest, bytes).map(({ layer, kernel, size: [slices, rows, columns], gamma, beta }) => {
    const shape: [number, number, number, number] = [rows, columns, layer.in, layer.out];
    const tap = rows * columns * layer.in * layer.out;
    return {
      kernel: Array.from({ length: slices }, (_, n) =>
        tf.tensor4d(kernel.slice(n * tap, (n + 1) * tap), shape),
      ),
      packed: slices === 3 ? wasmKernel(kernel, layer.in, layer.out) : undefined,
      gamma: tf.tensor1d(gamma),
      beta: tf.tensor1d(beta),
    };
  });

/** IEEE 754 binary16 → number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
