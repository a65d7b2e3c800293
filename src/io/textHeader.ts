import { IsocenterError } from '../geometry';

export type HeaderFormat = 'metaimage' | 'nrrd';

const NAMES: Record<HeaderFormat, string> = { metaimage: 'MetaImage', nrrd: 'NRRD' };

/** A header of text lines that cannot be used. */
export function refuseHeader(format: HeaderFormat, file: string, what: string): never {
  throw new IsocenterError(
    `${format}-header`,
    `The ${NAMES[format]} file "${file}" ${what}.`,
    'Save the image again, e.g. with 3D Slicer or ITK-SNAP.',
  );
}

/** Finite numbers of a field written as text; NaN and infinity go through so that the affine check can name them. */
export function parseNumbers(text: string): number[] {
  return text
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => (/^[-+]?(nan|inf(inity)?)$/i.test(part) ? Number.NaN : Number(part)));
}

/** Last part of a path: how headers and the files beside them are matched. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The path without its last part, `/` at its end; empty for a bare name. */
export const folderName = (path: string): string => path.slice(0, path.length - baseName(path).length);

/** Bytes as Latin-1 text. */
export function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}
