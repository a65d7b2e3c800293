import { IsocenterError, isIsocenterError } from '../../geometry';
import type { ImportedVolume, NamedBytes, SkippedFile } from '../types';
import { assembleVolume, volumeName } from './assemble';
import type { Frame } from './frame';
import { framesOf } from './frames';
import { loadDcmjs, parseDicom, type DicomFile } from './parse';
import { splitGroups, splitVolumes } from './positions';
import { groupStacks } from './stacks';
import { TAG } from './tags';

/** Media Storage Directory: a list of files, no image. */
const DICOMDIR = '1.2.840.10008.1.3.10';
/** MR and Enhanced MR Image Storage. */
const MR_IMAGES = ['1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.4.1'];

interface SeriesFiles {
  readonly frames: Frame[];
  /** A file of the series that cannot be used: then none of it is, or slices would be lost unseen. */
  failure?: IsocenterError;
  readonly names: string[];
}

function noImage(file: DicomFile): SkippedFile | null {
  if (file.mediaStorageSopClass === DICOMDIR)
    return { name: file.name, reason: 'It is a list of DICOM files.' };
  // An MR image without pixels was cut off: a fault of its series, not a file to pass over.
  if (file.dataset.has(TAG.PixelData) || MR_IMAGES.includes(file.mediaStorageSopClass)) return null;
  return { name: file.name, reason: 'It holds no image.' };
}

async function readSeries(frames: readonly Frame[]): Promise<ImportedVolume[]> {
  const stacks = groupStacks(frames).flatMap(splitGroups).map(splitVolumes);
  const volumes: ImportedVolume[] = [];
  for (const stack of stacks) {
    for (const [index, slices] of stack.entries()) {
      const [first] = slices.frames;
      if (!first) continue;
      const name = volumeName(first, { stacks: stacks.length, volumes: stack.length, index });
      volumes.push(await assembleVolume(slices, name));
    }
  }
  return volumes;
}

function sortIntoSeries(files: readonly DicomFile[], skipped: SkippedFile[]): SeriesFiles[] {
  const series = new Map<string, SeriesFiles>();
  for (const file of files) {
    const reason = noImage(file);
    if (reason) {
      skipped.push(reason);
      continue;
    }
    const uid = file.dataset.text(TAG.SeriesInstanceUID);
    const entry = series.get(uid) ?? { frames: [], names: [] };
    series.set(uid, entry);
    entry.names.push(file.name);
    try {
      entry.frames.push(...framesOf(file));
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      entry.failure ??= error;
    }
  }
  const number = ({ frames }: SeriesFiles): number => frames[0]?.seriesNumber ?? 0;
  return [...series.values()].sort((a, b) => number(a) - number(b));
}

/**
 * Reads DICOM files into volumes: one or more a series. A series that cannot be read is refused as a whole; it is the
 * error when nothing else is there, and listed among `skipped` when other series could be read.
 */
export async function readDicom(
  files: readonly NamedBytes[],
): Promise<{ volumes: ImportedVolume[]; skipped: SkippedFile[] }> {
  const dcmjs = await loadDcmjs();
  const skipped: SkippedFile[] = [];
  const volumes: ImportedVolume[] = [];
  let failure: IsocenterError | undefined;
  const parsed = files.map((file) => parseDicom(dcmjs, file));
  for (const series of sortIntoSeries(parsed, skipped)) {
    try {
      if (series.failure) throw series.failure;
      volumes.push(...(await readSeries(series.frames)));
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      failure ??= error;
      for (const name of series.names) skipped.push({ name, reason: error.message });
    }
  }
  if (volumes.length === 0) {
    throw (
      failure ??
      new IsocenterError(
        'dicom-no-pixels',
        'The DICOM files hold no images.',
        'Choose an MR series, not a report or a directory file.',
      )
    );
  }
  return { volumes, skipped };
}
