const PREAMBLE = 128;

/** DICOM part 10: `DICM` behind a preamble of 128 bytes. */
export const isDicom = (bytes: Uint8Array): boolean =>
  [...'DICM'].every((char, i) => bytes[PREAMBLE + i] === char.charCodeAt(0));
