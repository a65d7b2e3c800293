import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest, planPatches, reachInRows, runInPatches, type VnetInput, type VnetRunner } from '.';

const manifest = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8')),
);
const { layers } = manifest.architecture;

/** Which of `rows` output rows change when one input row does: the layers played with booleans. */
function touched(rows: number, row: number): number[] {
  let x = Array.from({ length: rows }, (_, n) => n === row);
  const skips: boolean[][] = [];
  for (const layer of layers) {
    if (layer.op === 'stem' || layer.op === 'residual')
      x = x.map((v, n) => v || x[n - 1] === true || x[n + 1] === true);
    else if (layer.op === 'down') {
      skips.push(x);
      const step = layer.stride[1];
      x = Array.from({ length: x.length / step }, (_, n) => x.slice(n * step, (n + 1) * step).includes(true));
    } else if (layer.op === 'up') {
      const small = x;
      x = (skips.pop() ?? []).map((v, n) => v || small[Math.floor(n / layer.stride[1])] === true);
    }
  }
  return x.flatMap((v, n) => (v ? [n] : []));
}

/** Stands for a network that looks exactly as far as `reach` rows, with zeros beyond the image. */
const averaging =
  (reach: number): VnetRunner['run'] =>
  ({ data, slices, rows, columns }: VnetInput) => {
    const out = new Float32Array(data.length * 2);
    for (let s = 0; s < slices; s++)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++) {
          let sum = 0;
          for (let q = Math.max(0, r - reach); q <= Math.min(rows - 1, r + reach); q++)
            sum += (data[(s * rows + q) * columns + c] ?? 0) * (1 + Math.abs(q - r));
          out[((s * rows + r) * columns + c) * 2 + 1] = sum;
        }
    return Promise.resolve(out);
  };

describe('patches along the rows', () => {
  it('know how far the network sees', () => {
    const rows = 512;
    const far = Array.from({ length: 32 }, (_, n) => 240 + n).map((row) =>
      Math.max(...touched(rows, row).map((at) => Math.abs(at - row))),
    );
    expect(Math.max(...far)).toBe(reachInRows(manifest.architecture));
  });

  it('give what the whole gives when the network does nothing but look around', async () => {
    const [slices, rows, columns] = [2, 640, 3];
    const data = Float32Array.from({ length: slices * rows * columns }, (_, n) => ((n * 7919) % 613) / 613);
    const input = { data, slices, rows, columns };
    const patches = planPatches(rows, 400, manifest);
    expect(patches?.length).toBeGreaterThan(1);
    const run = averaging(reachInRows(manifest.architecture));
    const whole = await run(input);
    const fractions: number[] = [];
    const joined = await runInPatches(run, input, patches ?? [], 2, { onProgress: (f) => fractions.push(f) });
    const worst = joined.reduce((most, v, n) => Math.max(most, Math.abs(v - (whole[n] ?? NaN))), 0);
    expect(worst / Math.max(...whole)).toBeLessThan(1e-6);
    expect(fractions.every((f) => f >= 0 && f <= 1)).toBe(true);
  });

  it.each([
    [640, 400],
    [304, 240],
    [320, 304],
    [1024, 256],
  ])('cover %i rows once with at most %i at a time, on the strides of the network', (rows, most) => {
    const patches = planPatches(rows, most, manifest) ?? [];
    expect(patches.map((p) => p.first)).toEqual([0, ...patches.slice(0, -1).map((p) => p.end)]);
    expect(patches.at(-1)?.end).toBe(rows);
    for (const { from, to } of patches) {
      expect(to - from).toBeLessThanOrEqual(most);
      expect([from % 16, to % 16]).toEqual([0, 0]);
    }
  });

  it('are refused when not even one with its surroundings fits', () => {
    expect(planPatches(1024, 200, manifest)).toBeNull();
  });

  it('stop between two patches', async () => {
    const controller = new AbortController();
    let runs = 0;
    const run: VnetRunner['run'] = (input) => {
      runs++;
      controller.abort();
      return Promise.resolve(new Float32Array(input.data.length));
    };
    const input = { data: new Float32Array(640), slices: 1, rows: 640, columns: 1 };
    const { signal } = controller;
    const patches = planPatches(640, 400, manifest) ?? [];
    await expect(runInPatches(run, input, patches, 1, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(runs).toBe(1);
  });
});
