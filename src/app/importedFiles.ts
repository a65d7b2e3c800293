import type { PatientInfo } from '../exercise';
import { affineSpacing } from '../geometry';
import type { ReadResult } from '../io';
import { FIXED_CONTRAST_NOTE } from '../scanner';
import type { ImportedVolume } from './engines';
import type { OwnVolume } from './ownVolume';

// What the page is told of a patient's files.

/** A list of the volumes found, each with what there is to say about it. */
export const listVolumes = ({ volumes, skipped }: ReadResult): ImportedVolume[] =>
  volumes.map((volume, index) => ({
    index,
    label: volume.name,
    dims: volume.dims,
    spacingMm: affineSpacing(volume.voxelToPatient),
    warnings: volume.warnings,
    skipped,
  }));

/** A volume chosen from the files, as the strip beside the task shows it. */
export const volumeInfo = ({ name, warnings, data, skipped }: OwnVolume): PatientInfo => ({
  name,
  kind: 'image',
  truth: null,
  bytes: data.byteLength,
  notes: [FIXED_CONTRAST_NOTE, ...warnings],
  skipped,
});
