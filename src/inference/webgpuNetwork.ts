import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { createGpuVnet, type Grid, type GpuVnet, type Storage } from '../gpu';
import type { VnetManifest } from '../segmentation';
import type { Network } from './network';
import { readValues } from './weights';

/*
 * The network as one kernel of TensorFlow.js's WebGPU backend: it takes the image's tensor and gives the scores' tensor, both in
 * the backend's memory, and runs src/gpu/vnet's kernels on the backend's device in between: docs/decisions/0011-own-webgpu-kernels.md.
 */

let count = 0;

/** A network on the current backend, which must be WebGPU. */
export interface WebgpuNetwork extends Network {
  /** What an image of this size costs, dispatch by dispatch; compiles and allocates for it. */
  cost(size: Grid): Promise<ReturnType<GpuVnet['cost']>>;
}

export function createWebgpuNetwork(
  manifest: VnetManifest,
  bytes: ArrayBuffer,
  storage: Storage,
): WebgpuNetwork {
  const { device } = tf.backend() as WebGPUBackend;
  const { normEpsilon } = manifest.architecture;
  const loading = createGpuVnet({ device }, readValues(manifest, bytes), normEpsilon, storage);
  // A failure is reported by the first run.
  loading.catch(() => undefined);
  // A name of its own: another network has other weights.
  const kernelName = `Isocenter ${manifest.name} ${++count}`;
  let isRegistered = false;
  const register = (vnet: GpuVnet): void => {
    if (isRegistered) return;
    isRegistered = true;
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend }) => runOn(backend as WebGPUBackend, vnet, manifest, inputs.x),
    });
  };
  // One run at a time: the buffers between the layers are the network's.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    run: ({ data, slices, rows, columns }, { onProgress, signal } = {}) =>
      inTurn(async () => {
        const vnet = await loading;
        register(vnet);
        await vnet.prepare([slices, rows, columns]);
        signal?.throwIfAborted();
        const scores = tf.tidy(() =>
          tf.engine().runKernel(kernelName, { x: tf.tensor4d(data, [slices, rows, columns, 1]) }),
        ) as tf.Tensor4D;
        try {
          const logits = (await scores.data()) as Float32Array;
          onProgress?.(1);
          signal?.throwIfAborted();
          return logits;
        } finally {
          scores.dispose();
        }
      }),
    cost: (size) =>
      inTurn(async () => {
        const vnet = await loading;
        await vnet.prepare(size);
        return vnet.cost();
      }),
    dispose: () => {
      if (isRegistered) tf.unregisterKernel(kernelName, 'webgpu');
      void loading.then((vnet) => vnet.dispose());
    },
  };
}

function runOn(
  backend: WebGPUBackend,
  vnet: GpuVnet,
  manifest: VnetManifest,
  x: tf.TensorInfo | undefined,
): tf.TensorInfo {
  if (!x) throw new Error('the network has no image');
  const scores = backend.makeTensorInfo([...x.shape.slice(0, 3), manifest.classes.length], 'float32');
  const image = bufferOf(backend, x);
  const into = bufferOf(backend, scores);
  // What the backend has recorded, the image's upload among it, goes first.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  vnet.submit(image, into);
  return scores;
}

function bufferOf(backend: WebGPUBackend, tensor: tf.TensorInfo): GPUBuffer {
  backend.uploadToGPU(tensor.dataId);
  const { resource } = backend.tensorMap.get(tensor.dataId);
  if (!resource || !('mapState' in resource)) throw new Error('the tensor has no buffer');
  return resource;
}
