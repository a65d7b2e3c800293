import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { IsocenterError } from '../geometry';

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : '';

/** A folder that appears under its name only when everything is in it. */
export interface WholeFolder {
  /** Where to write meanwhile. */
  readonly path: string;
  /** Gives the folder its name. */
  readonly finish: () => Promise<void>;
  /** Removes what was written. */
  readonly discard: () => Promise<void>;
}

async function assertFree(out: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(out);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return;
    throw new IsocenterError(
      'file-not-written',
      `"${out}" is no folder that can be written (${codeOf(cause)}).`,
      'Choose another place with --out.',
      { cause },
    );
  }
  if (names.length > 0)
    throw new IsocenterError(
      'output-not-empty',
      `The folder "${out}" is not empty (${names[0] ?? ''}).`,
      'Choose a new or empty folder with --out.',
    );
}

/**
 * Begins a folder beside its place.
 * @throws IsocenterError `output-not-empty`, or `file-not-written` where nothing can be written
 */
export async function beginFolder(out: string): Promise<WholeFolder> {
  await assertFree(out);
  const target = resolve(out);
  let path: string;
  try {
    await mkdir(dirname(target), { recursive: true });
    path = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  } catch (cause) {
    throw new IsocenterError(
      'file-not-written',
      `"${out}" cannot be written (${codeOf(cause)}).`,
      'Choose another place with --out.',
      { cause },
    );
  }
  const finish = async (): Promise<void> => {
    await assertFree(out);
    await rmdir(target).catch(() => undefined);
    await rename(path, target);
  };
  return { path, finish, discard: () => rm(path, { recursive: true, force: true }) };
}
