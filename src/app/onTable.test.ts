import { describe, expect, it } from 'vitest';
import { readVolumes } from '../io';
import { imagePatient, TISSUE } from '../patient';
import { createVolume } from '../volume';
import { FIXED_CONTRAST_NOTE, localizerGroups, scanFigures, sequenceByName } from '../scanner';
import { bodyExtent, listVolumes, localizerTimeS, LOCALIZER_SEQUENCE, volumeInfo } from './onTable';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function found() {
  const header = [
    ...['ObjectType = Image', 'NDims = 3', 'BinaryData = True', 'BinaryDataByteOrderMSB = False'],
    ...['TransformMatrix = 0 1 0 0 0 -1 -1 0 0', 'Offset = 1 2 3', 'ElementSpacing = 80 90 30'],
    ...['DimSize = 2 2 3', 'ElementType = MET_UCHAR', 'ElementDataFile = LOCAL', 'abcdefghijkl'],
  ].join('\n');
  const result = await readVolumes([
    { name: 'spine.mha', bytes: text(header) },
    { name: 'readme.txt', bytes: text('Read me first, please: this is no image.') },
  ]);
  const [volume] = result.volumes;
  if (!volume) throw new Error('fixture');
  return { result, volume: { ...volume, warnings: ['The spacing was guessed.'] } };
}

describe('what the page is told of files and patient', () => {
  it('keeps warnings and the files left out with the volumes to choose from and with the one chosen', async () => {
    const { result, volume } = await found();
    const [listed] = listVolumes({ ...result, volumes: [volume] });
    const leftOut = [{ name: 'readme.txt', reason: expect.stringMatching(/\w+/) as unknown }];
    expect(listed).toMatchObject({ index: 0, warnings: ['The spacing was guessed.'], skipped: leftOut });
    expect(volumeInfo(volume, result.skipped)).toMatchObject({
      notes: [FIXED_CONTRAST_NOTE, 'The spacing was guessed.'],
      skipped: leftOut,
    });
  });

  it('adds up the scan times of the localizer this patient gets', async () => {
    const patient = imagePatient((await found()).volume, 'spine');
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
