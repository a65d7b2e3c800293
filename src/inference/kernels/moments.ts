/** Scale and shift that an instance norm comes to, from the moments of blocks of pixels. */
export interface Norm {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/**
 * Joins block moments [block, 2, channels] (mean, sum of squared deviations; Chan, Golub and LeVeque 1983) in float64 and
 * folds γ, β and the biased variance into one multiplication and one addition. `counts`: pixels of each block.
 */
export function normFromMoments(
  moments: Float32Array,
  counts: (block: number) => number,
  gamma: Float32Array,
  beta: Float32Array,
  epsilon: number,
): Norm {
  const channels = gamma.length;
  const blocks = moments.length / (2 * channels);
  const scale = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (let block = 0; block < blocks; block++) {
      const at = 2 * block * channels + channel;
      const added = counts(block);
      const off = (moments[at] ?? NaN) - mean;
      const total = count + added;
      mean += (off * added) / total;
      squares += (moments[at + channels] ?? NaN) + (off * off * count * added) / total;
      count = total;
    }
    const factor = (gamma[channel] ?? NaN) / Math.sqrt(squares / count + epsilon);
    scale[channel] = factor;
    shift[channel] = (beta[channel] ?? NaN) - mean * factor;
  }
  return { scale, shift };
}
