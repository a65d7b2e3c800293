import { makeShaderDataDefinitions, makeStructuredView } from 'webgpu-utils';
import type { GpuContext } from './device';

/*
 * What the kernels have in common. Import it only where there is a GPU: Node 20 lacks the Float16Array that webgpu-utils names.
 */

/** What a uniform's fields may be set to. */
export type UniformValues = Readonly<Record<string, number | readonly number[]>>;

/** One entry point of a `.wgsl` file, compiled. Bindings of group 0: the uniform first, then storage buffers in order. */
export interface Kernel {
  /** A uniform buffer with these values; the caller destroys it. */
  uniform(values: UniformValues): GPUBuffer;
  /** Records one dispatch. */
  dispatch(
    pass: GPUComputePassEncoder,
    uniform: GPUBuffer,
    buffers: readonly GPUBuffer[],
    workgroups: readonly [number, number?, number?],
  ): void;
}

export interface KernelSource {
  readonly label: string;
  readonly code: string;
  /** Variable name of the uniform at binding 0. */
  readonly uniform: string;
  readonly entryPoint: string;
  /** Values of the code's `override` constants. */
  readonly constants?: Readonly<Record<string, number>>;
}

/** Compiles one entry point. Rejects when the code does not compile or needs more than the device has. */
export async function createKernel(
  { device }: Pick<GpuContext, 'device'>,
  source: KernelSource,
): Promise<Kernel> {
  const { label, code, entryPoint, constants } = source;
  const definition = makeShaderDataDefinitions(code).uniforms[source.uniform];
  if (!definition) throw new Error(`${label} has no uniform named ${source.uniform}`);
  const module = device.createShaderModule({ code, label });
  const { messages } = await module.getCompilationInfo();
  const error = messages.find(({ type }) => type === 'error');
  if (error) throw new Error(`${label}, line ${error.lineNum}: ${error.message}`);
  const pipeline = await device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: {
      module,
      entryPoint,
      ...(constants ? { constants } : {}),
    },
  });
  const layout = pipeline.getBindGroupLayout(0);
  return {
    uniform: (values) => {
      const view = makeStructuredView(definition);
      view.set(values);
      const size = view.arrayBuffer.byteLength;
      const { COPY_DST, UNIFORM } = GPUBufferUsage;
      const buffer = device.createBuffer({ label: `${label} uniform`, size, usage: UNIFORM | COPY_DST });
      device.queue.writeBuffer(buffer, 0, view.arrayBuffer);
      return buffer;
    },
    dispatch: (pass, uniform, buffers, workgroups) => {
      pass.setPipeline(pipeline);
      const entries = [uniform, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }));
      pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
      pass.dispatchWorkgroups(...workgroups);
    },
  };
}

/** A storage buffer that holds `data`, padded to whole words. */
export function storageBuffer(
  { device }: Pick<GpuContext, 'device'>,
  label: string,
  data: Float32Array | Uint32Array | Int32Array,
): GPUBuffer {
  const { COPY_DST, COPY_SRC, STORAGE } = GPUBufferUsage;
  const buffer = device.createBuffer({
    label,
    // A binding of no bytes is an error; kernels do not read what is unused.
    size: Math.max(16, data.byteLength),
    usage: STORAGE | COPY_DST | COPY_SRC,
  });
  device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, data.byteLength);
  return buffer;
}

/** A storage buffer of `words` 32-bit zeros. */
export function emptyBuffer({ device }: Pick<GpuContext, 'device'>, label: string, words: number): GPUBuffer {
  const { COPY_DST, COPY_SRC, STORAGE } = GPUBufferUsage;
  return device.createBuffer({
    label,
    size: Math.max(16, words * 4),
    usage: STORAGE | COPY_DST | COPY_SRC,
  });
}

/** Records a compute pass and submits it; waits for `from`'s first `words` float32. */
export async function submitAndRead(
  context: GpuContext,
  record: (pass: GPUComputePassEncoder) => void,
  from: GPUBuffer,
  words: number,
): Promise<Float32Array> {
  const { device } = context;
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const readable = device.createBuffer({ label: 'to read', size: words * 4, usage: MAP_READ | COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    record(pass);
    pass.end();
    encoder.copyBufferToBuffer(from, 0, readable, 0, words * 4);
    device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    context.assertHealthy();
    return new Float32Array(readable.getMappedRange().slice(0));
  } finally {
    readable.destroy();
  }
}
