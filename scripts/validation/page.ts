/** Parts of docs/validation.md, which are renewed apart. */
export type PartName =
  'physics' | 'anatomy' | 'network' | 'quality' | 'loop' | 'measures' | 'reading' | 'school';

const TITLES: Readonly<Record<PartName, string>> = {
  physics: 'Physics of the scanner',
  anatomy: 'Anatomy of the phantom',
  network: 'Network and planes',
  quality: 'Quality control of a finished series',
  loop: 'The closed loop',
  measures: 'Structural analysis',
  reading: 'Measures and reading at the discs',
  school: 'A class and its instructor',
};

const HEAD = `# Validation

Written by \`npm run validate\`; \`npm run validate -- physics\`, \`anatomy\`, \`network\`, \`quality\`, \`loop\`, \`measures\`, \`reading\` or \`school\` renews one part and keeps the others.
\`tests/validation.test.ts\` computes the physics again and fails when a row leaves its tolerance.`;

const begin = (name: PartName): string => `<!-- part ${name} -->`;
const end = (name: PartName): string => `<!-- end ${name} -->`;
const isPart = (name: string): name is PartName => Object.hasOwn(TITLES, name);

/** The text of each part of a page. */
export function readParts(page: string): Map<PartName, string> {
  const parts = new Map<PartName, string>();
  for (const [, name = '', text = ''] of page.matchAll(/<!-- part (\w+) -->\n([^]*?)\n<!-- end \1 -->/g))
    if (isPart(name)) parts.set(name, text.replace(/^\s*## .*\n/, '').trim());
  return parts;
}

/** The page of these parts; a part that is absent says so. */
export function writePage(parts: ReadonlyMap<PartName, string>): string {
  const section = (name: PartName): string =>
    `${begin(name)}\n\n## ${TITLES[name]}\n\n${parts.get(name) ?? 'Not measured yet.'}\n\n${end(name)}`;
  return `${[HEAD, ...(Object.keys(TITLES) as PartName[]).map(section)].join('\n\n')}\n`;
}
