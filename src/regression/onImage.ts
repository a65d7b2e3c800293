import type { PhantomPatient } from '../patient';
import { LABEL, resample, sampleNearest, voxelCount, type LabelVolume, type Volume } from '../volume';
import { TRUE_ARCH, truthOn } from './fineGrid';

const isSameGrid = (a: Volume, b: Volume): boolean =>
  a.dims.every((n, i) => n === b.dims[i]) &&
  a.voxelToPatient.every((v, i) => Math.abs(v - (b.voxelToPatient[i] ?? NaN)) < 1e-6);

/** Labels at the voxels of an image; those on another grid are read at its voxels' centres. */
export const labelsOnImage = (labels: LabelVolume, image: Volume): LabelVolume =>
  isSameGrid(labels, image)
    ? labels
    : resample(
        labels,
        image.dims,
        image.voxelToPatient,
        new Uint8Array(voxelCount(image.dims)),
        sampleNearest,
      );

/** The image asked about last, of each patient: measures and pictures ask for the same. */
const last = new WeakMap<PhantomPatient, LabelVolume>();

/** A phantom's labels at the voxels of an image, the majority in each. */
export function trueLabelsOn(image: Volume, patient: PhantomPatient): LabelVolume {
  const before = last.get(patient);
  if (before && isSameGrid(before, image)) return before;
  const codes = truthOn(image, patient);
  const labels: LabelVolume = {
    ...codes,
    data: Uint8Array.from(codes.data, (code) => (code === TRUE_ARCH ? LABEL.vertebra : code)),
  };
  last.set(patient, labels);
  return labels;
}
