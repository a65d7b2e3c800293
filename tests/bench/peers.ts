import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../src/inference';
import type { Model } from '../../src/inference/model';
import type { VnetInput } from '../../src/segmentation';
import { median } from './peerTable';
import { createStockNetwork } from './stock';

/** A runtime with the network and the input in it. */
export interface Peer {
  /** Logits `[slices, rows, columns, classes]`. */
  run(): Promise<Float32Array>;
  /** One product of two square matrices of `PRODUCT_SIZE`. */
  product(): Promise<void>;
}

export const PRODUCT_SIZE = 1024;
const PRODUCTS = 5;

export interface PeerTiming {
  readonly firstMs: number;
  readonly medianMs: number;
  readonly peakFlops: number;
  readonly logits: Float32Array;
}

/** The first run apart, then the median of `runs`; without, the first stands for both. The best of the products is the peak. */
export async function timePeer(peer: Peer, runs: number): Promise<PeerTiming> {
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  let logits = new Float32Array();
  const run = (): Promise<number> =>
    timed(async () => {
      logits = new Float32Array(await peer.run());
    });
  const firstMs = await run();
  const times: number[] = [];
  for (let n = 0; n < runs; n++) times.push(await run());
  await peer.product();
  const products: number[] = [];
  for (let n = 0; n < PRODUCTS; n++) products.push(await timed(() => peer.product()));
  const peakFlops = (2 * PRODUCT_SIZE ** 3) / (Math.min(...products) / 1000);
  return { firstMs, medianMs: runs > 0 ? median(times) : firstMs, peakFlops, logits };
}

const tfProduct = async (): Promise<void> => {
  const product = tf.tidy(() => {
    const ones = tf.ones([PRODUCT_SIZE, PRODUCT_SIZE]);
    return tf.slice(tf.matMul(ones, ones), [0, 0], [1, 1]);
  });
  await product.data();
  product.dispose();
};

/** The product's engine, on the backend it has chosen. */
export const ourPeer = (engine: Engine, input: VnetInput): Peer => ({
  run: () => engine.networks.vnet.run(input),
  product: tfProduct,
});

/** TensorFlow.js's own layers on the current backend. */
export function stockPeer({ manifest, weights }: Model, input: VnetInput): Peer {
  const network = createStockNetwork(manifest, weights);
  return { run: () => network.run(input), product: tfProduct };
}

/** What onnxruntime-web and onnxruntime-node have in common. */
export interface OrtLike {
  InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{
      run(feeds: Record<string, object>): Promise<Record<string, { data: unknown } | undefined>>;
    }>;
  };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
}

/** An ONNX runtime with the models of scripts/bench/onnx.ts. */
export async function ortPeer(
  ort: OrtLike,
  models: { network: Uint8Array; product: Uint8Array },
  input: VnetInput,
  options: object,
): Promise<Peer> {
  const network = await ort.InferenceSession.create(models.network, options);
  const product = await ort.InferenceSession.create(models.product, options);
  const { slices, rows, columns, data } = input;
  const image = new ort.Tensor('float32', data, [1, 1, slices, rows, columns]);
  const ones = new Float32Array(PRODUCT_SIZE ** 2).fill(1);
  const matrix = new ort.Tensor('float32', ones, [PRODUCT_SIZE, PRODUCT_SIZE]);
  return {
    run: async () => {
      const { logits } = await network.run({ image });
      if (!(logits?.data instanceof Float32Array)) throw new Error('the ONNX runtime gave no logits');
      return channelsLast(logits.data, data.length);
    },
    product: async () => {
      await product.run({ a: matrix, b: matrix });
    },
  };
}

/** [classes, voxels] → [voxels, classes]. */
export function channelsLast(values: Float32Array, voxels: number): Float32Array {
  const classes = values.length / voxels;
  return Float32Array.from(values, (_, n) => values[(n % classes) * voxels + Math.floor(n / classes)] ?? NaN);
}
