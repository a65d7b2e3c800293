import { expect, it } from 'vitest';
import fixtures from '../../tests/io/encodings.json';
import { readVolumes } from '.';

/** One synthetic 8 × 6 slice, encoded by dcmtk, pydicom and OpenJPEG. */
it.each(fixtures)('reads $name', async ({ base64, values }) => {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  const { volumes } = await readVolumes([{ name: 'slice.dcm', bytes }]);
  expect([...(volumes[0]?.data ?? [])]).toEqual(values);
  expect(volumes[0]?.warnings).toEqual(['A single slice has no neighbours: its thickness was taken.']);
});
