// `npm run gallery` renews docs/gallery.md and docs/images/gallery; `npm run gallery -- artefacts` a part of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './gallery/artefacts';
import { ROOT } from './gallery/bench';
import { pathology } from './gallery/pathology';
import { protocols } from './gallery/protocols';
import { reality } from './gallery/reality';

const PAGE = join(ROOT, 'docs/gallery.md');
const FOLDER = join(ROOT, 'docs/images/gallery');

const PARTS: readonly (readonly [
  name: string,
  title: string,
  make: (folder: string) => Promise<string> | string,
])[] = [
  ['reality', 'Beside reality', reality],
  ['artefacts', 'Artefacts, off and on', artefacts],
  ['pathology', 'Findings', pathology],
  ['protocols', 'Sequences and fields', protocols],
];

/** What a person who looks at the pictures still sees; to be read again whenever they change. */
const GIVEAWAYS = `## What still gives the phantom away

- Bowel: loops are too smooth and too few have vessels and fat between them; there are no ribs, stomach or bladder.
- Outlines: the trunk's 1.5 mm grid shows as fine steps on skin and abdominal wall; the back's fascia is flatter than in people.
- Psoas: fat of the foramina cuts a round notch into it at disc level.
- Discs and bodies are too much alike from level to level; left and right differ too little; endplates are irregular only where a
  finding makes them so.
- The front of axial images is noisier than real ones once the normalisation filter has evened the brightness out.
- No vessel moves: pulsation changes brightness and phase, not place. Motion through the slice is left out.`;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !PARTS.some(([known]) => known === name));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}": ${PARTS.map(([name]) => name).join(', ')}.`);
  process.exit(2);
}
const former = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
const sections: string[] = [];
for (const [name, title, make] of PARTS) {
  const [, kept] = new RegExp(`<!-- part ${name} -->\\n([^]*?)\\n<!-- end ${name} -->`).exec(former) ?? [];
  const wanted = asked.length === 0 || asked.includes(name) || kept === undefined;
  const text = wanted ? `\n## ${title}\n\n${await make(FOLDER)}\n` : kept;
  sections.push(`<!-- part ${name} -->\n${text}\n<!-- end ${name} -->`);
  if (wanted) console.error(`${name}: done`);
}
writeFileSync(
  PAGE,
  `# Gallery\n\nWritten by \`npm run gallery\`: what the virtual scanner makes of virtual patients. Nothing is drawn into the pictures.\n\n${sections.join('\n\n')}\n\n${GIVEAWAYS}\n`,
);
