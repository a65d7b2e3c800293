import { spineFromLabels } from '../anatomy';
import { IsocenterError } from '../geometry';
import { planAutomatically } from '../planning';
import { createVolume, type LabelVolume, type Volume } from '../volume';
import type { Algorithms } from './algorithms';

/** The product's own anatomy and planner. */
export const OWN_PARTS: Pick<Algorithms, 'spine' | 'plan'> = {
  spine: spineFromLabels,
  plan: (spine, levels) => {
    const { discConfidence, levelConfidence } = spine;
    const { prescription } = planAutomatically(spine, {
      ...{ levels, kinds: ['sagittal', 'axial'], discConfidence, levelConfidence },
    });
    return Promise.resolve(prescription);
  },
};

/**
 * A file's volume as labels.
 * @param file its name, for the sentence
 * @throws IsocenterError `regress-labels-invalid` for values that are no label
 */
export function labelsFrom({ data, dims, voxelToPatient }: Volume, file: string): LabelVolume {
  const wrong = data.find((value) => !Number.isInteger(value) || value < 0 || value > 4);
  if (wrong !== undefined)
    throw new IsocenterError(
      'regress-labels-invalid',
      `"${file}" holds the value ${wrong}.`,
      'Labels are 0 background, 1 vertebra, 2 disc, 3 spinal canal, 4 sacrum.',
    );
  return createVolume(Uint8Array.from(data), dims, voxelToPatient);
}
