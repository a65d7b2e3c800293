import * as tf from '@tensorflow/tfjs-core';
import { readWeights } from '../../src/inference/weights';
import type { NetworkLayer, VnetInput, VnetManifest } from '../../src/segmentation';

/*
 * The network as TensorFlow.js offers it: conv3d, moments and arithmetic on tensors [1, slices, rows, columns, channels].
 * Vectors are spread to five dimensions, because arithmetic with a one-dimensional operand is wrong on WebGPU.
 */

interface Layer {
  readonly kernel: tf.Tensor5D;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

export interface StockNetwork {
  run(input: VnetInput): Promise<Float32Array>;
}

export function createStockNetwork(manifest: VnetManifest, bytes: ArrayBuffer): StockNetwork {
  const spread = (vector: tf.Tensor1D): tf.Tensor => tf.reshape(vector, [1, 1, 1, 1, -1]);
  const weights = readWeights(manifest, bytes).map(({ kernel, gamma, beta }): Layer => {
    return { kernel: tf.stack([...kernel]) as tf.Tensor5D, gamma: spread(gamma), beta: spread(beta) };
  });
  const { layers, normEpsilon } = manifest.architecture;
  return {
    run: async ({ data, slices, rows, columns }) => {
      const logits = tf.tidy(() => {
        const skips: tf.Tensor5D[] = [];
        let x = tf.tensor5d(data, [1, slices, rows, columns, 1]);
        for (const [index, layer] of layers.entries()) {
          const own = weights[index];
          if (!own) throw new Error(`layer ${layer.name} has no weights`);
          const before = x;
          x = runLayer(layer, own, x, layer.op === 'up' ? skips.pop() : undefined, normEpsilon);
          if (layer.op === 'down') skips.push(before);
        }
        return x;
      });
      const values = await logits.data();
      logits.dispose();
      return Float32Array.from(values);
    },
  };
}

function runLayer(
  layer: NetworkLayer,
  { kernel, gamma, beta }: Layer,
  x: tf.Tensor5D,
  skip: tf.Tensor5D | undefined,
  epsilon: number,
): tf.Tensor5D {
  const normalised = (y: tf.Tensor5D): tf.Tensor5D => {
    const { mean, variance } = tf.moments(y, [1, 2, 3], true);
    return tf.add(tf.mul(tf.mul(tf.sub(y, mean), tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
  };
  switch (layer.op) {
    case 'stem':
      return tf.relu(normalised(tf.conv3d(x, kernel, 1, 'same')));
    case 'residual':
      return tf.relu(tf.add(x, normalised(tf.conv3d(x, kernel, 1, 'same'))));
    case 'down':
      return tf.relu(normalised(tf.conv3d(x, kernel, [...layer.stride], 'valid')));
    case 'up':
      if (!skip) throw new Error(`layer ${layer.name} has no skip to add`);
      return tf.add(skip, enlarge(tf.add(tf.conv3d(x, kernel, 1, 'valid'), beta), layer.stride));
    case 'head':
      return tf.add(tf.conv3d(x, kernel, 1, 'valid'), beta);
  }
}

/** Nearest neighbour; TensorFlow.js enlarges images, so the slices are repeated on their own. */
function enlarge(x: tf.Tensor5D, [s, r, c]: readonly [number, number, number]): tf.Tensor5D {
  const [, slices, rows, columns, channels] = x.shape;
  const flat: tf.Tensor3D = tf.reshape(x, [slices, 1, rows * columns * channels]);
  const repeated = s === 1 ? flat : tf.concat(Array<tf.Tensor3D>(s).fill(flat), 1);
  const deep: tf.Tensor4D = tf.reshape(repeated, [slices * s, rows, columns, channels]);
  const wide = tf.image.resizeNearestNeighbor(deep, [rows * r, columns * c]);
  return tf.reshape(wide, [1, slices * s, rows * r, columns * c, channels]);
}
