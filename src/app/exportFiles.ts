import { listDicomTags, writeNifti, zip, type DicomTag, type NamedBytes } from '../io';
import { dicomFile, dicomFiles, type ScanCircumstances, type Series } from '../scanner';

// Loaded with the first export: what writes DICOM is large.

/** All slices as DICOM files in one archive. */
export async function dicomArchive(
  name: string,
  series: Series,
  circumstances: ScanCircumstances,
): Promise<NamedBytes> {
  const files = await dicomFiles(series, circumstances);
  const inFolder = files.map((file) => ({ ...file, name: `${name}/${file.name}` }));
  return { name: `${name}.zip`, bytes: zip(inFolder) };
}

export const niftiFile = (name: string, { volume }: Series): NamedBytes => ({
  name: `${name}.nii.gz`,
  bytes: writeNifti(volume, { gzip: true }),
});

/** What the DICOM file of one slice says, read back from its bytes. */
export const dicomTags = async (
  series: Series,
  circumstances: ScanCircumstances,
  slice: number,
): Promise<DicomTag[]> => listDicomTags(await dicomFile(series, circumstances, slice));
