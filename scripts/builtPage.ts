import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const CACHE = join(ROOT, '.cache/page');
/** What the built page is made of. */
const SOURCES = ['src', 'phantoms', 'models', 'scenarios', 'public', 'index.html', 'vite.config.ts'];
/** A build that takes longer has died with its process. */
const STALE_MS = 10 * 60_000;

/** Newest modification time and number of files below `path`, as one word. */
function stamp(paths: readonly string[]): string {
  let newest = 0;
  let count = 0;
  const walk = (path: string): void => {
    const found = statSync(path);
    if (found.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
    else {
      count++;
      newest = Math.max(newest, found.mtimeMs);
    }
  };
  for (const path of paths) if (existsSync(path)) walk(path);
  return `${Math.round(newest)}-${count}`;
}

/** Somebody else's lock that nobody will take away. */
const isStale = (lock: string): boolean => {
  const found = statSync(lock, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS;
};

/**
 * Folder of the page built from the sources as they are now. Test files run in several processes: the first one builds, the
 * others wait for it, and later runs find it as long as no source changes.
 */
export async function builtPage(): Promise<string> {
  const paths = [...SOURCES.map((name) => join(ROOT, name)), join(ROOT, 'package-lock.json')];
  const folder = join(CACHE, stamp(paths));
  const lock = `${folder}.lock`;
  mkdirSync(CACHE, { recursive: true });
  while (!existsSync(folder)) {
    if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
    try {
      mkdirSync(lock);
    } catch {
      await wait(500);
      continue;
    }
    try {
      if (!existsSync(folder)) await buildInto(folder, lock);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return folder;
}

async function buildInto(folder: string, lock: string): Promise<void> {
  const earlier = readdirSync(CACHE).filter((name) => !name.endsWith('.lock'));
  const outDir = join(lock, 'dist');
  // In a process of its own: a test runner's NODE_ENV would build a page for development.
  await promisify(execFile)(
    process.execPath,
    [VITE, 'build', '--logLevel', 'error', '--outDir', outDir, '--emptyOutDir', '--sourcemap', 'false'],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } },
  );
  for (const name of earlier) rmSync(join(CACHE, name), { recursive: true, force: true });
  renameSync(outDir, folder);
}
