import * as tf from '@tensorflow/tfjs-core';
import type { NetworkLayer, VnetInput, VnetManifest, VnetRunOptions } from '../segmentation';
import { conv3, enlarge, instanceNorm, pointwise, strideConv } from './ops';
import { disposeWeights, readWeights, type LayerWeights } from './weights';

/** The network with its weights on the current backend. */
export interface Network {
  /** Class scores `[slices, rows, columns, classes]`, flattened. */
  run(input: VnetInput, options?: VnetRunOptions): Promise<Float32Array>;
  dispose(): void;
}

/** Puts the weights on the current backend; `run` replays the manifest's layer list. */
export function createNetwork(manifest: VnetManifest, bytes: ArrayBuffer): Network {
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
  { kernel, gamma, beta }: LayerWeights,
  x: tf.Tensor4D,
  skip: tf.Tensor4D | undefined,
  epsilon: number,
): tf.Tensor4D {
  const norm = { gamma, beta };
  switch (layer.op) {
    case 'stem':
      return instanceNorm(conv3(x, kernel), norm, epsilon, 'relu');
    case 'residual':
      return tf.relu(tf.add(x, instanceNorm(conv3(x, kernel), norm, epsilon, 'linear')));
    case 'down':
      return instanceNorm(strideConv(x, kernel, layer.stride), norm, epsilon, 'relu');
    case 'up':
      if (!skip) throw new Error(`layer ${layer.name} has no skip to add`);
      return tf.add(skip, enlarge(pointwise(x, kernel, beta), layer.stride));
    case 'head':
      return pointwise(x, kernel, beta);
  }
}
