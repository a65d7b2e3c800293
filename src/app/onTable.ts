import type { PatientInfo } from '../exercise';
import { affineSpacing } from '../geometry';
import type { ReadResult } from '../io';
import type { Patient } from '../patient';
import { FIXED_CONTRAST_NOTE, localizerGroups, scanFigures, sequenceByName } from '../scanner';
import type { ImportedVolume } from './engines';

// What the page is told of a patient's files and of the patient on the table.

export const LOCALIZER_SEQUENCE = 'localizer-gre';

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
export const volumeInfo = (
  { name, warnings }: ReadResult['volumes'][number],
  skipped: ReadResult['skipped'],
): PatientInfo => ({
  name,
  kind: 'image',
  truth: null,
  notes: [FIXED_CONTRAST_NOTE, ...warnings],
  skipped,
});

/** Seconds the three stacks of this patient's localizer take together. */
export function localizerTimeS(patient: Patient): number {
  const sequence = sequenceByName(LOCALIZER_SEQUENCE);
  return Object.values(localizerGroups(patient)).reduce(
    (sum, group) => sum + scanFigures(group, sequence).scanTimeS,
    0,
  );
}
