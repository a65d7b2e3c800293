import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import regions from './sliceRegions.json' with { type: 'json' };
import { quantile } from './statistics';

type Tissue = 'csf' | 'marrow' | 'disc' | 'muscle' | 'fat';
const TISSUES: readonly Tissue[] = ['csf', 'marrow', 'disc', 'muscle', 'fat'];
const CLIPPED = 255;

export interface SliceRatios {
  readonly file: string;
  readonly sequence: 't1' | 't2';
  /** Signal relative to marrow's; `clipped`: the window cut the region off, the ratio is a lower bound. */
  readonly ratios: readonly {
    readonly tissue: Tissue;
    readonly toMarrow: number;
    readonly clipped: boolean;
  }[];
}

function regionLevel(
  pixels: ArrayLike<number>,
  width: number,
  height: number,
  box: readonly number[],
  q: number,
): number {
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  const values: number[] = [];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) values.push(pixels[(height - 1 - y) * width + x] ?? 0);
  return quantile(values, q);
}

/** Ratios of the regions in `sliceRegions.json`: medians, but the upper quartile of the fluid, which holds nerve roots. */
export function sliceRatios(folder: string): SliceRatios[] {
  return regions.slices.map(({ file, sequence, regions: boxes }) => {
    const { data, width, height } = decode(readFileSync(join(folder, `${file}.png`)));
    const byTissue: Readonly<Partial<Record<Tissue, readonly number[]>>> = boxes;
    const level = (tissue: Tissue): number | undefined => {
      const box = byTissue[tissue];
      return box && regionLevel(data, width, height, box, tissue === 'csf' ? 0.75 : 0.5);
    };
    const marrow = level('marrow') ?? NaN;
    const ratios = TISSUES.flatMap((tissue) => {
      const value = level(tissue);
      return tissue === 'marrow' || value === undefined
        ? []
        : [{ tissue, toMarrow: value / marrow, clipped: value >= CLIPPED }];
    });
    return { file, sequence: sequence === 't1' ? 't1' : 't2', ratios };
  });
}
