import * as tf from '@tensorflow/tfjs-core';
import { IsocenterError } from '../geometry';
import { isSoftwareName, openGpu } from '../gpu';
import type { VnetManifest, VnetRunOptions, VnetInput } from '../segmentation';
import { NETWORK_NAMES, type Model, type Models, type NetworkName } from './model';
import { createNetwork, type Network } from './network';

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** A backend that has started, with the weights of every network on it. */
export interface StartedBackend {
  readonly name: BackendName;
  /** For the screen, e.g. `NVIDIA Ada Lovelace` or `SIMD, 4 threads`. */
  readonly description: string;
  /** Computes in 16-bit floats (some phones' WebGL). */
  readonly halfPrecision: boolean;
  /** Largest single tensor and largest total it can hold, bytes. */
  readonly maxTensorBytes: number;
  readonly maxTotalBytes: number;
  /** One more network, beside those it started with. */
  load(network: NetworkName, model: Model): void;
  run(network: NetworkName, input: VnetInput, options?: VnetRunOptions): Promise<Float32Array>;
  dispose(): void;
}

/** Starts a backend or throws an IsocenterError that says why not. */
export type BackendStarter = (models: Models) => Promise<StartedBackend>;

export interface BackendOptions {
  /** Take GPU backends that compute on the processor: for tests and benchmarks. */
  readonly allowSoftware?: boolean;
  /** Node: the `webgpu` package's GPU. The browser's own otherwise. */
  readonly gpu?: GPU | undefined;
  /** Where the .wasm files are: a folder, or a URL for each file name. */
  readonly wasmPaths?: string | Record<string, string>;
  readonly wasmThreads?: number;
}

const refuse = (code: string, sentence: string): never => {
  throw new IsocenterError(code, sentence, 'The next best way to compute is used.');
};

const SLOWER = 'it is emulated on the processor (software adapter) and slower than WASM';

/** WebAssembly memory of tfjs-backend-wasm ends at 2 GiB; a part is its own. */
const WASM_MEMORY = 1.8 * 2 ** 30;

/** How long the word of a failed device may take at most after the calls that the failure cut off, ms. */
const FAILURE_TOLD_MS = 3000;

async function startOn(
  backend: BackendName,
  models: Models,
  parts: Omit<StartedBackend, 'name' | 'load' | 'run' | 'dispose'>,
  after: { check?: () => void; told?: Promise<void>; dispose?: () => void } = {},
): Promise<StartedBackend> {
  // Quiet, and without checks of every result for NaN: the engine checks the last one.
  tf.enableProdMode();
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) refuse('backend-absent', `${backend} did not start`);
  const networks = new Map<NetworkName, Network>();
  const load = (name: NetworkName, { manifest, weights }: Model): void => {
    networks.get(name)?.dispose();
    networks.set(name, createNetwork(manifest, weights));
  };
  for (const name of NETWORK_NAMES) {
    const model = models[name];
    if (model) load(name, model);
  }
  return {
    name: backend,
    ...parts,
    load: (name, model) => {
      after.check?.();
      load(name, model);
    },
    run: async (name, input, options) => {
      const network = networks.get(name);
      if (!network) throw new Error(`there is no ${name}`);
      after.check?.();
      // Another engine of this page or process may have made its own backend current.
      await tf.setBackend(backend);
      try {
        return await network.run(input, options);
      } catch (error) {
        // A lost device cuts off what is under way; its own word of the loss comes a moment later and says more.
        const waited = new Promise((resolve) => setTimeout(resolve, FAILURE_TOLD_MS));
        if (after.told) await Promise.race([after.told, waited]);
        throw error;
      } finally {
        after.check?.();
      }
    },
    dispose: () => {
      networks.forEach((network) => network.dispose());
      after.dispose?.();
    },
  };
}

const startWebgpu =
  ({ gpu, allowSoftware }: BackendOptions): BackendStarter =>
  async (models) => {
    const context = await openGpu(gpu);
    if (context.software && !allowSoftware) {
      context.dispose();
      refuse('backend-software', SLOWER);
    }
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    // Small tensors would silently be computed on the processor, and a check of the GPU would check nothing.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(context.device, context.info), 3);
    const { limits } = context.device;
    return startOn(
      'webgpu',
      models,
      {
        description: context.description,
        halfPrecision: false,
        maxTensorBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
        maxTotalBytes: Infinity,
      },
      {
        check: () => context.assertHealthy(),
        told: new Promise((resolve) => context.onFailure(() => resolve())),
        dispose: () => {
          tf.removeBackend('webgpu');
          context.dispose();
        },
      },
    );
  };

