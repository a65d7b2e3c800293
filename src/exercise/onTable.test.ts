import { expect, it } from 'vitest';
import { imagePatient, TISSUE } from '../patient';
import { localizerGroups, scanFigures, sequenceByName } from '../scanner';
import { createVolume } from '../volume';
import { bodyExtent, localizerTimeS, LOCALIZER_SEQUENCE } from './onTable';

it('adds up the scan times of the localizer this patient gets', () => {
  const volume = createVolume(
    new Uint8Array(12),
    [2, 2, 3],
    [80, 0, 0, 0, 0, 90, 0, 0, 0, 0, 30, 0, 0, 0, 0, 1],
  );
  const patient = imagePatient(volume, 'spine');
  const { sagittal, coronal, axial } = localizerGroups(patient);
  const seconds = [sagittal, coronal, axial].map(
    (group) => scanFigures(group, sequenceByName(LOCALIZER_SEQUENCE)).scanTimeS,
  );
  expect(new Set(seconds).size).toBeGreaterThan(1);
  expect(localizerTimeS(patient)).toBeCloseTo(
    seconds.reduce((a, b) => a + b, 0),
    9,
  );
});

it('measures the outline of the body on its map, wherever the map lies', () => {
  const data = new Uint8Array(10 * 8 * 3);
  const fat = TISSUE.subcutaneousFat;
  // Columns 2 to 6 in one slice, rows 1 to 4 in another: the whole body counts.
  for (let x = 2; x <= 6; x++) data[(0 * 8 + 3) * 10 + x] = fat;
  for (let y = 1; y <= 4; y++) data[(2 * 8 + y) * 10 + 5] = fat;
  const tissues = createVolume(data, [10, 8, 3], [2, 0, 0, -30, 0, 3, 0, 40, 0, 0, 4, 7, 0, 0, 0, 1]);
  expect(bodyExtent({ tissues })).toEqual({ widthMm: 10, depthMm: 12, centre: [-22, 47.5, 11] });
});
