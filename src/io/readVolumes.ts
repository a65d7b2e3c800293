import { IsocenterError } from '../geometry';
import { gunzip, isGzip } from './gzip';
import { isNifti, readNifti } from './nifti/read';
import type { ImportedVolume, NamedBytes, ReadResult, SkippedFile } from './types';

/** Recognises each file by its content and reads every volume found. */
export async function readVolumes(files: readonly NamedBytes[]): Promise<ReadResult> {
  const volumes: ImportedVolume[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of files) {
    const bytes = isGzip(file.bytes) ? gunzip(file.bytes, file.name) : file.bytes;
    if (isNifti(bytes)) volumes.push(readNifti({ name: file.name, bytes }));
    else skipped.push({ name: file.name, reason: 'It is not an image file of a known format.' });
  }
  if (volumes.length === 0) {
    throw new IsocenterError(
      'import-no-image',
      'No image was found.',
      'Choose DICOM, NIfTI, MetaImage or NRRD.',
    );
  }
  return { volumes, skipped };
}
