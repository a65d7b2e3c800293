import { gunzipSync, gzipSync, unzlibSync } from 'fflate';
import { IsocenterError } from '../geometry';

/** Deflate cannot shrink below 1:1032, so a trailer that promises more is damaged (and must not be allocated). */
const MAX_RATIO = 1032;
const GZIP_OVERHEAD = 18;

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

const damaged = (name: string, cause?: unknown): IsocenterError =>
  new IsocenterError(
    'gzip-damaged',
    `The compressed file "${name}" is damaged or cut off.`,
    'Copy or export the file again.',
    { cause },
  );

/** Opens a gzip file of one member. Throws `gzip-damaged`. */
export function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.byteLength < GZIP_OVERHEAD) throw damaged(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.byteLength - 4, true);
  if (size > bytes.byteLength * MAX_RATIO) throw damaged(name);
  let out: Uint8Array;
  try {
    out = gunzipSync(bytes);
  } catch (cause) {
    throw damaged(name, cause);
  }
  if (out.byteLength !== size) throw damaged(name);
  return out;
}

/** Opens a zlib stream (MetaImage's compressed data). Throws `gzip-damaged`. */
export function unzlib(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return unzlibSync(bytes);
  } catch (cause) {
    throw damaged(name, cause);
  }
}

/** Without a modification time: the same volume gives the same bytes. */
export const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { mtime: 0, level: 6 });
