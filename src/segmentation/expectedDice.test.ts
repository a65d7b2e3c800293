import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectedDice, parseManifest, vnetGrid } from '.';

const manifest = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8')),
);
// 3 slices of 18 × 20 voxels of 1.5 mm, padded to 4 × 32 × 32.
const rule = { ...manifest.grid, inPlaneSpacingMm: 1.5 };
const grid = vnetGrid([20, 18, 3], [0, 0, 4, 0, 1.5, 0, 0, 0, 0, -1.5, 0, 0, 0, 0, 0, 1], rule);
const padded = { rows: grid.rows.paddedCount, columns: grid.columns.paddedCount };

/** Reproducible numbers in 0 … 1 (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

const voxelsOfGrid = (): number[] =>
  Array.from({ length: 3 * 18 * 20 }, (_, n) => {
    const [c, r, s] = [n % 20, Math.floor(n / 20) % 18, Math.floor(n / 360)];
    return (s * padded.rows + r) * padded.columns + c;
  });

describe('expectedDice', () => {
  it('is the mean Dice of references drawn from the probabilities', () => {
    const random = numbers(7);
    // Padding says sacrum with certainty: it must not count.
    const logits = new Float32Array(4 * 32 * 32 * 5).map((_, n) => (n % 5 === 4 ? 20 : 0));
    const voxels = voxelsOfGrid();
    const probability = voxels.map((at) => {
      const scores = Array.from({ length: 5 }, () => (random() - 0.5) * 8);
      logits.set(scores, at * 5);
      const total = scores.reduce((sum, v) => sum + Math.exp(v), 0);
      return scores.map((v) => Math.exp(v) / total);
    });
    const predicted = probability.map((p) => p.indexOf(Math.max(...p)));
    const draws = 200;
    const dice = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const truth = probability.map((p) => {
        let left = random();
        return Math.max(
          0,
          p.findIndex((v) => (left -= v) < 0),
        );
      });
      for (let label = 1; label < 5; label++) {
        const both = truth.filter((v, n) => v === label && predicted[n] === label).length;
        const sum = [...truth, ...predicted].filter((v) => v === label).length;
        dice[label] = (dice[label] ?? 0) + (2 * both) / sum / draws;
      }
    }
    const { confidence, structureConfidence: found } = expectedDice(logits, padded, 5, grid);
    const values = [found.vertebra, found.disc, found.canal, found.sacrum];
    // The mean of 200 draws of about 250 voxels each is good to 0.002; a mean of quotients differs a little from theirs.
    values.forEach((value, n) => expect(Math.abs((value ?? NaN) - (dice[n + 1] ?? NaN))).toBeLessThan(0.008));
    expect(confidence).toBeCloseTo(((dice[1] ?? 0) + (dice[2] ?? 0) + (dice[3] ?? 0)) / 3, 1);
  });

  it('says null for what is not labelled, and counts it as nothing in the case', () => {
    const logits = new Float32Array(4 * 32 * 32 * 5);
    voxelsOfGrid().forEach((at, n) => (logits[at * 5 + (n < 300 ? 1 : n < 500 ? 2 : 0)] = 30));
    const { confidence, structureConfidence } = expectedDice(logits, padded, 5, grid);
    expect(structureConfidence).toMatchObject({ canal: null, sacrum: null });
    expect(structureConfidence.vertebra).toBeCloseTo(1, 6);
    expect(confidence).toBeCloseTo(2 / 3, 6);
  });
});
