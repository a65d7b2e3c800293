import type { LabelRunner, VnetInput, VnetRunOptions } from './types';

/** Rows of `columns` pixels of `values` each, every row the other way round. */
function mirrored(data: Float32Array, columns: number, values: number): Float32Array {
  const out = new Float32Array(data.length);
  const row = columns * values;
  for (let from = 0; from < data.length; from += row)
    for (let c = 0; c < columns; c++) {
      const pixel = from + c * values;
      out.set(data.subarray(pixel, pixel + values), from + (columns - 1 - c) * values);
    }
  return out;
}

/**
 * Class scores of an image whose columns run from side to side, averaged with those of its mirror image: the body is much the same on
 * both sides, what a network takes noise for is not.
 * @returns logits, `[slices, rows, columns, classes]` flattened
 */
export async function runBothSides(
  network: LabelRunner,
  input: VnetInput,
  { signal, onProgress }: VnetRunOptions = {},
): Promise<Float32Array> {
  const { columns } = input;
  const half = (done: number): VnetRunOptions => ({
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (fraction: number) => onProgress(done + fraction / 2) }),
  });
  const scores = await network.run(input, half(0));
  const seen = await network.run({ ...input, data: mirrored(input.data, columns, 1) }, half(0.5));
  const other = mirrored(seen, columns, network.manifest.classes.length);
  return scores.map((score, n) => (score + (other[n] ?? 0)) / 2);
}
