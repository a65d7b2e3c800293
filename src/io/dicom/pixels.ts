import { IsocenterError } from '../../geometry';
import type { VoxelArray } from '../../volume';
import { decodeRaster, type RasterType } from '../raster';
import { decodeFrame, transferSyntax } from './codecs';
import type { DicomFile } from './parse';
import { TAG } from './tags';

/** The pixel module (PS3.3 C.7.6.3) of one file, checked. */
export interface PixelModule {
  readonly columns: number;
  readonly rows: number;
  readonly frames: number;
  /** Stored values of frame `index` (0-based), before rescale. */
  read(index: number): Promise<VoxelArray>;
}

interface Layout {
  readonly allocated: 8 | 16 | 32;
  readonly stored: number;
  readonly shift: number;
  readonly signed: boolean;
  readonly count: number;
}

function refuse(code: string, message: string, hint: string): never {
  throw new IsocenterError(code, message, hint);
}

function layoutOf({ dataset, name }: DicomFile, count: number): Layout {
  const allocated = dataset.number(TAG.BitsAllocated);
  if (allocated !== 8 && allocated !== 16 && allocated !== 32) {
    refuse(
      'dicom-bits',
      `The file "${name}" stores its pixels in ${allocated ?? 'an unknown number of'} bits.`,
      'Export the original 8- or 16-bit images.',
    );
  }
  const stored = dataset.number(TAG.BitsStored) ?? allocated;
  const high = dataset.number(TAG.HighBit) ?? stored - 1;
  const shift = high - stored + 1;
  if (!(stored >= 1) || shift < 0 || high >= allocated) {
    refuse('dicom-bits', `The pixel bits of "${name}" make no sense.`, 'Export the series again.');
  }
  return { allocated, stored, shift, signed: dataset.number(TAG.PixelRepresentation) === 1, count };
}

/** Turns bytes into stored values; unused high bits (once used for overlays) are dropped, the sign extended. */
function storedValues(bytes: Uint8Array, layout: Layout, littleEndian: boolean): VoxelArray {
  const { stored, shift, signed, count } = layout;
  // A decoder may return 8-bit values for an image that allocates 16.
  const narrow = layout.allocated === 16 && bytes.byteLength === count;
  const allocated = narrow ? 8 : layout.allocated;
  const type: RasterType = `${signed ? 'int' : 'uint'}${allocated}`;
  const { data } = decodeRaster(bytes, { type, littleEndian, count });
  if (stored < allocated && data instanceof Float32Array === false) {
    const left = 32 - stored - shift;
    const right = 32 - stored;
    if (signed) for (let i = 0; i < count; i++) data[i] = ((data[i] ?? 0) << left) >> right;
    else for (let i = 0; i < count; i++) data[i] = ((data[i] ?? 0) << left) >>> right;
  }
  return data;
}

/** Joins the fragments of encapsulated pixel data to frames (PS3.5 A.4). */
function compressedFrames(fragments: readonly Uint8Array[], frames: number, name: string): Uint8Array[] {
  if (fragments.length === frames) return [...fragments];
  if (frames !== 1 || fragments.length === 0) {
    refuse(
      'dicom-fragments',
      `The compressed file "${name}" does not say where its ${frames} frames begin.`,
      'Decompress the series first, e.g. with gdcmconv --raw.',
    );
  }
  const joined = new Uint8Array(fragments.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of fragments) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return [joined];
}

function assertGrey({ dataset, name }: DicomFile): void {
  const samples = dataset.number(TAG.SamplesPerPixel) ?? 1;
  const photometric = dataset.text(TAG.PhotometricInterpretation);
  if (samples === 1 && photometric === 'MONOCHROME2') return;
  if (samples === 1 && photometric === 'MONOCHROME1') {
    refuse(
      'dicom-inverted',
      `The file "${name}" stores bright tissue as low values (MONOCHROME1).`,
      'Export the images as MONOCHROME2.',
    );
  }
  refuse(
    'image-colour',
    `The file "${name}" holds a colour picture (${photometric || 'unknown'}), not MR intensities.`,
    'Choose the original grey-scale series.',
  );
}

/** Checks the pixel module of a file and gives access to its frames. Throws named errors, decodes nothing yet. */
export function pixelModule(file: DicomFile): PixelModule {
  const { dataset, name } = file;
  if (!dataset.has(TAG.PixelData)) {
    refuse('dicom-no-pixels', `The file "${name}" holds no image.`, 'Copy or export the series again.');
  }
  assertGrey(file);
  const columns = dataset.number(TAG.Columns) ?? 0;
  const rows = dataset.number(TAG.Rows) ?? 0;
  const frames = dataset.number(TAG.NumberOfFrames) ?? 1;
  if (![columns, rows, frames].every((n) => Number.isInteger(n) && n > 0)) {
    refuse(
      'dicom-dims',
      `The file "${name}" does not say how large its image is.`,
      'Export the series again.',
    );
  }
  const count = columns * rows;
  const layout = layoutOf(file, count);
  const syntax = transferSyntax(file.transferSyntax);
  const parts = dataset.binary(TAG.PixelData);
  const bytesPerValue = layout.allocated / 8;
  if (syntax.decode) {
    const decode = syntax.decode;
    const encoded = compressedFrames(parts, frames, name);
    const read = async (index: number): Promise<VoxelArray> => {
      const bytes = await decodeFrame({ ...syntax, decode }, encoded[index] ?? new Uint8Array(), {
        ...{ columns, rows, bytesPerValue },
      });
      return storedValues(bytes, layout, true);
    };
    return { columns, rows, frames, read };
  }
  const bytes = parts[0] ?? new Uint8Array();
  const frameBytes = count * bytesPerValue;
  if (bytes.byteLength < frames * frameBytes) {
    refuse(
      'image-truncated',
      `The file "${name}" is cut off: ${frames * frameBytes} bytes of image were promised and ${bytes.byteLength} are there.`,
      'Copy or export the series again.',
    );
  }
  const read = (index: number): Promise<VoxelArray> =>
    Promise.resolve(
      storedValues(
        bytes.subarray(index * frameBytes, (index + 1) * frameBytes),
        layout,
        syntax.native === 'little',
      ),
    );
  return { columns, rows, frames, read };
}
