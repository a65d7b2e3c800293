import { describe, expect, it } from 'vitest';
import { packNorm, packWeights, packWithBias } from './weights';

const counted = (length: number, from = 1): Float32Array => Float32Array.from({ length }, (_, n) => n + from);

describe('the order of the weights', () => {
  it('puts pairs of quads of outputs first, then quads of inputs, then taps', () => {
    const [taps, inputs, outputs] = [3, 5, 9];
    const packed = packWeights(counted(taps * inputs * outputs), inputs, outputs);
    // 2 pairs, 2 quads of inputs, 3 taps, 2 quads a pair, 4 × 4.
    expect(packed.length).toBe(2 * 2 * 3 * 2 * 16);
    const at = (tap: number, input: number, output: number): number | undefined => {
      const [pair, half, o] = [output >> 3, (output >> 2) & 1, output & 3];
      return packed[((((pair * 2 + (input >> 2)) * 3 + tap) * 2 + half) * 4 + (input & 3)) * 4 + o];
    };
    for (let tap = 0; tap < taps; tap++)
      for (let input = 0; input < inputs; input++)
        for (let output = 0; output < outputs; output++)
          expect(at(tap, input, output)).toBe((tap * inputs + input) * outputs + output + 1);
    // Every other place is 0.
    expect(packed.filter((value) => value !== 0).length).toBe(taps * inputs * outputs);
  });

  it('appends the bias and fills quads with zeros', () => {
    const packed = packWithBias(counted(10), counted(5, 100), 2);
    expect(packed.length).toBe(2 * 16 + 8);
    expect([...packed.slice(32)]).toEqual([100, 101, 102, 103, 104, 0, 0, 0]);
    expect([...packNorm(counted(5), counted(5, 50))]).toEqual([
      ...[1, 2, 3, 4, 5, 0, 0, 0],
      ...[50, 51, 52, 53, 54, 0, 0, 0],
    ]);
  });

  it('refuses weights of another length', () => {
    expect(() => packWeights(counted(7), 2, 2)).toThrow('7 weights');
  });
});
