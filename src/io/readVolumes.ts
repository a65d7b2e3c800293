import { IsocenterError, isIsocenterError } from '../geometry';
import { gunzip, isGzip } from './gzip';
import { isDicom } from './dicom/magic';
import { isMetaImage, readMetaImage } from './metaimage';
import { isNifti, readNifti } from './nifti/read';
import { isNrrd, readNrrd } from './nrrd';
import { baseName, folderName } from './textHeader';
import type { FindData, ImportedVolume, NamedBytes, ReadResult, SkippedFile } from './types';

/** A gzipped file is opened whatever its name says; the `.gz` goes from the name so that headers find their data. */
function open(file: NamedBytes): NamedBytes {
  if (!isGzip(file.bytes)) return file;
  return { name: withoutGz(file.name), bytes: gunzip(file.bytes, file.name) };
}

const withoutGz = (name: string): string => name.replace(/\.gz$/i, '');

/** Formats of one file a volume; NRRD and MetaImage may name a data file beside them. */
function readSingle(file: NamedBytes, find: FindData): ImportedVolume | null {
  if (isNifti(file.bytes)) return readNifti(file);
  if (isNrrd(file.bytes)) return readNrrd(file, find);
  if (isMetaImage(file.bytes)) return readMetaImage(file, find);
  return null;
}

/**
 * The file that a header names as its data: in the header's own folder, or anywhere when names carry no folders. Folders of
 * several patients hold files of the same name, and one patient's voxels must not get another's geometry.
 */
function dataFileOf(
  header: NamedBytes,
  source: string,
  files: readonly NamedBytes[],
): NamedBytes | undefined {
  const folder = folderName(header.name);
  const path = source.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const candidates = files.filter((file) => file !== header && baseName(file.name) === baseName(path));
  // Dropped folders may lose their paths: of two files with one name neither is taken.
  const at = (name: string): NamedBytes | undefined => {
    const [found, twin] = candidates.filter((file) => file.name === name);
    return twin ? undefined : found;
  };
  const [only, ...more] = candidates;
  const flat = only && more.length === 0 && (folder === '' || folderName(only.name) === '');
  return at(folder + path) ?? at(folder + baseName(path)) ?? (flat ? only : undefined);
}

/** What one import gathers on its way. */
class Import {
  readonly volumes: ImportedVolume[] = [];
  readonly skipped: SkippedFile[] = [];
  failure: IsocenterError | undefined;
  /** Files that a header named as its data. */
  private readonly used = new Set<NamedBytes>();

  /** Runs one step; an expected failure is kept with the files it concerns. */
  async step(names: readonly string[], action: () => void | Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      this.failure ??= error;
      for (const name of names) this.skipped.push({ name, reason: error.message });
    }
  }

  async readSingles(files: readonly NamedBytes[]): Promise<void> {
    const unknown: NamedBytes[] = [];
    for (const file of files) {
      const find: FindData = (name) => {
        const found = dataFileOf(file, withoutGz(name), files);
        if (found) this.used.add(found);
        return found?.bytes;
      };
      await this.step([file.name], () => {
        const volume = readSingle(file, find);
        if (volume) this.volumes.push(volume);
        else unknown.push(file);
      });
    }
    for (const file of unknown) {
      if (this.used.has(file)) continue;
      this.skipped.push({ name: file.name, reason: 'It is not an image of a known format.' });
    }
  }

  async readDicom(files: readonly NamedBytes[]): Promise<void> {
    if (files.length === 0) return;
    const names = files.map(({ name }) => name);
    await this.step(names, async () => {
      const { readDicom } = await import('./dicom/read');
      const found = await readDicom(files);
      this.volumes.push(...found.volumes);
      this.skipped.push(...found.skipped);
    });
  }
}

/**
 * Reads every volume in a set of files (a drop, a folder). The format is recognised by content, not by name; gzip is
 * opened. What cannot be used is listed in `skipped` with the reason; when nothing can, the first failure is thrown.
 */
export async function readVolumes(files: readonly NamedBytes[]): Promise<ReadResult> {
  if (files.length === 0) {
    throw new IsocenterError('import-empty-folder', 'There are no files.', 'Choose a folder with images.');
  }
  const found = new Import();
  const opened: NamedBytes[] = [];
  for (const file of files) await found.step([file.name], () => void opened.push(open(file)));
  await found.readSingles(opened.filter(({ bytes }) => !isDicom(bytes)));
  await found.readDicom(opened.filter(({ bytes }) => isDicom(bytes)));
  const { volumes, skipped, failure } = found;
  if (volumes.length === 0) throw failure ?? noImage(files);
  return { volumes, skipped };
}

const noImage = (files: readonly NamedBytes[]): IsocenterError =>
  new IsocenterError(
    'import-no-image',
    files.length === 1
      ? `"${files[0]?.name ?? ''}" is not a DICOM, NIfTI, MetaImage or NRRD file.`
      : `None of the ${files.length} files is a DICOM, NIfTI, MetaImage or NRRD image.`,
    'Choose a NIfTI, MetaImage or NRRD file, or a folder of DICOM files.',
  );
