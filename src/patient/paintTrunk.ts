import data from './data/trunk.json';
import { tileColumn, tileRow, type FieldTile } from './fieldTile';
import type { Canvas } from './raster';
import { fillRun, fillTraces, sliceHeight } from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { runsInside, Trace } from './trace';
import { trunkAt, type Trunk, type TrunkKnot } from './trunk';
import { SectionTable } from './trunkSection';

/** Septa thinner than a voxel share it with fat: a little darker than fat alone. */
const SEPTUM = TISSUE.epiduralFat;

/** Rings of the wall, outside in: what lies between one surface of a section's wall and the next. */
const WALL: readonly (readonly [tissue: number, structure: number])[] = [
  [TISSUE.fascia, STRUCTURE.fascia],
  [TISSUE.muscle, STRUCTURE.latissimusDorsi],
  [TISSUE.muscle, STRUCTURE.abdominalWall],
  [TISSUE.intramuscularFat, STRUCTURE.abdominalWall],
  [TISSUE.muscle, STRUCTURE.abdominalWall],
  [TISSUE.intramuscularFat, STRUCTURE.abdominalWall],
  [TISSUE.muscle, STRUCTURE.abdominalWall],
  [TISSUE.fascia, STRUCTURE.fascia],
];

/** Skin, subcutaneous fat with its septa, the layers of the wall, and fat for all within. */
export function paintTrunk(canvas: Canvas, trunk: Trunk): void {
  const { dims } = canvas;
  const sections = new SectionTable(trunk);
  const fat = fatPainter(canvas, trunk.tile);
  const [skin, outside, scarpa, scarpaInner] = [new Trace(), new Trace(), new Trace(), new Trace()];
  // From the deep fascia inwards: one surface more than there are rings.
  const surfaces = Array.from({ length: WALL.length + 1 }, () => new Trace());
  const fascia = surfaces[0];
  const lining = surfaces[WALL.length];
  if (!fascia || !lining) throw new Error('a wall has surfaces');
  for (let k = 0; k < dims[2]; k++) {
    const z = sliceHeight(canvas, k);
    const s = sections.at(z);
    const fill = (traces: readonly Trace[], tissue: number, structure: number): void =>
      fillTraces(canvas, k, traces, tissue, structure);
    outside.follow(canvas, s.fat);
    [s.fascia, ...s.wall].forEach((outline, i) => surfaces[i]?.follow(canvas, outline));
    fill([skin.follow(canvas, s.skin), outside], TISSUE.skin, STRUCTURE.skin);
    fat(k, [outside, fascia]);
    fill(
      [scarpa.follow(canvas, s.scarpa), scarpaInner.follow(canvas, s.scarpaInner)],
      SEPTUM,
      STRUCTURE.subcutaneousFat,
    );
    WALL.forEach(([tissue, structure], i) => {
      const [outer, inner] = [surfaces[i], surfaces[i + 1]];
      if (outer && inner) fill([outer, inner], tissue, structure);
    });
    fillInside(canvas, k, lining, trunkAt(trunk, z));
  }
}

/** Behind the column the fat lies between muscles, in front of it within the abdomen. */
function fillInside(canvas: Canvas, k: number, lining: Trace, knot: TrunkKnot): void {
  const { dims, origin, voxelMm, tissues, structures } = canvas;
  const behind = knot.y + (knot.back - knot.y) * 0.35;
  const { start, count, length } = runsInside(canvas, k, [lining]);
  for (let r = 0; r < length; r++) {
    const from = start[r] ?? 0;
    const visceral = origin[1] + (Math.floor(from / dims[0]) % dims[1]) * voxelMm <= behind;
    fillRun(tissues, visceral ? TISSUE.visceralFat : TISSUE.foraminalFat, from, count[r] ?? 0);
    fillRun(structures, visceral ? STRUCTURE.visceralFat : STRUCTURE.none, from, count[r] ?? 0);
  }
}

const { septaShare, septaScale } = data.skin;

/** Septa are where the tile's field crosses its median; a coarser look-up makes them wide lobules. */
function fatPainter(canvas: Canvas, { values }: FieldTile): (k: number, traces: readonly Trace[]) => void {
  const { dims, tissues, structures, voxelMm, origin } = canvas;
  const low = 128 - 128 * septaShare;
  const high = 128 + 128 * septaShare;
  const tissueOf = Uint8Array.from({ length: 256 }, (_, v) =>
    v > low && v < high ? SEPTUM : TISSUE.subcutaneousFat,
  );
  const columns = Int32Array.from({ length: dims[0] }, (_, i) =>
    tileColumn((origin[0] + i * voxelMm) / septaScale),
  );
  return (k, traces) => {
    const z = sliceHeight(canvas, k) / septaScale;
    const runs = runsInside(canvas, k, traces);
    for (let r = 0; r < runs.length; r++) {
      const start = runs.start[r] ?? 0;
      const count = runs.count[r] ?? 0;
      const first = start % dims[0];
      const j = Math.floor(start / dims[0]) % dims[1];
      const row = tileRow((origin[1] + j * voxelMm) / septaScale, z);
      for (let i = 0; i < count; i++)
        tissues[start + i] = tissueOf[values[row + (columns[first + i] ?? 0)] ?? 0] ?? 0;
      fillRun(structures, STRUCTURE.subcutaneousFat, start, count);
    }
  };
}
