// `npm run bench`: how fast this machine scans and segments, how soon the page can be used and how planning feels; renews
// docs/performance.md. `npm run bench -- page`, `-- scanner` or `-- inference` renews one part; `npm run bench:inference` has options for the runtimes.
import { benchInference } from './bench/inference';
import { benchPage } from './bench/page';
import { benchPeers, USUAL } from './bench/peers';
import { SECTIONS, writeSection, type Section } from './bench/report';
import { benchScanner } from './bench/scanner';

const PARTS: Record<Section, () => Promise<string>> = {
  Page: benchPage,
  Scanner: benchScanner,
  Inference: benchInference,
  Runtimes: () => benchPeers(USUAL),
};

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const known = SECTIONS.map((section) => section.toLowerCase());
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part "${unknown.join(' ')}"; parts are ${known.join(', ')}.\n`);
  process.exit(2);
}
for (const section of SECTIONS) {
  if (wanted.length > 0 && !wanted.includes(section.toLowerCase())) continue;
  const body = await PARTS[section]();
  writeSection(section, body);
  process.stdout.write(`## ${section}\n\n${body}\n\n`);
}
