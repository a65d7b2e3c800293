import * as tf from '@tensorflow/tfjs-core';
import type { NetworkLayer, VnetInput, VnetManifest, VnetRunOptions } from '../segmentation';
import { convNorm, enlargeAdd, normRelu, pointwise, strideConv } from './ops';
import { createWebgpuNetwork } from './webgpuNetwork';
import { disposeWeights, readWeights, type LayerWeights } from './weights';

/** The network with its weights on the current backend. */
export interface Network {
  /** Class scores `[slices, rows, columns, classes]`, flattened. */
  run(input: VnetInput, options?: VnetRunOptions): Promise<Float32Array>;
  dispose(): void;
}

export interface NetworkOptions {
  /**
   * WebGPU: `own` runs src/gpu/vnet's kernels with tensors in float32, `own-half` with tensors between layers in float16;
   * `stock` is TensorFlow.js's own operations, to compare with. Other backends take no notice.
   */
  readonly kernels?: 'own' | 'own-half' | 'stock';
}

/** Puts the weights on the current backend; `run` replays the manifest's layer list. */
export function createNetwork(
  manifest: VnetManifest,
  bytes: ArrayBuffer,
  { kernels = 'own' }: NetworkOptions = {},
): Network {
  if (tf.getBackend() === 'webgpu' && kernels !== 'stock')
    return createWebgpuNetwork(manifest, bytes, kernels === 'own' ? 'float32' : 'float16');
  const weights = readWeights(manifest, bytes);
  const { layers, normEpsilon } = manifest.architecture;
  return {
    dispose: () => disposeWeights(weights),
    run: async (input, { onProgress, signal } = {}) => {
      const skips: tf.Tensor4D[] = [];
      let x = tf.tensor4d(input.data, [input.slices, input.rows, input.columns, 1]);
      try {
        for (const [index, layer] of layers.entries()) {
          const layerWeights = weights[index];
          if (!layerWeights) throw new Error(`layer ${layer.name} has no weights`);
          const before = x;
          const skip = layer.op === 'up' ? skips.pop() : undefined;
          x = tf.tidy(() => runLayer(layer, layerWeights, before, skip, normEpsilon));
          if (layer.op === 'down') skips.push(before);
          else before.dispose();
          skip?.dispose();
          onProgress?.((index + 1) / layers.length);
          await letMessagesIn();
          signal?.throwIfAborted();
        }
        return Float32Array.from(await x.data());
      } finally {
        tf.dispose([x, ...skips]);
      }
    },
  };
}

/** A turn of the event loop, so that a cancel can arrive; a timer would wait 4 ms each time in a browser. */
function letMessagesIn(): Promise<void> {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(undefined);
  });
}

function runLayer(
  layer: NetworkLayer,
  weights: LayerWeights,
  x: tf.Tensor4D,
  skip: tf.Tensor4D | undefined,
  epsilon: number,
): tf.Tensor4D {
  switch (layer.op) {
    case 'stem':
      return convNorm(x, weights, epsilon);
    case 'residual':
      return convNorm(x, weights, epsilon, x);
    case 'down':
      return normRelu(strideConv(x, weights.kernel, layer.stride), weights, epsilon);
    case 'up':
      if (!skip) throw new Error(`layer ${layer.name} has no skip to add`);
      return enlargeAdd(pointwise(x, weights.kernel, weights.beta), skip, layer.stride);
    case 'head':
      return pointwise(x, weights.kernel, weights.beta);
  }
}
