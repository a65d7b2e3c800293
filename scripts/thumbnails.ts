// `npx tsx scripts/thumbnails.ts`: renews the pictures of the start page (src/ui/thumbnails) with the product's own
// scanner: the middle slice of each scenario's localizer as T2, coronal where the spine curves sideways.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { definitionOf, shippedScenarios } from '../src/cli/scenarioFiles';
import { generatePhantom, type PhantomDefinition } from '../src/patient';
import { acquire, localizerGroups, sequenceByName } from '../src/scanner';
import type { Volume } from '../src/volume';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'src', 'ui', 'thumbnails');
const SIZE = 176;
/** The middle of the field of view that is shown. */
const SHOWN = 0.86;
const GREYS = 40;
const CURVED_COBB_DEG = 10;

/** Mean of the pixels under each pixel of the picture. */
function shrink({ data, dims: [columns, rows] }: Volume): Float32Array {
  const picture = new Float32Array(SIZE * SIZE);
  const edges = (n: number, i: number): [number, number] => {
    const from = (n * (1 - SHOWN)) / 2;
    return [Math.floor(from + (n * SHOWN * i) / SIZE), Math.ceil(from + (n * SHOWN * (i + 1)) / SIZE)];
  };
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const [x0, x1] = edges(columns, x);
      const [y0, y1] = edges(rows, y);
      let sum = 0;
      for (let j = y0; j < y1; j++) for (let i = x0; i < x1; i++) sum += data[j * columns + i] ?? 0;
      picture[y * SIZE + x] = sum / ((x1 - x0) * (y1 - y0));
    }
  }
  return picture;
}

/** Few greys, so that the noise does not cost bytes. */
function grey(picture: Float32Array): Uint8Array {
  const white = picture.toSorted()[Math.round(picture.length * 0.985)] ?? 1;
  return Uint8Array.from(picture, (value) => {
    const level = Math.round(Math.min(1, (value / white) ** 0.9) * (GREYS - 1));
    return Math.round((level * 255) / (GREYS - 1));
  });
}

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** An 8-bit grey PNG; each row as differences to the one above. */
function png(pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(SIZE * (SIZE + 1));
  for (let y = 0; y < SIZE; y++) {
    rows[y * (SIZE + 1)] = 2;
    for (let x = 0; x < SIZE; x++) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * SIZE + x] ?? 0);
      rows[y * (SIZE + 1) + 1 + x] = (pixels[y * SIZE + x] ?? 0) - above;
    }
  }
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(rows, { level: 9 });
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

function localizerSlice(definition: PhantomDefinition, seed: number): Volume {
  const patient = generatePhantom(definition, seed);
  const groups = localizerGroups(patient);
  const isCurved = definition.scoliosis.cobbDeg > CURVED_COBB_DEG;
  const group = isCurved ? groups.coronal : groups.sagittal;
  const sequence = sequenceByName(isCurved ? 't2-tse-cor' : 't2-tse-sag');
  return acquire(patient, { ...group, sliceCount: 1 }, sequence, seed).volume;
}

async function main(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  for (const { id, patient } of await shippedScenarios()) {
    if ('volume' in patient) continue;
    const bytes = png(grey(shrink(localizerSlice(await definitionOf(patient), patient.seed))));
    writeFileSync(join(OUT, `${id}.png`), bytes);
    console.log(`${id}.png: ${bytes.length} bytes`);
  }
}

await main();
