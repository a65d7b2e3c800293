import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { KERNELS, SHARED_KERNELS } from './kernels/conv3.wasm';
import { normFromMoments } from './kernels/moments';
import { instantiate, ThreadPool, type KernelTable, type Work } from './kernels/threads';
import { suitsWinograd, winogradWeights } from './kernels/winograd';

/*
 * The network's layers as kernels of TensorFlow.js on its WASM backend, on tensors in its memory: see
 * docs/decisions/0014-winograd-in-webassembly.md.
 */

/** Names under which the kernels are registered. */
export const CONV_NORM = 'IsocenterConvNormRelu';
export const NORM = 'IsocenterNormRelu';
export const ENLARGE_ADD = 'IsocenterEnlargeAdd';

/** Pixels of a block of moments or of a pass over memory. */
const BLOCK = 256;
/** Products that are held at a time, so that they stay in the second-level cache. */
const PRODUCT_BYTES = 2 ** 17;

/** Runs one of the registered kernels. */
export const runWasmKernel = (name: string, inputs: tf.NamedTensorMap, epsilon: number): tf.Tensor4D =>
  tf.engine().runKernel(name, inputs, { epsilon });

/**
 * A 3×3×3 kernel `[slices, rows, columns, in, out]` as the WASM kernels read it; undefined where they are not there or
 * do not take this number of channels.
 */
export function wasmKernel(kernel: Float32Array, input: number, output: number): tf.Tensor1D | undefined {
  if (!haveWasmKernels()) return undefined;
  if (input === 1 && output % 8 === 0) return tf.tensor1d(kernel);
  return suitsWinograd(input, output) ? tf.tensor1d(winogradWeights(kernel, input, output)) : undefined;
}

interface Kernels {
  readonly table: KernelTable;
  readonly threads: number;
  run(work: Work): void;
}

/** What Emscripten's module of the WASM backend shows of its memory (without threads; with threads). */
interface BackendMemory {
  readonly asm?: { readonly memory?: unknown };
  readonly wasmMemory?: unknown;
  readonly tfjs: { getThreadsCount?: () => number };
}

const perBackend = new WeakMap<object, Kernels | 'absent'>();

/** Registers the kernels and says whether the current backend has them: WASM with SIMD, memory within reach. */
export function haveWasmKernels(): boolean {
  if (tf.getBackend() !== 'wasm') return false;
  const backend = tf.backend();
  let kernels = perBackend.get(backend);
  if (kernels === undefined) {
    kernels = startKernels(backend as BackendWasm) ?? 'absent';
    perBackend.set(backend, kernels);
    if (kernels !== 'absent') registerAll();
  }
  return kernels !== 'absent';
}

