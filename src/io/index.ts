export { writeDicomSeries, type DicomSeriesInput } from './dicom/write';
export { readNifti } from './nifti/read';
export { writeNifti } from './nifti/write';
export { readVolumes } from './readVolumes';
export type { ImageSource, ImportedVolume, NamedBytes, ReadResult, SkippedFile } from './types';
