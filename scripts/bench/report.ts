import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const REPORT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const HEAD = `# Performance

Written by \`npm run bench\` (\`npm run bench -- page\`, \`-- scanner\`, \`-- inference\` for one part;
\`npm run bench:inference\` compares with other runtimes).
`;

/** Parts of the report in their order. */
export const SECTIONS = ['Page', 'Scanner', 'Inference', 'Runtimes'] as const;
export type Section = (typeof SECTIONS)[number];

/** When and where a section was measured. */
export const measuredOn = (): string =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, load average ${loadavg()[0]?.toFixed(1) ?? '?'} at the end`;

export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** Renews one section of docs/performance.md; the others stay as they are. */
export function writeSection(section: Section, body: string): void {
  const present = existsSync(REPORT) ? readFileSync(REPORT, 'utf8').split(/^## /m).slice(1) : [];
  const bodies = new Map(present.map((text) => [text.split('\n')[0], text.slice(text.indexOf('\n') + 1)]));
  bodies.set(section, `\n${body.trim()}\n`);
  const sections = SECTIONS.flatMap((name) => {
    const text = bodies.get(name);
    return text === undefined ? [] : [`## ${name}\n\n${text.trim()}\n`];
  });
  writeFileSync(REPORT, [HEAD, ...sections].join('\n'));
}
