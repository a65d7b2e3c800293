import type { LabelVolume } from '../volume';

export interface Overlap {
  readonly label: number;
  /** Voxels of the label in the first and in the second map, and in both. */
  readonly first: number;
  readonly second: number;
  readonly both: number;
  /** 2·both / (first + second); NaN when neither map has the label. */
  readonly dice: number;
}

/**
 * Dice coefficient of every label in `wanted` between two maps of the same grid.
 * @param ignore voxels not counted at all, e.g. where the reference has no opinion (1 = ignore)
 */
export function diceByLabel(
  a: LabelVolume,
  b: LabelVolume,
  wanted: readonly number[],
  ignore?: Uint8Array,
): Overlap[] {
  if (a.data.length !== b.data.length) throw new Error('the two label maps have different grids');
  const first = new Float64Array(256);
  const second = new Float64Array(256);
  const both = new Float64Array(256);
  for (let n = 0; n < a.data.length; n++) {
    if (ignore && ignore[n]) continue;
    const va = a.data[n] ?? 0;
    const vb = b.data[n] ?? 0;
    first[va] = (first[va] ?? 0) + 1;
    second[vb] = (second[vb] ?? 0) + 1;
    if (va === vb) both[va] = (both[va] ?? 0) + 1;
  }
  return wanted.map((label) => {
    const [f, s, i] = [first[label] ?? 0, second[label] ?? 0, both[label] ?? 0];
    return { label, first: f, second: s, both: i, dice: (2 * i) / (f + s) };
  });
}