const startWebgl =
  ({ allowSoftware }: BackendOptions): BackendStarter =>
  async (models) => {
    const renderer = webglRenderer();
    if (renderer === undefined) return refuse('backend-absent', 'this browser has no WebGL 2');
    if (isSoftwareName(renderer) && !allowSoftware) refuse('backend-software', SLOWER);
    await import('@tensorflow/tfjs-backend-webgl');
    tf.env().set('WEBGL_CPU_FORWARD', false);
    return startOn('webgl', models, {
      description: renderer,
      halfPrecision: !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'),
      maxTensorBytes: Infinity,
      maxTotalBytes: Infinity,
    });
  };

/** Name of the WebGL 2 renderer; undefined without WebGL 2. */
function webglRenderer(): string | undefined {
  if (typeof OffscreenCanvas === 'undefined') return undefined;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return undefined;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return String(renderer);
}

const startWasm =
  ({ wasmPaths, wasmThreads = defaultThreads() }: BackendOptions): BackendStarter =>
  async (models) => {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmPaths !== undefined) wasm.setWasmPaths(wasmPaths);
    const started = await withWasmThreads(wasm, wasmThreads, () =>
      startOn('wasm', models, {
        description: '',
        halfPrecision: false,
        maxTensorBytes: WASM_MEMORY,
        maxTotalBytes: WASM_MEMORY,
      }),
    );
    const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true ? 'SIMD' : 'no SIMD';
    const threads = wasm.getThreadsCount();
    return { ...started, description: `${simd}, ${threads} thread${threads === 1 ? '' : 's'}` };
  };

/** Most processors have two threads a core, and matrix products gain nothing from the second. */
const defaultThreads = (): number =>
  Math.max(1, Math.floor((globalThis.navigator?.hardwareConcurrency ?? 1) / 2));

/** Workers that the threaded build of tfjs-backend-wasm makes at its start. */
const WASM_POOL = 8;

/**
 * setThreadsCount alone never gives more than half of navigator.hardwareConcurrency: the build reads that number while
 * it starts and caps with it (tfjs-backend-wasm, backend.cc). It is raised for that moment. With one thread the build
 * without threads is taken, which starts no workers.
 */
async function withWasmThreads<T>(
  wasm: { setThreadsCount(count: number): void },
  wanted: number,
  start: () => Promise<T>,
): Promise<T> {
  const threads = Math.min(wanted, WASM_POOL);
  if (threads <= 1) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return start();
  }
  wasm.setThreadsCount(threads);
  const cores = navigator.hardwareConcurrency;
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
  try {
    return await start();
  } finally {
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores, configurable: true });
  }
}

const startCpu: BackendStarter = async (models) => {
  await import('@tensorflow/tfjs-backend-cpu');
  return startOn('cpu', models, {
    description: 'plain JavaScript',
    halfPrecision: false,
    maxTensorBytes: Infinity,
    maxTotalBytes: Infinity,
  });
};

export const backendStarters = (options: BackendOptions): Record<BackendName, BackendStarter> => ({
  webgpu: startWebgpu(options),
  webgl: startWebgl(options),
  wasm: startWasm(options),
  cpu: startCpu,
});

/** Voxels of the largest input whose tensors this backend can hold: estimated before anything is uploaded. */
export const mostVoxels = (
  manifest: VnetManifest,
  { maxTensorBytes, maxTotalBytes }: Pick<StartedBackend, 'maxTensorBytes' | 'maxTotalBytes'>,
): number =>
  Math.floor(
    Math.min(
      maxTotalBytes / manifest.cost.peakBytesPerVoxel,
      maxTensorBytes / largestTensorBytes(manifest, 1),
    ),
  );

/** Bytes of the largest single tensor for an input of this size: the widest layer, float32. */
export function largestTensorBytes({ architecture }: VnetManifest, voxels: number): number {
  let here = voxels;
  const above: number[] = [];
  return Math.max(
    ...architecture.layers.map((layer) => {
      if (layer.op === 'down') {
        above.push(here);
        here /= layer.stride[0] * layer.stride[1] * layer.stride[2];
      } else if (layer.op === 'up') here = above.pop() ?? here;
      return here * Math.max(layer.out, layer.op === 'up' ? 0 : layer.in) * 4;
    }),
  );
}
