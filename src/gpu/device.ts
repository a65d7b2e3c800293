import { IsocenterError } from '../geometry';

/** The one device of the program with what a person should know about it. */
export interface GpuContext {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** e.g. `NVIDIA Ada Lovelace`, for the screen. */
  readonly description: string;
  /** The adapter computes on the processor: right, but slower than WebAssembly. */
  readonly software: boolean;
  /** Throws `gpu-lost` or `gpu-error` once the device has failed; a failed device is never used again. */
  assertHealthy(): void;
  /** Called once when the device fails; never after `dispose`. */
  onFailure(callback: (error: IsocenterError) => void): void;
  dispose(): void;
}

/** Limits raised to what the adapter has: volumes need larger buffers than WebGPU's defaults promise. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;

/** Whether an adapter's or renderer's name is one of the known software rasterisers. */
export const isSoftwareName = (name: string): boolean => SOFTWARE.test(name);

const HINT = 'Use a current Chrome, Edge, Safari or Firefox with hardware acceleration switched on.';

const navigatorGpu = (): GPU | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator as { gpu?: GPU }).gpu;

/**
 * Opens a device with the adapter's own limits. Throws `gpu-absent` or `gpu-no-adapter` when there is none.
 * @param gpu handed in by tests and by Node (Dawn); the browser's own otherwise
 */
export async function openGpu(gpu: GPU | undefined = navigatorGpu()): Promise<GpuContext> {
  if (!gpu)
    throw new IsocenterError('gpu-absent', 'This program cannot reach a GPU: there is no WebGPU.', HINT);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new IsocenterError('gpu-no-adapter', 'WebGPU found no usable graphics adapter.', HINT);
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(RAISED_LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  const { info } = adapter;
  const description = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  return watch(device, info, description || 'unnamed adapter', isSoftware(info));
}

function isSoftware(info: GPUAdapterInfo): boolean {
  const named = [info.vendor, info.architecture, info.device, info.description].some(isSoftwareName);
  return named || info.isFallbackAdapter;
}

function watch(device: GPUDevice, info: GPUAdapterInfo, description: string, software: boolean): GpuContext {
  let failure: IsocenterError | undefined;
  let disposed = false;
  const callbacks: ((error: IsocenterError) => void)[] = [];
  const fail = (error: IsocenterError): void => {
    if (failure || disposed) return;
    failure = error;
    callbacks.forEach((callback) => callback(error));
  };
  void device.lost.then(({ message }) =>
    fail(
      new IsocenterError(
        'gpu-lost',
        `The graphics device was lost${message ? `: ${message}` : ''}.`,
        'Reload the page to use the GPU again; the work goes on without it.',
      ),
    ),
  );
  // A validation or memory error does not throw: the results are silently zeros. So it ends the device's use.
  device.onuncapturederror = (event) =>
    fail(
      new IsocenterError(
        'gpu-error',
        `The graphics device reported an error: ${event.error.message.split('\n')[0] ?? ''}.`,
        'The work goes on without the GPU; a driver update may help.',
      ),
    );
  return {
    device,
    info,
    description,
    software,
    assertHealthy: () => {
      if (failure) throw failure;
    },
    onFailure: (callback) => {
      callbacks.push(callback);
      if (failure && !disposed) callback(failure);
    },
    dispose: () => {
      disposed = true;
      device.onuncapturederror = null;
      device.destroy();
    },
  };
}
