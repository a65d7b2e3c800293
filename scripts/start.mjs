// `npm start`: installs what is missing, builds when the sources changed, serves the sandbox and prints its address.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, requireNode, ROOT, run } from './setup.mjs';

const SOURCES = [
  'src',
  'phantoms',
  'models/lumbar-locator',
  'models/lumbar-vnet',
  'scenarios',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
];

/** @param {string} path @returns {number} newest modification time below `path`, ms */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

requireNode();
installPackages();
const built = newest(join(ROOT, 'dist/index.html'));
if (Math.max(...SOURCES.map((name) => newest(join(ROOT, name)))) > built)
  run('npx', ['vite', 'build', '--logLevel', 'warn']);

const { preview } = await import('vite');
const server = await preview({
  root: ROOT,
  preview: { port: Number(process.env.PORT ?? 4173), host: process.env.HOST ?? 'localhost' },
});
console.log(
  `\nIsocenter is ready: ${server.resolvedUrls?.local[0] ?? 'see above'}   (Ctrl-C stops it; no network is needed)`,
);
