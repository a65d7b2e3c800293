import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { affineFromColumns, IsocenterError, type Affine } from '../../geometry';
import { createVolume, voxelCount, type Dims } from '../../volume';
import { assertUsableAffine } from '../checkAffine';
import { isGzip, gunzip } from '../gzip';
import { decodeRaster, type RasterType } from '../raster';
import type { ImportedVolume, NamedBytes } from '../types';
import { swapRasLps } from './space';

type Header = NIFTI1 | NIFTI2;

const TYPES: Record<number, RasterType> = {
  ...{ 2: 'uint8', 4: 'int16', 8: 'int32', 16: 'float32', 64: 'float64' },
  ...{ 256: 'int8', 512: 'uint16', 768: 'uint32', 1024: 'int64', 1280: 'uint64' },
};
const COLOUR_TYPES = [128, 2304];

const hasText = (bytes: Uint8Array, offset: number, text: string): boolean =>
  [...text].every((char, i) => bytes[offset + i] === char.charCodeAt(0));

const MAGIC_AT = { nifti1: 344, nifti2: 4 } as const;

/** Recognises NIfTI-1 and -2 in uncompressed bytes, single file (`n+`) or header of a pair (`ni`). */
export const isNifti = (bytes: Uint8Array): boolean =>
  ['n+1', 'ni1'].some((magic) => hasText(bytes, MAGIC_AT.nifti1, magic)) ||
  ['n+2', 'ni2'].some((magic) => hasText(bytes, MAGIC_AT.nifti2, magic));

function fail(code: string, message: string, hint: string, cause?: unknown): never {
  throw new IsocenterError(code, message, hint, { cause });
}

function readHeader(bytes: Uint8Array): { header: Header; size: number } {
  const second = hasText(bytes, MAGIC_AT.nifti2, 'n+2');
  if (!second && !hasText(bytes, MAGIC_AT.nifti1, 'n+1')) {
    if (isNifti(bytes)) {
      fail(
        'nifti-pair',
        'This NIfTI header keeps its image in a second file.',
        'Store the image as a single .nii or .nii.gz file.',
      );
    }
    fail('nifti-not-nifti', 'This is not a NIfTI file.', 'Choose a .nii or .nii.gz file.');
  }
  const header = second ? new NIFTI2() : new NIFTI1();
  const size = second ? NIFTI2.MAGIC_COOKIE : NIFTI1.STANDARD_HEADER_SIZE;
  if (bytes.byteLength < size) {
    fail('image-truncated', 'The file ends within its header.', 'Copy or export the file again.');
  }
  try {
    // The header alone: the library walks damaged extensions without end.
    header.readHeader(bytes.slice(0, size).buffer);
  } catch (cause) {
    fail('nifti-damaged', 'The header of the NIfTI file is damaged.', 'Export the file again.', cause);
  }
  return { header, size };
}

function dimsOf(header: Header): Dims {
  const [rank = 0, columns = 0, rows = 0, slices = 0, ...more] = header.dims.map(Number);
  if (more.slice(0, Math.max(0, rank - 3)).some((n) => n > 1)) {
    fail(
      'nifti-4d',
      `The file holds several images (${header.dims.slice(1, rank + 1).join(' × ')}) instead of one volume.`,
      'Save the one volume you want as its own file, e.g. with fslroi or nibabel.',
    );
  }
  const dims: Dims = [columns, rows, rank < 3 ? 1 : slices];
  if (rank < 2 || rank > 7 || !dims.every((n) => Number.isInteger(n) && n > 0)) {
    fail(
      'nifti-dims',
      `The NIfTI header promises an image of ${dims.join(' × ')} voxels.`,
      'The file is damaged: export it again.',
    );
  }
  return dims;
}

const SROW_AT = { nifti1: 280, nifti2: 400 } as const;

