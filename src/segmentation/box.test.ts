import fc from 'fast-check';
import { expect, it } from 'vitest';
import { affineFromColumns, applyToPoint, type Vec3 } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { cropVolume, pasteLabels } from '.';

const step = fc.double({ min: -4, max: 4, noNaN: true });
const vector = fc.tuple(step, step, step);
const axis = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.nat(6), fc.nat(6))
  .map(([n, a, b]) => ({ n, low: Math.min(a % n, b % n), high: Math.max(a % n, b % n) + 1 }));

it('crop and paste: the same voxels at the same place inside, background outside, whatever the header', () => {
  fc.assert(
    fc.property(axis, axis, axis, vector, vector, vector, vector, (x, y, z, i, j, k, origin) => {
      const dims: Dims = [x.n, y.n, z.n];
      const box = { low: [x.low, y.low, z.low], high: [x.high, y.high, z.high] } as const;
      const data = Uint8Array.from({ length: x.n * y.n * z.n }, (_, n) => 1 + ((n * 31) % 250));
      const volume = createVolume(data, dims, affineFromColumns(i, j, k, origin));
      const crop = cropVolume(volume, box);
      expect(crop.data).toBeInstanceOf(Uint8Array);
      const pasted = pasteLabels(Uint8Array.from(crop.data), box, dims);
      for (let c = 0; c < x.n; c++)
        for (let r = 0; r < y.n; r++)
          for (let s = 0; s < z.n; s++) {
            const n = (s * y.n + r) * x.n + c;
            const inside = c >= x.low && c < x.high && r >= y.low && r < y.high && s >= z.low && s < z.high;
            expect(pasted[n]).toBe(inside ? data[n] : 0);
            if (!inside) continue;
            const own: Vec3 = [c - x.low, r - y.low, s - z.low];
            const [nx, ny] = crop.dims;
            expect(crop.data[(own[2] * ny + own[1]) * nx + own[0]]).toBe(data[n]);
            const here = applyToPoint(volume.voxelToPatient, [c, r, s]);
            applyToPoint(crop.voxelToPatient, own).forEach((v, a) =>
              expect(v).toBeCloseTo(here[a] ?? NaN, 9),
            );
          }
    }),
    { seed: 20261125, numRuns: 60 },
  );
});
