import { expect, it, vi } from 'vitest';
import { SHARED_KERNELS } from './conv3.wasm';
import { instantiate, ThreadPool } from './threads';

it('shares the parts of a kernel out among threads, every part once', async () => {
  const bytes = Uint8Array.from(atob(SHARED_KERNELS), (c) => c.charCodeAt(0));
  const module = new WebAssembly.Module(bytes);
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true });
  const table = instantiate(module, memory);
  const pool = new ThreadPool(table, module, memory, 3);
  const [channels, size, count] = [4, 7, 101];
  const pixels = size * count - 3;
  const values = new Float32Array(memory.buffer);
  const [scale, shift, x] = [0, 64, 128];
  values.fill(2, 0, channels);
  values.fill(1, 16, 16 + channels);
  values.fill(5, x / 4, x / 4 + pixels * channels);
  values[x / 4 + pixels * channels] = 9;
  const work = {
    kernel: 'normalise',
    // In place: a part that is done twice is scaled twice.
    args: [x, x, 0, scale, shift, size, pixels, channels],
    count,
    step: 2,
    scratch: 0,
    scratchBytes: 0,
  };
  let expected = 5;
  await vi.waitFor(() => expect(pool.run({ ...work, count: 0 })).toBe(true), { timeout: 60_000 });
  for (let round = 0; round < 20; round++) {
    expect(pool.run(work)).toBe(true);
    expected = Math.fround(2 * expected + 1);
    const done = values.subarray(x / 4, x / 4 + pixels * channels);
    expect(done.every((value) => value === expected)).toBe(true);
  }
  expect(values[x / 4 + pixels * channels]).toBe(9);
});
