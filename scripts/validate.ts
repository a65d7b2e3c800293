// `npm run validate` measures the product against closed forms, real anatomy and truth and renews docs/validation.md;
// `npm run validate -- physics anatomy` renews these parts alone and leaves the others as they were.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anatomyPart } from './validation/anatomy';
import { readParts, writePage, type PartName } from './validation/page';
import { physicsPart } from './validation/physics';
import { qualityPart } from './validation/quality';

const PAGE = join(import.meta.dirname, '../docs/validation.md');

const PARTS: Readonly<Record<PartName, () => string | Promise<string>>> = {
  physics: physicsPart,
  anatomy: anatomyPart,
  // Loaded when asked for: it brings the network's engine along.
  network: async () => (await import('./validation/network')).networkPart(),
  quality: qualityPart,
  loop: async () => (await import('./validation/loop')).loopPart(),
  reading: async () => (await import('./validation/reading')).readingPart(),
  school: async () => (await import('./validation/school')).schoolPart(),
  measures: async () => (await import('./validation/measures')).measuresPart(),
};
const NAMES: readonly PartName[] = [
  'physics',
  'anatomy',
  'network',
  'quality',
  'loop',
  'measures',
  'reading',
  'school',
];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !NAMES.some((known) => known === name));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}": ${NAMES.join(', ')}.`);
  process.exit(2);
}
const parts = readParts(readFileSync(PAGE, 'utf8'));
for (const name of NAMES) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const date = new Date().toISOString().slice(0, 10);
  parts.set(name, `Renewed on ${date}.\n\n${await PARTS[name]()}`);
  console.error(`${name}: done`);
}
writeFileSync(PAGE, writePage(parts));
