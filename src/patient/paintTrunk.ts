import data from './data/trunk.json';
import { TILE_CELL_MM, TILE_MASK, tileRow, type FieldTile } from './fieldTile';
import type { Canvas } from './raster';
import { fillOutlines, fillRun, sliceHeight, type Outline } from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import type { Trunk } from './trunk';
import { trunkSection } from './trunkSection';

/** Septa thinner than a voxel share it with fat: a little darker than fat alone. */
const SEPTUM = TISSUE.epiduralFat;

/** Skin, subcutaneous fat with its septa, the layers of the wall, and fat for all within. */
export function paintTrunk(canvas: Canvas, trunk: Trunk): void {
  const { dims, tissues, structures } = canvas;
  const fill = (k: number, outlines: readonly Outline[], tissue: number, structure: number): void =>
    fillOutlines(canvas, k, outlines, (start, count) => {
      fillRun(tissues, tissue, start, count);
      fillRun(structures, structure, start, count);
    });
  const inner = TISSUE.visceralFat;
  const muscular = TISSUE.foraminalFat;
  for (let k = 0; k < dims[2]; k++) {
    const s = trunkSection(trunk, sliceHeight(canvas, k));
    fill(k, [s.skin, s.fat], TISSUE.skin, STRUCTURE.skin);
    paintFat(canvas, k, [s.fat, s.fascia], trunk.tile);
    fill(k, [s.scarpa, s.scarpaInner], SEPTUM, STRUCTURE.subcutaneousFat);
    const [fascia, latissimus, external, plane1, internal, plane2, transversus, lining] = s.wall;
    if (!fascia || !latissimus || !external || !plane1 || !internal || !plane2 || !transversus || !lining)
      continue;
    fill(k, [s.fascia, fascia], TISSUE.fascia, STRUCTURE.fascia);
    fill(k, [fascia, latissimus], TISSUE.muscle, STRUCTURE.latissimusDorsi);
    fill(k, [latissimus, external], TISSUE.muscle, STRUCTURE.abdominalWall);
    fill(k, [external, plane1], TISSUE.intramuscularFat, STRUCTURE.abdominalWall);
    fill(k, [plane1, internal], TISSUE.muscle, STRUCTURE.abdominalWall);
    fill(k, [internal, plane2], TISSUE.intramuscularFat, STRUCTURE.abdominalWall);
    fill(k, [plane2, transversus], TISSUE.muscle, STRUCTURE.abdominalWall);
    fill(k, [transversus, lining], TISSUE.fascia, STRUCTURE.fascia);
    // Behind the column the fat lies between muscles, in front of it within the abdomen.
    const behind = s.knot.y + (s.knot.back - s.knot.y) * 0.35;
    fillOutlines(canvas, k, [lining], (start, count, _x, y) => {
      const visceral = y <= behind;
      fillRun(tissues, visceral ? inner : muscular, start, count);
      fillRun(structures, visceral ? STRUCTURE.visceralFat : STRUCTURE.none, start, count);
    });
  }
}

const { septaShare, septaScale } = data.skin;

/** Septa are where the tile's field crosses its median; a coarser look-up makes them wide lobules. */
function paintFat(canvas: Canvas, k: number, outlines: readonly Outline[], tile: FieldTile): void {
  const { tissues, structures, voxelMm } = canvas;
  const { values } = tile;
  const z = sliceHeight(canvas, k);
  const low = 128 - 128 * septaShare;
  const high = 128 + 128 * septaShare;
  const [fat, septum, structure] = [TISSUE.subcutaneousFat, SEPTUM, STRUCTURE.subcutaneousFat];
  const cell = TILE_CELL_MM * septaScale;
  const step = voxelMm / cell;
  fillOutlines(canvas, k, outlines, (start, count, x, y) => {
    const row = tileRow(y / septaScale, z / septaScale);
    const from = x / cell;
    for (let i = 0; i < count; i++) {
      const v = values[row + (Math.floor(from + i * step) & TILE_MASK)] ?? 0;
      tissues[start + i] = v > low && v < high ? septum : fat;
      structures[start + i] = structure;
    }
  });
}
