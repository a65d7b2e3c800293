import { expect, it } from 'vitest';
import fixtures from '../../tests/io/encodings.json';
import { readVolumes } from '.';

const fromBase64 = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** One 8 × 6 slice in each encoding: the decoders must load in a page as they do in Node. */
it.each(fixtures)('reads $name in a page', async ({ base64, values }) => {
  const { volumes } = await readVolumes([{ name: 'slice.dcm', bytes: fromBase64(base64) }]);
  expect([...(volumes[0]?.data ?? [])]).toEqual(values);
});
