import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import type { Vec3 } from '../geometry';
import {
  drawPopulationDefinition,
  FAT_POOL,
  flattenPhantom,
  generatePhantom,
  TISSUES,
  wholeMap,
} from '../patient';
import { readPopulation } from './population';

/**
 * Bulk export for the network's training (models/training). For each seed `NNNN.bin.gz`: three uint8 planes one
 * after the other, tissue, label, part, each columns × rows × slices with the column fastest; and `NNNN.json`
 * {seed, name, dims, voxelToPatient (16, row-major, LPS mm), truth}. `tissues.json` holds the tissue table and the fat in it.
 * Seeds: 1000–1999 train. 1–999 and ≥ 2000 are reserved for tests and evaluation and never trained on.
 */
const program = new Command('exportPhantoms')
  .requiredOption('--out <folder>', 'where the files go')
  .option('--first-seed <seed>', 'first seed', Number, 1000)
  .option('--count <n>', 'how many', Number, 300)
  .option('--voxel <mm>', 'voxel size', Number, 0.75)
  // What a localizer of a wide field sees; smaller than that and the network never meets a belly.
  .option('--extent <mm...>', 'left–right, anterior–posterior and head–feet', [220, 300, 330].map(String))
  .option('--force', 'write again what exists', false)
  .parse();

const options = program.opts<{
  out: string;
  firstSeed: number;
  count: number;
  voxel: number;
  extent: string[];
  force: boolean;
}>();
const population = await readPopulation('clinic');
const [across = NaN, deep = NaN, long = NaN] = options.extent.map(Number);
const extentMm: Vec3 = [across, deep, long];
if (!extentMm.every((mm) => mm > 0)) program.error('--extent wants three lengths in mm');
await mkdir(options.out, { recursive: true });
const table = { fatPool: FAT_POOL, tissues: TISSUES };
await writeFile(join(options.out, 'tissues.json'), JSON.stringify(table, null, 1));
for (let seed = options.firstSeed; seed < options.firstSeed + options.count; seed++) {
  const base = join(options.out, String(seed).padStart(4, '0'));
  if (!options.force && existsSync(`${base}.json`)) continue;
  const { name, tissueMaps, labels, parts, truth } = flattenPhantom(
    generatePhantom(drawPopulationDefinition(population, seed), seed),
    { voxelMm: options.voxel, extentMm },
  );
  const { tissues } = wholeMap({ tissueMaps });
  const planes = Buffer.concat([tissues.data, labels.data, parts.data]);
  // The JSON comes last and whole: a reader that sees it can read both.
  await writeFile(`${base}.tmp`, gzipSync(planes, { level: 1 }));
  await rename(`${base}.tmp`, `${base}.bin.gz`);
  const { dims, voxelToPatient } = tissues;
  await writeFile(`${base}.tmp`, JSON.stringify({ seed, name, dims, voxelToPatient, truth }));
  await rename(`${base}.tmp`, `${base}.json`);
}
