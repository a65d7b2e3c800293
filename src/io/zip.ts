import { zipSync } from 'fflate';
import type { NamedBytes } from './types';

/** Packs files into one, uncompressed: medical images hardly shrink. The same files give the same bytes. */
export const zip = (files: readonly NamedBytes[]): Uint8Array =>
  zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), {
    level: 0,
    // Local time, as the format has it: the earliest there is, everywhere.
    mtime: '1980-01-01T00:00:00',
  });
