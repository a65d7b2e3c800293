import { IsocenterError } from '../../geometry';
import type { GpuContext } from '../device';
import { emptyBuffer } from '../kernel';

/** Buffers that layers of one network hand on to each other. */
export interface BufferPool {
  /** Bytes of all its buffers. */
  readonly bytes: number;
  /** A buffer of exactly so many bytes; throws `gpu-too-large`. */
  take(label: string, bytes: number): GPUBuffer;
  /** What was taken and is not read by later layers. */
  giveBack(buffer: GPUBuffer): void;
  dispose(): void;
}

/** Commands run in order, so a buffer may be written again by a later layer of the same submission. */
export function createPool(context: Pick<GpuContext, 'device'>): BufferPool {
  const { limits } = context.device;
  const largest = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const all: GPUBuffer[] = [];
  const free: GPUBuffer[] = [];
  return {
    get bytes() {
      return all.reduce((sum, { size }) => sum + size, 0);
    },
    take: (label, bytes) => {
      if (bytes > largest)
        throw new IsocenterError(
          'gpu-too-large',
          `A layer of the network needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece, more than the graphics device allows.`,
          'The next best way to compute is used.',
        );
      const at = free.findIndex(({ size }) => size === bytes);
      const [found] = at < 0 ? [] : free.splice(at, 1);
      if (found) return found;
      const made = emptyBuffer(context, label, bytes / 4);
      all.push(made);
      return made;
    },
    giveBack: (buffer) => {
      free.push(buffer);
    },
    dispose: () => all.forEach((buffer) => buffer.destroy()),
  };
}
