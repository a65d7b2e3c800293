import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What only draws the page or keeps its records: nothing of it shapes a result of the command line. */
const PAGE = /^src\/((app|lms|ui|view)\/|[^/]+$)/;

/** Every source and the data beside them, from the root of the working copy, in an order that no file system changes. */
const sourcesOf = (root: string): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !PAGE.test(path))
    .sort();

/**
 * The package's version and a digest of the sources that are at work (first 12 hex digits of SHA-256), and of the exact packages
 * they lean on: results of two states of a working copy are told apart although nobody has counted the version up.
 * @param root of the working copy
 */
export function programVersion(root = ROOT): string {
  const hash = createHash('sha256');
  for (const path of [...sourcesOf(root), 'package-lock.json']) {
    // A checkout may write the ends of lines its own way.
    const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${path}\0${text}\0`);
  }
  return `${version} ${hash.digest('hex').slice(0, 12)}`;
}
