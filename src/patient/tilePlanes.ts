import { TILE_CELL_Z_MM, TILE_MASK, tileRow, type FieldTile } from './fieldTile';

/** A column index has this many bits. */
export const TILE_BITS = 7;
const CELLS = (TILE_MASK + 1) * (TILE_MASK + 1);
/** Planes a layer of the tile: 0.75 mm apart, a voxel of the spine's grid. */
const PER_LAYER = 4;

/**
 * Axial planes of a field tile between its layers: streaks that lie askew would show the layers' steps as teeth in
 * sagittal slices. The tile repeats along z, so few planes are ever made.
 */
export class TilePlanes {
  private readonly planes = new Map<number, Uint8Array>();

  constructor(private readonly tile: FieldTile) {}

  /** Plane at height `z`, mm; row by row, `1 << TILE_BITS` cells each. */
  at(z: number): Uint8Array {
    const step = Math.floor((z * PER_LAYER) / TILE_CELL_Z_MM);
    const layer = Math.floor(step / PER_LAYER);
    const from = tileRow(0, layer * TILE_CELL_Z_MM);
    const share = step - layer * PER_LAYER;
    const key = from * PER_LAYER + share;
    const known = this.planes.get(key);
    if (known) return known;
    const plane = this.between(from, tileRow(0, (layer + 1) * TILE_CELL_Z_MM), share / PER_LAYER);
    this.planes.set(key, plane);
    return plane;
  }

  private between(from: number, to: number, share: number): Uint8Array {
    const { values } = this.tile;
    const plane = new Uint8Array(CELLS);
    for (let n = 0; n < CELLS; n++) {
      const a = values[from + n] ?? 0;
      plane[n] = a + share * ((values[to + n] ?? 0) - a);
    }
    return plane;
  }
}
