import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreSentences } from './coreSentences';

// `npx tsx scripts/language/sentences.ts`: sorts the German catalogue of the core's sentences, takes out what nothing says
// any more, and lists what has no German yet.

const ROOT = join(import.meta.dirname, '..', '..');
const PATH = join(ROOT, 'src/ui/language/sentences.de.json');

const known = JSON.parse(readFileSync(PATH, 'utf8')) as Record<string, string>;
const needed = coreSentences(ROOT);
const kept = needed.flatMap((sentence) => {
  const german = known[sentence];
  return german === undefined ? [] : [[sentence, german] as const];
});
writeFileSync(PATH, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
const missing = needed.filter((sentence) => !(sentence in known));
console.log(
  `${kept.length} sentences, ${missing.length} without German${missing.map((text) => `\n  ${text}`).join('')}`,
);
if (missing.length > 0) process.exitCode = 1;
