import { tileColumn, tileRow, type FieldTile } from './fieldTile';
import { PART } from './part';
import type { Canvas } from './raster';
import { TISSUE } from './tissues';

/** Patches are this many times the tile's streaks. */
const PATCH_SCALE = 1.6;
/** The tile is drawn out along z; islands of marrow are round. */
const ROUND = 4;

/** Islands of fatty marrow in the vertebral bodies; `fattyMarrow` 0 (none) … 1 (half of the marrow). */
export function paintTexture(canvas: Canvas, tile: FieldTile, fattyMarrow: number): void {
  if (fattyMarrow <= 0) return;
  const { dims, tissues, parts, voxelMm, origin } = canvas;
  const [nx, ny, nz] = dims;
  const limit = 255 * (1 - 0.5 * fattyMarrow);
  const columns = Int32Array.from({ length: nx }, (_, i) =>
    tileColumn((origin[0] + i * voxelMm) / PATCH_SCALE),
  );
  let n = 0;
  for (let k = 0; k < nz; k++) {
    const z = ((origin[2] + k * voxelMm) * ROUND) / PATCH_SCALE;
    for (let j = 0; j < ny; j++) {
      const row = tileRow((origin[1] + j * voxelMm) / PATCH_SCALE, z);
      for (let i = 0; i < nx; i++, n++) {
        if (tissues[n] !== TISSUE.vertebralMarrow || parts[n] !== PART.body) continue;
        if ((tile.values[row + (columns[i] ?? 0)] ?? 0) > limit) tissues[n] = TISSUE.fattyMarrow;
      }
    }
  }
}
