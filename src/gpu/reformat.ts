import {
  addScaled,
  affineColumn,
  applyToDirection,
  applyToPoint,
  cross,
  invertAffine,
  IsocenterError,
  normalize,
  scale,
  type Affine,
  type Vec3,
} from '../geometry';
import { sampleTrilinear, type Volume } from '../volume';
import type { GpuContext } from './device';

/** One oblique image to be cut out of a volume. */
export interface ReformatSlice {
  /** Pixel index (column, row, 0) → patient LPS mm, pixel centres; the third column is not used. */
  readonly pixelToPatient: Affine;
  readonly columns: number;
  readonly rows: number;
  /** Thickness averaged over, mm, along row × column direction, centred on the image. */
  readonly slabMm: number;
  /** Trilinear samples over the thickness, ≥ 1. */
  readonly slabSamples: number;
}

/** Cuts slices out of one volume. Pixels are row-major float32, 0 outside the volume. */
export interface Reformatter {
  readonly runsOn: 'webgpu' | 'cpu';
  reformat(slice: ReformatSlice): Promise<Float32Array>;
  dispose(): void;
}

/** The slice in voxel indices of the volume, float64. */
interface SliceInVolume {
  readonly origin: Vec3;
  readonly columnStep: Vec3;
  readonly rowStep: Vec3;
  readonly slabStep: Vec3;
}

function inVolume(volume: Volume, { pixelToPatient, slabMm, slabSamples }: ReformatSlice): SliceInVolume {
  const toVoxel = invertAffine(volume.voxelToPatient);
  const column = affineColumn(pixelToPatient, 0);
  const row = affineColumn(pixelToPatient, 1);
  const normal = normalize(cross(column, row));
  const step = slabMm / slabSamples;
  const first = addScaled(affineColumn(pixelToPatient, 3), normal, -((slabSamples - 1) / 2) * step);
  return {
    origin: applyToPoint(toVoxel, first),
    columnStep: applyToDirection(toVoxel, column),
    rowStep: applyToDirection(toVoxel, row),
    slabStep: applyToDirection(toVoxel, scale(normal, step)),
  };
}

/** The specification: what the GPU kernel is held to. */
export function reformatOnCpu(volume: Volume, slice: ReformatSlice): Float32Array {
  const { origin, columnStep, rowStep, slabStep } = inVolume(volume, slice);
  const pixels = new Float32Array(slice.columns * slice.rows);
  for (let row = 0, n = 0; row < slice.rows; row++) {
    const start = addScaled(origin, rowStep, row);
    for (let column = 0; column < slice.columns; column++, n++) {
      let [x, y, z] = addScaled(start, columnStep, column);
      let sum = 0;
      for (let s = 0; s < slice.slabSamples; s++) {
        sum += sampleTrilinear(volume, x, y, z);
        x += slabStep[0];
        y += slabStep[1];
        z += slabStep[2];
      }
      pixels[n] = sum / slice.slabSamples;
    }
  }
  return pixels;
}

/**
 * A reformatter that uses the GPU while there is a healthy one and the processor otherwise: it never fails because of
 * the GPU. Pass no context to stay on the processor.
 */
export async function createReformatter(volume: Volume, context?: GpuContext): Promise<Reformatter> {
  let gpu = context ? await gpuReformatter(volume, context).catch(() => undefined) : undefined;
  return {
    get runsOn() {
      return gpu ? 'webgpu' : 'cpu';
    },
    reformat: async (slice) => {
      try {
        if (gpu) return await gpu.reformat(slice);
      } catch {
        gpu?.dispose();
        gpu = undefined;
      }
      return reformatOnCpu(volume, slice);
    },
    dispose: () => gpu?.dispose(),
  };
}

/** Throws `gpu-too-large` when the device cannot bind the volume, or the device's own failure. */
async function gpuReformatter(
  volume: Volume,
  context: GpuContext,
): Promise<Pick<Reformatter, 'reformat' | 'dispose'>> {
  context.assertHealthy();
  const { device } = context;
  const bytes = volume.data.length * 4;
  if (bytes > Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)) {
    throw new IsocenterError(
      'gpu-too-large',
      `The image needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece, more than the graphics device allows.`,
      'It is shown without the GPU.',
    );
  }
  // Loaded only where there is a GPU: Node reads no .wgsl, and Node 20 lacks the Float16Array that webgpu-utils names.
  const { default: code } = await import('./reformat.wgsl?raw');
  const { makeShaderDataDefinitions, makeStructuredView } = await import('webgpu-utils');
  const view = makeStructuredView(makeShaderDataDefinitions(code).uniforms.slice ?? missing());
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code, label: 'reformat' }) },
  });
  const { COPY_DST, COPY_SRC, MAP_READ, STORAGE, UNIFORM } = GPUBufferUsage;
  const voxels = device.createBuffer({ label: 'voxels', size: bytes, usage: STORAGE | COPY_DST });
  const uniform = device.createBuffer({ size: view.arrayBuffer.byteLength, usage: UNIFORM | COPY_DST });
  device.queue.writeBuffer(voxels, 0, Float32Array.from(volume.data));
  // One slice at a time: the uniform buffer is shared.
  let last: Promise<unknown> = Promise.resolve();
  const run = async (slice: ReformatSlice): Promise<Float32Array> => {
    context.assertHealthy();
    const { columns, rows, slabSamples } = slice;
    view.set({ ...inVolume(volume, slice), dims: volume.dims, columns, rows, slabSamples });
    device.queue.writeBuffer(uniform, 0, view.arrayBuffer);
    const size = columns * rows * 4;
    const pixels = device.createBuffer({ label: 'pixels', size, usage: STORAGE | COPY_SRC });
    const readable = device.createBuffer({ label: 'pixels to read', size, usage: MAP_READ | COPY_DST });
    try {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [uniform, voxels, pixels].map((buffer, binding) => ({ binding, resource: { buffer } })),
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(columns / 8), Math.ceil(rows / 8));
      pass.end();
      encoder.copyBufferToBuffer(pixels, 0, readable, 0, size);
      device.queue.submit([encoder.finish()]);
      await readable.mapAsync(GPUMapMode.READ);
      context.assertHealthy();
      return new Float32Array(readable.getMappedRange().slice(0));
    } finally {
      pixels.destroy();
      readable.destroy();
    }
  };
  return {
    reformat: (slice) => {
      const next = last.then(() => run(slice));
      last = next.catch(() => undefined);
      return next;
    },
    dispose: () => [voxels, uniform].forEach((buffer) => buffer.destroy()),
  };
}

const missing = (): never => {
  throw new Error('reformat.wgsl has no uniform named slice');
};
