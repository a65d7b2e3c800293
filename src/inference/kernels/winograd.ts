/** G of F(2, 3): three taps as the four factors of two neighbouring outputs. */
const FACTORS = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
] as const;

/** Outputs that the kernel computes at a time. */
const OUTPUTS = 8;

/** Channels that the Winograd kernel takes. */
export const suitsWinograd = (input: number, output: number): boolean =>
  input % 4 === 0 && output % OUTPUTS === 0;

/**
 * A 3×3×3 kernel [slices, rows, columns, input, output] as G g Gᵀ in the plane, in the order in which it is read:
 * [16, output/8, 3, input, 8].
 */
export function winogradWeights(kernel: Float32Array, input: number, output: number): Float32Array {
  const packed = new Float32Array(16 * 3 * input * output);
  let at = 0;
  for (const down of FACTORS) {
    for (const across of FACTORS) {
      for (let block = 0; block < output; block += OUTPUTS) {
        for (let tap = 0; tap < 3; tap++) {
          for (let from = 0; from < input; from++) {
            for (let to = block; to < block + OUTPUTS; to++) {
              let sum = 0;
              for (const [row, a] of down.entries()) {
                for (const [column, b] of across.entries()) {
                  const weight = kernel[(((tap * 3 + row) * 3 + column) * input + from) * output + to] ?? NaN;
                  sum += a * b * weight;
                }
              }
              packed[at++] = sum;
            }
          }
        }
      }
    }
  }
  return packed;
}