function startKernels(backend: BackendWasm): Kernels | undefined {
  const { asm, wasmMemory, tfjs } = backend.wasm as unknown as BackendMemory;
  const memory = wasmMemory ?? asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return undefined;
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const bytes = Uint8Array.from(atob(shared ? SHARED_KERNELS : KERNELS), (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return undefined;
  const module = new WebAssembly.Module(bytes);
  const table = instantiate(module, memory);
  const threads = shared ? (tfjs.getThreadsCount?.() ?? 1) : 1;
  const pool = threads > 1 ? new ThreadPool(table, module, memory, threads) : undefined;
  const alone = ({ kernel, args, count, scratch }: Work): void => {
    table[kernel]?.(...args, scratch, 0, count);
  };
  return { table, threads, run: (work) => pool?.run(work) || alone(work) };
}

const kernelsOf = (backend: BackendWasm): Kernels => {
  const kernels = perBackend.get(backend);
  if (kernels === undefined || kernels === 'absent') throw new Error('the WASM kernels are not there');
  return kernels;
};

/** Memory of a kernel call that is freed with it. */
class Call {
  readonly #kept: tf.TensorInfo[] = [];

  constructor(readonly backend: BackendWasm) {}

  at(tensor: tf.TensorInfo): number {
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  floats(count: number): tf.TensorInfo {
    const tensor = this.backend.makeOutput([count], 'float32');
    this.#kept.push(tensor);
    return tensor;
  }

  values(tensor: tf.TensorInfo): Float32Array {
    return this.backend.typedArrayFromHeap(tensor) as Float32Array;
  }

  free(): void {
    this.#kept.forEach(({ dataId }) => this.backend.disposeData(dataId));
  }
}

interface NormInputs extends tf.NamedTensorInfoMap {
  x: tf.TensorInfo;
  gamma: tf.TensorInfo;
  beta: tf.TensorInfo;
}

const sizes = ({ shape }: tf.TensorInfo): [number, number, number, number] => [
  shape[0] ?? 0,
  shape[1] ?? 0,
  shape[2] ?? 0,
  shape[3] ?? 0,
];

/** out = ReLU(scale·x + shift + skip), scale and shift from the moments. */
function applyNorm(
  call: Call,
  { x, gamma, beta, skip }: NormInputs & { skip?: tf.TensorInfo },
  out: tf.TensorInfo,
  moments: tf.TensorInfo,
  counts: (block: number) => number,
  epsilon: number,
): void {
  const [slices, rows, columns, channels] = sizes(out);
  const norm = normFromMoments(call.values(moments), counts, call.values(gamma), call.values(beta), epsilon);
  const scale = call.floats(channels);
  const shift = call.floats(channels);
  call.values(scale).set(norm.scale);
  call.values(shift).set(norm.shift);
  const pixels = slices * rows * columns;
  const addresses = [x, out].map((t) => call.at(t));
  kernelsOf(call.backend).run({
    kernel: 'normalise',
    args: [...addresses, skip ? call.at(skip) : 0, call.at(scale), call.at(shift), BLOCK, pixels, channels],
    count: Math.ceil(pixels / BLOCK),
    step: 64,
    scratch: 0,
    scratchBytes: 0,
  });
}

/** 3×3×3 convolution (kernel as `wasmKernel` packs it), instance norm, sum with the skip if there is one, ReLU. */
function convNorm(
  call: Call,
  inputs: NormInputs & { kernel: tf.TensorInfo; skip?: tf.TensorInfo },
  epsilon: number,
): tf.TensorInfo {
  const { x, kernel } = inputs;
  const [slices, rows, columns, input] = sizes(x);
  const output = inputs.gamma.shape[0] ?? 0;
  const { table, threads, run } = kernelsOf(call.backend);
  const out = call.backend.makeOutput([slices, rows, columns, output], 'float32');
  let moments: tf.TensorInfo;
  let counts: (block: number) => number;
  if (input === 1) {
    moments = call.floats(slices * rows * 2 * output);
    counts = () => columns;
    const framed = call.floats((slices + 2) * (rows + 2) * (columns + 2));
    table['frame']?.(call.at(x), call.at(framed), slices, rows, columns);
    run({
      kernel: 'conv3Single',
      args: [...[framed, kernel, out, moments].map((t) => call.at(t)), rows, columns, output],
      count: slices,
      step: 1,
      scratch: 0,
      scratchBytes: 0,
    });
  } else {
    const pairs = Math.ceil(rows / 2);
    moments = call.floats(pairs * slices * 2 * output);
    counts = (block) => columns * Math.min(2, rows - 2 * Math.floor(block / slices));
    const group = Math.max(1, Math.min(slices, Math.floor(PRODUCT_BYTES / (32 * columns * output))));
    const scratchBytes = table['conv3Scratch']?.(slices, columns, input, output, group) ?? 0;
    const scratch = call.floats((scratchBytes / 4) * threads);
    run({
      kernel: 'conv3',
      args: [
        ...[x, kernel, out, moments].map((t) => call.at(t)),
        slices,
        rows,
        columns,
        input,
        output,
        group,
      ],
      count: pairs,
      step: 2,
      scratch: call.at(scratch),
      scratchBytes,
    });
  }
  applyNorm(call, { ...inputs, x: out }, out, moments, counts, epsilon);
  return out;
}

/** Instance norm and ReLU. */
function norm(call: Call, inputs: NormInputs, epsilon: number): tf.TensorInfo {
  const { x } = inputs;
  const [slices, rows, columns, channels] = sizes(x);
  const pixels = slices * rows * columns;
  const blocks = Math.ceil(pixels / BLOCK);
  const out = call.backend.makeOutput(x.shape, 'float32');
  const moments = call.floats(blocks * 2 * channels);
  kernelsOf(call.backend).run({
    kernel: 'blockMoments',
    args: [call.at(x), call.at(moments), BLOCK, pixels, channels],
    count: blocks,
    step: 64,
    scratch: 0,
    scratchBytes: 0,
  });
  applyNorm(call, inputs, out, moments, (block) => Math.min(BLOCK, pixels - block * BLOCK), epsilon);
  return out;
}

/** skip + x, enlarged by whole factors. */
function enlargeAdd(call: Call, x: tf.TensorInfo, skip: tf.TensorInfo): tf.TensorInfo {
  const [slices, rows, columns, channels] = sizes(skip);
  const [s, r, c] = sizes(x);
  const out = call.backend.makeOutput(skip.shape, 'float32');
  kernelsOf(call.backend).run({
    kernel: 'enlargeAdd',
    args: [
      ...[x, skip, out].map((t) => call.at(t)),
      rows,
      columns,
      channels,
      slices / s,
      rows / r,
      columns / c,
    ],
    count: slices,
    step: 1,
    scratch: 0,
    scratchBytes: 0,
  });
  return out;
}

let registered = false;

function registerAll(): void {
  if (registered) return;
  registered = true;
  const register = (
    kernelName: string,
    compute: (call: Call, inputs: tf.NamedTensorInfoMap, epsilon: number) => tf.TensorInfo,
  ): void =>
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) => {
        const call = new Call(backend as BackendWasm);
        try {
          return compute(call, inputs as tf.NamedTensorInfoMap, Number(attrs?.['epsilon']));
        } finally {
          call.free();
        }
      },
    });
  register(CONV_NORM, (call, inputs, epsilon) =>
    convNorm(call, inputs as Parameters<typeof convNorm>[1], epsilon),
  );
  register(NORM, (call, inputs, epsilon) => norm(call, inputs as NormInputs, epsilon));
  register(ENLARGE_ADD, (call, { x, skip }) => {
    if (!x || !skip) throw new Error('enlarging and adding needs two tensors');
    return enlargeAdd(call, x, skip);
  });
}
