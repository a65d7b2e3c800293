import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type GpuContext } from '../device';
import { createPool } from './pool';

let context: GpuContext;
beforeAll(async () => {
  context = await openGpu();
});
afterAll(() => context.dispose());

describe('the buffers between layers', () => {
  it('are used again by later layers of the same size', () => {
    const pool = createPool(context);
    const first = pool.take('first', 1024);
    const other = pool.take('other', 1024);
    expect(other).not.toBe(first);
    pool.giveBack(first);
    expect(pool.take('larger', 2048)).not.toBe(first);
    expect(pool.take('again', 1024)).toBe(first);
    expect(pool.bytes).toBe(4096);
    pool.dispose();
  });

  it('are refused before anything is allocated when the device cannot bind them', () => {
    const { maxBufferSize, maxStorageBufferBindingSize } = context.device.limits;
    const pool = createPool(context);
    const largest = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    expect(() => pool.take('too large', largest + 4)).toThrow(/needs \d+ MB in one piece/);
    expect(pool.bytes).toBe(0);
    context.assertHealthy();
  });
});
