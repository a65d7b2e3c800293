import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noiseKey, normalTable, randomBits } from '../scanner/noise';
import { openGpu, type GpuContext } from './device';
import { createKernel, emptyBuffer, storageBuffer, submitAndRead } from './kernel';
import noise from './noise.wgsl?raw';

let context: GpuContext;
beforeAll(async () => {
  context = await openGpu();
});
afterAll(() => context.dispose());

const COUNT = 4096;
const CODE = `${noise}
struct Stream { key: vec2u, first: u32 }
@group(0) @binding(0) var<uniform> stream: Stream;
@group(0) @binding(1) var<storage, read> deviates: array<f32>;
@group(0) @binding(2) var<storage, read_write> found: array<vec4f>;
@compute @workgroup_size(64)
fn draw(@builtin(global_invocation_id) id: vec3u) {
  let bits = randomBits(stream.key, stream.first + id.x);
  found[id.x] = vec4f(f32(bits & 0xffffu), f32(bits >> 16u), deviates[bits & 0xffffu], deviates[bits >> 16u]);
}`;

describe('the noise of the kernels', () => {
  it.each([
    ['a small seed', 7, 0],
    ['a seed beyond 32 bits', 2 ** 40 + 12345, 0],
    ['counters that wrap', 7, 2 ** 32 - 1000],
  ])('is bit for bit that of the CPU for %s', async (_, seed, first) => {
    const key = noiseKey(seed, 123456789, 4);
    const kernel = await createKernel(context, {
      label: 'noise',
      code: CODE,
      uniform: 'stream',
      entryPoint: 'draw',
    });
    const uniform = kernel.uniform({ key: [key.a, key.b], first });
    const table = normalTable();
    const buffers = [storageBuffer(context, 'deviates', table), emptyBuffer(context, 'found', 4 * COUNT)];
    const [, into] = buffers;
    if (!into) throw new Error('no buffer');
    const found = await submitAndRead(
      context,
      (pass) => kernel.dispatch(pass, uniform, buffers, [COUNT / 64]),
      into,
      4 * COUNT,
    );
    [uniform, ...buffers].forEach((buffer) => buffer.destroy());
    const wanted = Float32Array.from({ length: 4 * COUNT }, (_, i) => {
      const bits = randomBits(key, (first + (i >> 2)) | 0);
      const half = i % 2 === 0 ? bits & 0xffff : bits >>> 16;
      return i % 4 < 2 ? half : (table[half] ?? NaN);
    });
    expect(found).toEqual(wanted);
    expect(new Set(found).size).toBeGreaterThan(COUNT);
  });
});
