import { describe, expect, it } from 'vitest';
import { readVolumes } from '../io';
import { imagePatient } from '../patient';
import { FIXED_CONTRAST_NOTE, localizerGroups, scanFigures, sequenceByName } from '../scanner';
import { listVolumes, localizerTimeS, LOCALIZER_SEQUENCE, volumeInfo } from './onTable';

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
