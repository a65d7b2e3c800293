import { describe, expect, it } from 'vitest';
import { readVolumes } from '../io';
import { FIXED_CONTRAST_NOTE } from '../scanner';
import { listVolumes, volumeInfo } from './importedFiles';

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

describe('what the page is told of files', () => {
  it('keeps warnings and the files left out with the volumes to choose from and with the one chosen', async () => {
    const { result, volume } = await found();
    const [listed] = listVolumes({ ...result, volumes: [volume] });
    const leftOut = [{ name: 'readme.txt', reason: expect.stringMatching(/\w+/) as unknown }];
    expect(listed).toMatchObject({ index: 0, warnings: ['The spacing was guessed.'], skipped: leftOut });
    expect(volumeInfo({ ...volume, skipped: result.skipped })).toMatchObject({
      notes: [FIXED_CONTRAST_NOTE, 'The spacing was guessed.'],
      skipped: leftOut,
      bytes: volume.data.byteLength,
    });
  });
});
