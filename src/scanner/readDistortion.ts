import type { SliceGrid } from './sliceGrid';

/**
 * Displacement along read by the field: what precesses faster by Δf is read Δf/bandwidth pixels further on. The signal of a column is spread
 * over where its two sides go, so that none is lost: it piles up where the field folds columns onto each other and thins
 * where it pulls them apart (voids and bright rims about metal).
 */
export class ReadDistortion {
  private readonly images: readonly Float32Array[];

  constructor(
    private readonly grid: SliceGrid,
    count: number,
  ) {
    const { columnCount, phaseSize } = grid;
    this.images = Array.from({ length: count }, () => new Float32Array(columnCount * phaseSize));
  }

  clear(): void {
    for (const image of this.images) image.fill(0);
  }

  /** Adds a column of each image; `before` and `after`: displacement of its two sides, columns, by point. */
  add(column: number, lines: readonly Float64Array[], before: Float64Array, after: Float64Array): void {
    const { columnCount, phaseSize } = this.grid;
    lines.forEach((line, i) => {
      const image = this.images[i];
      if (image) spread(line, column, before, after, image, columnCount, phaseSize);
    });
  }

  /** Copies a column of each image out; false when there is nothing. */
  read(column: number, lines: readonly Float64Array[]): boolean {
    const { phaseSize } = this.grid;
    let used = false;
    lines.forEach((line, i) => {
      const image = this.images[i];
      for (let n = 0; n < phaseSize; n++) {
        const value = image?.[column * phaseSize + n] ?? 0;
        line[n] = value;
        if (value !== 0) used = true;
      }
    });
    return used;
  }
}

/** Narrower than this, columns, a column's signal goes to one place. */
const THIN = 1e-3;

function spread(
  line: Float64Array,
  column: number,
  before: Float64Array,
  after: Float64Array,
  image: Float32Array,
  columnCount: number,
  phaseSize: number,
): void {
  for (let n = 0; n < phaseSize; n++) {
    const value = line[n] ?? 0;
    if (value === 0) continue;
    const a = column - 0.5 + (before[n] ?? 0);
    const b = column + 0.5 + (after[n] ?? 0);
    const low = Math.min(a, b);
    const width = Math.max(Math.abs(b - a), THIN);
    const last = Math.min(columnCount - 1, Math.floor(low + width + 0.5));
    for (let c = Math.max(0, Math.floor(low + 0.5)); c <= last; c++) {
      const overlap = Math.min(low + width, c + 0.5) - Math.max(low, c - 0.5);
      if (overlap <= 0) continue;
      const to = c * phaseSize + n;
      image[to] = (image[to] ?? 0) + (value * overlap) / width;
    }
  }
}
