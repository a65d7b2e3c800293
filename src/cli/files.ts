import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { IsocenterError } from '../geometry';
import { readVolumes, type ImportedVolume, type NamedBytes } from '../io';

/** ` (EACCES)`: the system's own word for what went wrong. */
const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new IsocenterError(
      'file-not-read',
      `"${path}" cannot be read${reasonOf(cause)}.`,
      'Check who may read it.',
      { cause },
    );
  }
}

async function statOrThrow(path: string): Promise<{ isDirectory(): boolean }> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new IsocenterError('file-not-found', `"${path}" does not exist.`, 'Check the path.', { cause });
  }
}

/**
 * Reads a file, or every file below a folder, in the order of their names. Hidden files are left out. A MetaImage or
 * NRRD header that stands alone brings the other files of its folder, because one of them may hold its image.
 */
export async function readPath(path: string): Promise<NamedBytes[]> {
  if (!(await statOrThrow(path)).isDirectory()) {
    const own = { name: basename(path), bytes: await read(path) };
    return /\.(mhd|nhdr)$/i.test(path) ? [own, ...(await siblingsOf(path))] : [own];
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files: NamedBytes[] = [];
  for (const file of paths) {
    files.push({ name: relative(path, file), bytes: await read(file) });
  }
  if (files.length === 0) {
    throw new IsocenterError(
      'import-empty-folder',
      `The folder "${path}" is empty.`,
      'Choose a folder with images.',
    );
  }
  return files;
}

/** Image data that a detached header may name: raw or compressed files beside it, not other headers. */
async function siblingsOf(path: string): Promise<NamedBytes[]> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter((name) => /\.z?raw(\.gz)?$/i.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await read(join(folder, name)) })));
}

/** The volumes as `--volume` counts them, from 0. */
export const listVolumes = (volumes: readonly ImportedVolume[]): string =>
  volumes.map((volume, i) => `${i}: ${volume.name} (${volume.dims.join(' × ')})`).join('; ');

/** Picks volume `index` (from 0); without an index there must be exactly one. */
export function chooseVolume(volumes: readonly ImportedVolume[], index?: number): ImportedVolume {
  const chosen = index === undefined ? volumes[0] : volumes[index];
  if (!chosen || (index === undefined && volumes.length > 1)) {
    throw new IsocenterError(
      'import-several-volumes',
      index === undefined
        ? `${volumes.length} volumes were found: ${listVolumes(volumes)}.`
        : `There is no volume ${index}; found: ${listVolumes(volumes)}.`,
      `Choose one with --volume 0 … ${volumes.length - 1}.`,
    );
  }
  return chosen;
}

/** Reads the one volume of a file or folder; `index` (from 0) chooses among several. */
export async function readOneVolume(path: string, index?: number): Promise<ImportedVolume> {
  const { volumes } = await readVolumes(await readPath(path));
  return chooseVolume(volumes, index);
}

/** Writes a file and makes its folder. Throws `file-not-written`: no rights, a file in the folder's place, a full disk. */
export async function writeBytes(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (cause) {
    throw new IsocenterError(
      'file-not-written',
      `"${path}" cannot be written${reasonOf(cause)}.`,
      'Choose another place with --out.',
      { cause },
    );
  }
}

/** Refuses a name that promises another format than the one written. */
export function assertNiftiName(path: string): void {
  if (/\.nii(\.gz)?$/.test(path)) return;
  throw new IsocenterError(
    'output-not-nifti',
    `"${path}" is not the name of a NIfTI file, and nothing else is written.`,
    'End the name in .nii or .nii.gz.',
  );
}
