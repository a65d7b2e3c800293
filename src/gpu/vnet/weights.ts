import { QUAD, quadsOf, pairsOf } from './quads';

/**
 * Orders a convolution's weights as the kernels read them, `[pair][quad of input][tap][quad of the pair][input channel][output
 * channel]` with 4 channels a quad; missing channels are 0.
 * @param values `[tap][input][output]`
 */
export function packWeights(values: Float32Array, inputs: number, outputs: number): Float32Array {
  const taps = values.length / (inputs * outputs);
  if (!Number.isInteger(taps))
    throw new Error(`${values.length} weights for ${inputs} → ${outputs} channels`);
  const packed = new Float32Array(pairsOf(outputs) * quadsOf(inputs) * taps * 2 * QUAD * QUAD);
  let at = 0;
  for (let pair = 0; pair < pairsOf(outputs); pair++)
    for (let quad = 0; quad < quadsOf(inputs); quad++)
      for (let tap = 0; tap < taps; tap++)
        for (let half = 0; half < 2; half++)
          for (let i = quad * QUAD; i < (quad + 1) * QUAD; i++)
            for (let n = 0; n < QUAD; n++, at++) {
              const output = (2 * pair + half) * QUAD + n;
              if (i < inputs && output < outputs)
                packed[at] = values[(tap * inputs + i) * outputs + output] ?? 0;
            }
  return packed;
}

/** Weights of a 1×1×1 convolution, then its bias, filled up to whole pairs. */
export function packWithBias(values: Float32Array, bias: Float32Array, inputs: number): Float32Array {
  const weights = packWeights(values, inputs, bias.length);
  const packed = new Float32Array(weights.length + pairsOf(bias.length) * 2 * QUAD);
  packed.set(weights);
  packed.set(bias, weights.length);
  return packed;
}

/** Scale of every quad, then shift of every quad. Channels that fill up a quad are scaled to 0. */
export function packNorm(gamma: Float32Array, beta: Float32Array): Float32Array {
  const size = quadsOf(gamma.length) * QUAD;
  const packed = new Float32Array(2 * size);
  packed.set(gamma);
  packed.set(beta, size);
  return packed;
}
