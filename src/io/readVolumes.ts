import { IsocenterError, isIsocenterError } from '../geometry';
import { gunzip, isGzip } from './gzip';
import { isDicom } from './dicom/magic';
import { isMetaImage, readMetaImage } from './metaimage';
import { isNifti, readNifti } from './nifti/read';
import { isNrrd, readNrrd } from './nrrd';
import type { ImportedVolume, NamedBytes, ReadResult, SkippedFile } from './types';

/** A gzipped file is opened whatever its name says; the `.gz` goes from the name so that headers find their data. */
function open(file: NamedBytes): NamedBytes {
  if (!isGzip(file.bytes)) return file;
  return { name: file.name.replace(/\.gz$/i, ''), bytes: gunzip(file.bytes, file.name) };
}

/** Formats of one file a volume (NRRD and MetaImage may name a data file among the others). */
function readSingle(file: NamedBytes, all: readonly NamedBytes[]): ImportedVolume | null {
  if (isNifti(file.bytes)) return readNifti(file);
  if (isNrrd(file.bytes)) return readNrrd(file, all);
  if (isMetaImage(file.bytes)) return readMetaImage(file, all);
  return null;
}

/**
 * Reads every volume in a set of files (a drop, a folder). The format is recognised by content, not by name; gzip is
 * opened. Nothing is returned when something that looked like an image could not be read and nothing else could:
 * then the error is thrown. Otherwise what was left out is listed in `skipped` with the reason.
 */
export async function readVolumes(files: readonly NamedBytes[]): Promise<ReadResult> {
  if (files.length === 0) {
    throw new IsocenterError('import-empty-folder', 'There are no files.', 'Choose a folder with images.');
  }
  const opened = files.map(open);
  const volumes: ImportedVolume[] = [];
  const skipped: SkippedFile[] = [];
  let failure: IsocenterError | undefined;
  const keep = (names: readonly string[], error: unknown): void => {
    if (!isIsocenterError(error)) throw error;
    failure ??= error;
    for (const name of names) skipped.push({ name, reason: error.message });
  };
  const dicom = opened.filter(({ bytes }) => isDicom(bytes));
  for (const file of opened.filter(({ bytes }) => !isDicom(bytes))) {
    try {
      const volume = readSingle(file, opened);
      if (volume) volumes.push(volume);
      else skipped.push({ name: file.name, reason: 'It is not an image of a known format.' });
    } catch (error) {
      keep([file.name], error);
    }
  }
  if (dicom.length > 0) {
    try {
      const { readDicom } = await import('./dicom/read');
      const found = await readDicom(dicom);
      volumes.push(...found.volumes);
      skipped.push(...found.skipped);
    } catch (error) {
      keep(
        dicom.map(({ name }) => name),
        error,
      );
    }
  }
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
