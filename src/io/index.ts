export { listDicomTags, type DicomTag } from './dicom/list';
export { writeDicomSeries, writeDicomSlice, type DicomSeriesInput } from './dicom/write';
export { readNifti } from './nifti/read';
export { writeNifti } from './nifti/write';
export { readVolumes } from './readVolumes';
export { zip } from './zip';
export type { ImageSource, ImportedVolume, NamedBytes, ReadResult, SkippedFile } from './types';
