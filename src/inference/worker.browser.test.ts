import { describe, expect, it } from 'vitest';
import { createSegmenterWorker } from '.';

describe('x', () => {
  it('start', async () => {
    console.log('isolated', crossOriginIsolated, navigator.hardwareConcurrency);
    const t = performance.now();
    const s = await createSegmenterWorker({ onStart: (b, f) => f === 0 && console.log(b) });
    console.log(performance.now() - t, JSON.stringify(s.report));
    const data = new Float32Array(20 * 192 * 128).map((_, n) => (n * 7919) % 1013);
    for (let i = 0; i < 3; i++) {
      const t2 = performance.now();
      await s
        .segment({
          data,
          dims: [128, 192, 20],
          voxelToPatient: [0, 0, 4, 0, 1.5, 0, 0, 0, 0, -1.5, 0, 0, 0, 0, 0, 1],
        })
        .then((r) => console.log(JSON.stringify(r.timings)))
        .catch((e: unknown) => console.log(String(e), performance.now() - t2));
    }
    s.dispose();
    expect(1).toBe(1);
  });
});
