import { describe, expect, it } from 'vitest';
import { runBothSides } from './bothSides';
import type { LabelRunner, VnetInput } from './types';

const CLASSES = 2;
const input: VnetInput = {
  data: Float32Array.from({ length: 2 * 3 * 5 }, (_, n) => ((n * 7919) % 31) / 31),
  slices: 2,
  rows: 3,
  columns: 5,
};

/** Scores each pixel by `score`, from its grey value and its column as the network sees it. */
const runner = (score: (grey: number, column: number) => number): LabelRunner => ({
  backend: 'test',
  manifest: { classes: ['background', 'sac'] } as unknown as LabelRunner['manifest'],
  run: ({ data, columns }, { onProgress, signal } = {}) => {
    signal?.throwIfAborted();
    onProgress?.(0.5);
    onProgress?.(1);
    const scores = new Float32Array(data.length * CLASSES);
    data.forEach((grey, n) => (scores[n * CLASSES + 1] = score(grey, n % columns)));
    return Promise.resolve(scores);
  },
});

describe('runBothSides', () => {
  it('changes nothing of a network that sees every column alike', async () => {
    const network = runner((grey) => 3 * grey);
    expect(await runBothSides(network, input)).toEqual(await network.run(input));
  });

  it('averages out what depends on the side, in place', async () => {
    const scores = await runBothSides(
      runner((grey, column) => grey + column),
      input,
    );
    input.data.forEach((grey, n) => {
      expect(scores[n * CLASSES]).toBe(0);
      // Column c is column 4 − c of the mirror image: 2 on the average.
      expect(scores[n * CLASSES + 1]).toBeCloseTo(grey + 2, 5);
    });
  });

  it('tells progress of both passes as one, and stops between them', async () => {
    const told: number[] = [];
    const network = runner((grey) => grey);
    await runBothSides(network, input, { onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
    const stop = new AbortController();
    const halfway = { signal: stop.signal, onProgress: (f: number) => f === 0.5 && stop.abort() };
    await expect(runBothSides(network, input, halfway)).rejects.toThrow();
  });
});
