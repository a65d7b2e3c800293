import { IsocenterError } from '../../geometry';

const HEADER_BYTES = 64;

const damaged = (): IsocenterError =>
  new IsocenterError(
    'dicom-damaged-pixels',
    'The RLE-compressed image is damaged.',
    'Copy or export the series again.',
  );

/** PackBits, DICOM PS3.5 annex G.3.2: returns exactly `length` bytes. */
function unpackBits(source: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  let i = 0;
  while (at < length) {
    const control = source[i++];
    if (control === undefined) throw damaged();
    if (control < 128) {
      const run = source.subarray(i, i + control + 1);
      if (run.length < control + 1) throw damaged();
      out.set(run.subarray(0, length - at), at);
      at += control + 1;
      i += control + 1;
    } else if (control > 128) {
      const value = source[i++];
      if (value === undefined) throw damaged();
      out.fill(value, at, at + 257 - control);
      at += 257 - control;
    }
  }
  return out;
}

/**
 * RLE Lossless (PS3.5 annex G): one segment a byte of the value, most significant first. Returns little-endian
 * values. No kept package offers it alone.
 */
export function decodeRle(fragment: Uint8Array, count: number, bytesPerValue: number): Uint8Array {
  if (fragment.byteLength < HEADER_BYTES) throw damaged();
  const header = new DataView(fragment.buffer, fragment.byteOffset, HEADER_BYTES);
  if (header.getUint32(0, true) !== bytesPerValue) throw damaged();
  const out = new Uint8Array(count * bytesPerValue);
  for (let segment = 0; segment < bytesPerValue; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < bytesPerValue ? header.getUint32(8 + 4 * segment, true) : fragment.byteLength;
    if (start < HEADER_BYTES || end <= start || end > fragment.byteLength) throw damaged();
    const plane = unpackBits(fragment.subarray(start, end), count);
    const byte = bytesPerValue - 1 - segment;
    for (let i = 0; i < count; i++) out[i * bytesPerValue + byte] = plane[i] ?? 0;
  }
  return out;
}
