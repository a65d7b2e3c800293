import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVolume, type Dims } from '../volume';
import { cleanUp, connectedComponents } from '.';

/** Flood fill, one voxel at a time. */
function bruteForce(labels: Uint8Array, [nx, ny, nz]: Dims): string[] {
  const seen = new Uint8Array(labels.length);
  const found: string[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (seen[start] || !labels[start]) continue;
    const queue = [start];
    const members: number[] = [];
    seen[start] = 1;
    for (let n = queue.pop(); n !== undefined; n = queue.pop()) {
      members.push(n);
      const [i, j, k] = [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))];
      for (const [a, b, c] of [
        [i - 1, j, k],
        [i + 1, j, k],
        [i, j - 1, k],
        [i, j + 1, k],
        [i, j, k - 1],
        [i, j, k + 1],
      ] as const) {
        if (a < 0 || b < 0 || c < 0 || a >= nx || b >= ny || c >= nz) continue;
        const m = (c * ny + b) * nx + a;
        if (seen[m] || labels[m] !== labels[start]) continue;
        seen[m] = 1;
        queue.push(m);
      }
    }
    found.push(`${labels[start]}: ${members.sort((a, b) => a - b).join(' ')}`);
  }
  return found.sort();
}

function ofRuns(labels: Uint8Array, dims: Dims): string[] {
  const pieces = connectedComponents(labels, dims);
  const members = Array.from({ length: pieces.count }, (): number[] => []);
  pieces.runStart.forEach((start, run) => {
    for (let n = start; n < start + (pieces.runLength[run] ?? 0); n++)
      members[pieces.runComponent[run] ?? 0]?.push(n);
  });
  members.forEach((list, i) => expect(list.length).toBe(pieces.size[i]));
  return members.map((list, i) => `${pieces.label[i]}: ${list.sort((a, b) => a - b).join(' ')}`).sort();
}

describe('connectedComponents', () => {
  it('finds what a flood fill finds', () => {
    const volume = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
      .chain(([x, y, z]) =>
        fc.tuple(
          fc.constant([x, y, z] as Dims),
          fc.uint8Array({ min: 0, max: 2, minLength: x * y * z, maxLength: x * y * z }),
        ),
      );
    fc.assert(
      fc.property(volume, ([dims, labels]) => {
        expect(ofRuns(labels, dims)).toEqual(bruteForce(labels, dims));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps counting past its first block of runs', () => {
    const dims: Dims = [8, 64, 64];
    const labels = new Uint8Array(8 * 64 * 64).map((_, n) => (n % 2 ? 0 : 1 + (Math.floor(n / 8) % 2)));
    expect(connectedComponents(labels, dims).count).toBe(4 * 64);
  });
});

describe('cleanUp', () => {
  // 2 × 2 × 4 mm, tilted: 16 mm³ a voxel; sizes below are in voxels.
  const affine = [1.96, 0.4, 0, -31, -0.4, 1.96, 0, 17, 0, 0, 4, 9, 0, 0, 0, 1];
  const dims: Dims = [60, 60, 10];
  const box = (
    data: Uint8Array,
    label: number,
    [x0, x1]: readonly [number, number],
    [y0, y1]: readonly [number, number],
    [z0, z1]: readonly [number, number],
  ): void => {
    for (let k = z0; k < z1; k++)
      for (let j = y0; j < y1; j++) data.fill(label, (k * 60 + j) * 60 + x0, (k * 60 + j) * 60 + x1);
  };
  const count = (data: Uint8Array, label: number): number => data.filter((v) => v === label).length;

  it('keeps the whole spine, also a canal in two pieces, and drops what is far away', () => {
    const data = new Uint8Array(60 * 60 * 10);
    box(data, 1, [10, 22], [5, 15], [2, 8]);
    box(data, 2, [10, 22], [15, 20], [2, 8]);
    box(data, 1, [10, 22], [20, 30], [2, 8]);
    box(data, 3, [25, 29], [5, 15], [4, 6]);
    box(data, 3, [25, 29], [19, 30], [4, 6]);
    const kept = data.slice();
    box(data, 1, [48, 58], [40, 55], [3, 6]);
    const volume = createVolume(data, dims, affine);
    cleanUp(volume);
    expect(volume.data).toEqual(kept);
  });

  it('turns a speck inside a vertebra into vertebra and a speck in the air into background', () => {
    const data = new Uint8Array(60 * 60 * 10);
    box(data, 1, [10, 30], [5, 20], [1, 9]);
    const whole = count(data, 1);
    box(data, 2, [15, 17], [8, 10], [4, 5]);
    box(data, 3, [34, 36], [8, 9], [4, 5]);
    const volume = createVolume(data, dims, affine);
    cleanUp(volume);
    expect([count(data, 1), count(data, 2), count(data, 3)]).toEqual([whole, 0, 0]);
  });
});