/** sform where its code says so, else qform. The library prefers the larger code, so its own choice is not used. */
function rasAffine(header: Header, bytes: Uint8Array): Affine {
  if (header.sform_code > 0) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const le = header.littleEndian;
    const value = (i: number): number =>
      header instanceof NIFTI1
        ? view.getFloat32(SROW_AT.nifti1 + 4 * i, le)
        : view.getFloat64(SROW_AT.nifti2 + 8 * i, le);
    return [...Array.from({ length: 12 }, (_, i) => value(i)), 0, 0, 0, 1];
  }
  if (header.qform_code > 0) {
    const [qfac = 1, dx = 0, dy = 0, dz = 0] = header.pixDims;
    // The library turns a zero pixdim into 1 mm without a word.
    if (![dx, dy, dz].every((mm) => mm > 0)) {
      if ([dx, dy, dz].some(Number.isNaN)) return new Array<number>(16).fill(Number.NaN);
      return affineFromColumns([dx, 0, 0], [0, dy, 0], [0, 0, dz], [0, 0, 0]);
    }
    return header
      .convertNiftiQFormToNiftiSForm(
        ...[header.quatern_b, header.quatern_c, header.quatern_d],
        ...[header.qoffset_x, header.qoffset_y, header.qoffset_z],
        ...[dx, dy, dz, qfac],
      )
      .flat();
  }
  return fail(
    'nifti-no-orientation',
    'The NIfTI file does not say how the image lies in the patient.',
    'Save it with a valid sform or qform (code above 0).',
  );
}

/** Millimetres in the header's unit (xyzt_units, lowest three bits). */
function millimetresPerUnit(header: Header): { factor: number; warnings: string[] } {
  const code = header.xyzt_units & NIFTI1.SPATIAL_UNITS_MASK;
  if (code === NIFTI1.UNITS_METER) return { factor: 1000, warnings: [] };
  if (code === NIFTI1.UNITS_MICRON) return { factor: 0.001, warnings: [] };
  if (code === NIFTI1.UNITS_MM) return { factor: 1, warnings: [] };
  return { factor: 1, warnings: ['The file does not name its unit of length; millimetres were taken.'] };
}

function inMillimetres(affine: Affine, factor: number): Affine {
  if (factor === 1) return affine;
  return affine.map((value, i) => (i < 12 ? value * factor : value));
}

function typeOf(header: Header): RasterType {
  const type = TYPES[header.datatypeCode];
  if (type) return type;
  if (COLOUR_TYPES.includes(header.datatypeCode)) {
    fail(
      'image-colour',
      'The file holds a colour picture, not MR intensities.',
      'Export the original grey-scale images.',
    );
  }
  return fail(
    'nifti-datatype',
    `The values of the file are of a kind that is not an image (NIfTI data type ${header.datatypeCode}).`,
    'Save the image as 16-bit integers or 32-bit floats.',
  );
}

/**
 * Reads a NIfTI-1 or -2 volume, gzipped or not, into patient LPS. sform is preferred when its code is above 0; a
 * left-handed affine is kept as it is. Throws `nifti-*`, `image-truncated`, `image-colour`, `gzip-damaged`.
 */
export function readNifti(file: NamedBytes): ImportedVolume {
  const bytes = isGzip(file.bytes) ? gunzip(file.bytes, file.name) : file.bytes;
  const { header, size } = readHeader(bytes);
  const dims = dimsOf(header);
  const type = typeOf(header);
  const units = millimetresPerUnit(header);
  const ras = inMillimetres(rasAffine(header, bytes), units.factor);
  assertUsableAffine(ras, 'nifti');
  const offset = Math.max(Number(header.vox_offset), size);
  if (!Number.isFinite(offset))
    fail('nifti-damaged', 'The NIfTI header is damaged.', 'Export the file again.');
  const { slope, intercept } = scalingOf(header);
  const raster = decodeRaster(bytes.subarray(Math.min(offset, bytes.byteLength)), {
    ...{ type, littleEndian: header.littleEndian, count: voxelCount(dims), slope, intercept },
  });
  return {
    ...createVolume(raster.data, dims, swapRasLps(ras)),
    name: file.name,
    source: 'nifti',
    seriesDescription: header.description.replace(/\0.*$/s, '').trim(),
    modality: '',
    warnings: [...units.warnings, ...raster.warnings],
  };
}

/** scl_slope 0 (or NaN, as some tools write) means stored values are the values. */
function scalingOf({ scl_slope, scl_inter }: Header): { slope: number; intercept: number } {
  if (!Number.isFinite(scl_slope) || scl_slope === 0) return { slope: 1, intercept: 0 };
  return { slope: scl_slope, intercept: Number.isFinite(scl_inter) ? scl_inter : 0 };
}
