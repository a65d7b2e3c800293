import { TILE_CELL_Z_MM, TILE_MASK, tileRow, type FieldTile } from './fieldTile';

/** A column index has this many bits. */
export const TILE_BITS = 7;
const CELLS = (TILE_MASK + 1) * (TILE_MASK + 1);

/**
 * Axial planes of a field tile, one a slice, linear between its layers: streaks that lie askew would show the layers'
 * steps as teeth in sagittal slices.
 */
export class TilePlanes {
  private readonly planes: (Uint8Array | undefined)[] = [];

  constructor(private readonly tile: FieldTile) {}

  /** Plane of slice `k` at height `z`, mm; row by row, `1 << TILE_BITS` cells each. */
  at(k: number, z: number): Uint8Array {
    const known = this.planes[k];
    if (known) return known;
    const { values } = this.tile;
    const plane = new Uint8Array(CELLS);
    const from = tileRow(0, z);
    const to = tileRow(0, z + TILE_CELL_Z_MM);
    const height = z / TILE_CELL_Z_MM;
    const t = height - Math.floor(height);
    for (let n = 0; n < CELLS; n++) {
      const a = values[from + n] ?? 0;
      plane[n] = a + t * ((values[to + n] ?? 0) - a);
    }
    this.planes[k] = plane;
    return plane;
  }
}
