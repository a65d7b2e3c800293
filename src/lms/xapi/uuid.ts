import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Names of the program; a random UUID (version 4) once made. */
const NAMESPACE = Uint8Array.from([
  ...[0x5b, 0x1f, 0x0c, 0x8e, 0x7a, 0x31, 0x4d, 0x5e, 0x9c, 0x44, 0x21, 0xd7, 0x6e, 0x0b, 0xa9, 0x53],
]);

/**
 * The UUID of a name (version 5, RFC 9562): the same name gives the same one, so that a statement told twice is one statement. It
 * needs no `crypto`, which browsers keep from pages of plain http.
 */
export function uuidOf(name: string): string {
  const bytes = sha1(Uint8Array.from([...NAMESPACE, ...utf8ToBytes(name)])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
