import { affineFromColumns, scale, type Affine, type Vec3 } from '../geometry';
import { createVolume, voxelCount, type Dims } from '../volume';
import { assertUsableAffine } from './checkAffine';
import { unzlib } from './gzip';
import { bytesPerValue, decodeRaster, type RasterType } from './raster';
import { asciiText, parseNumbers, refuseHeader } from './textHeader';
import type { FindData, ImportedVolume, NamedBytes } from './types';

const TYPES: Record<string, RasterType> = {
  ...{ MET_CHAR: 'int8', MET_UCHAR: 'uint8', MET_SHORT: 'int16', MET_USHORT: 'uint16' },
  ...{ MET_INT: 'int32', MET_UINT: 'uint32', MET_LONG: 'int32', MET_ULONG: 'uint32' },
  ...{ MET_LONG_LONG: 'int64', MET_ULONG_LONG: 'uint64', MET_FLOAT: 'float32', MET_DOUBLE: 'float64' },
};

/** A header is short; its end is where the data begins. */
const HEADER_LIMIT = 65536;

/** The first lines of the format: `ObjectType = Image` or, in files without it, `NDims = 3`. */
export const isMetaImage = (bytes: Uint8Array): boolean =>
  /^\s*(ObjectType\s*=\s*Image|NDims\s*=)/i.test(asciiText(bytes.subarray(0, 64)));

interface Header {
  readonly fields: ReadonlyMap<string, string>;
  /** Where the data of a local file begins. */
  readonly end: number;
}

/** `Key = value` lines up to and including ElementDataFile, which the format requires to be last. */
function readHeader(file: NamedBytes): Header {
  const text = asciiText(file.bytes.subarray(0, HEADER_LIMIT));
  const fields = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trim();
    at = end + 1;
    if (!line) continue;
    const match = /^([A-Za-z]\w*)\s*=\s*(.*)$/.exec(line);
    if (!match) refuseHeader('metaimage', file.name, `has a header line that is not "key = value"`);
    const [, key = '', value = ''] = match;
    fields.set(key, value);
    if (key === 'ElementDataFile') return { fields, end: at };
  }
  return refuseHeader('metaimage', file.name, 'does not name its image data (ElementDataFile)');
}

const isTrue = (value: string | undefined): boolean => /^true$/i.test(value ?? '');

function dimsOf(fields: Header['fields'], name: string): Dims {
  const sizes = parseNumbers(fields.get('DimSize') ?? '');
  const [columns = 0, rows = 0, slices = 1, ...more] = sizes;
  const dims: Dims = [columns, rows, slices];
  if (Number(fields.get('NDims')) !== sizes.length || more.some((n) => n > 1) || sizes.length < 3) {
    refuseHeader('metaimage', name, `is not one volume (DimSize = ${sizes.join(' ') || 'missing'})`);
  }
  if (!dims.every((n) => Number.isInteger(n) && n > 0)) {
    refuseHeader('metaimage', name, `has impossible sizes (DimSize = ${sizes.join(' ')})`);
  }
  return dims;
}

/**
 * TransformMatrix holds the direction of each index after another (ITK's reading of it), Offset the first voxel's centre,
 * ElementSpacing its size; the world is LPS. None of them is guessed.
 */
function affineOf(fields: Header['fields'], name: string): Affine {
  const need = (keys: readonly string[], count: number): number[] => {
    const key = keys.find((candidate) => fields.has(candidate));
    const values = parseNumbers(fields.get(key ?? '') ?? '');
    if (values.length < count) refuseHeader('metaimage', name, `does not say its ${keys[0] ?? ''}`);
    return values;
  };
  const rank = parseNumbers(fields.get('DimSize') ?? '').length;
  const matrix = need(['TransformMatrix', 'Rotation', 'Orientation'], rank * rank);
  const origin = need(['Offset', 'Position', 'Origin'], 3);
  const spacing = need(['ElementSpacing'], 3);
  const axis = (i: number): Vec3 =>
    scale(
      [matrix[i * rank] ?? 0, matrix[i * rank + 1] ?? 0, matrix[i * rank + 2] ?? 0],
      spacing[i] ?? Number.NaN,
    );
  return affineFromColumns(axis(0), axis(1), axis(2), [origin[0] ?? 0, origin[1] ?? 0, origin[2] ?? 0]);
}

function typeOf(fields: Header['fields'], name: string): RasterType {
  const type = TYPES[fields.get('ElementType') ?? ''];
  if (Number(fields.get('ElementNumberOfChannels') ?? 1) !== 1) {
    refuseHeader('metaimage', name, 'holds several values a voxel (colour or vectors), not MR intensities');
  }
  return (
    type ?? refuseHeader('metaimage', name, `has an unknown ElementType "${fields.get('ElementType') ?? ''}"`)
  );
}

/** The image's bytes: behind the header, or the whole of the file it names. */
function dataOf(file: NamedBytes, { fields, end }: Header, find: FindData): Uint8Array {
  const source = fields.get('ElementDataFile') ?? '';
  let bytes = file.bytes.subarray(Math.min(end, file.bytes.byteLength));
  if (source !== 'LOCAL') {
    if (/^LIST|%/.test(source)) refuseHeader('metaimage', file.name, 'keeps its slices in separate files');
    const found = find(source);
    if (!found)
      refuseHeader('metaimage', file.name, `needs the file "${source}", which was not chosen with it`);
    bytes = found;
  }
  return isTrue(fields.get('CompressedData')) ? unzlib(bytes, file.name) : bytes;
}

/**
 * Reads a MetaImage volume (.mha, or .mhd with its data file through `find`). Throws `metaimage-*`, `image-truncated`.
 */
export function readMetaImage(file: NamedBytes, find: FindData = () => undefined): ImportedVolume {
  const header = readHeader(file);
  const { fields } = header;
  const dims = dimsOf(fields, file.name);
  const type = typeOf(fields, file.name);
  const affine = affineOf(fields, file.name);
  assertUsableAffine(affine, 'metaimage');
  let bytes = dataOf(file, header, find);
  const wanted = voxelCount(dims) * bytesPerValue(type);
  const skip = Number(fields.get('HeaderSize') ?? 0);
  // -1 asks for the last bytes of the file.
  if (skip === -1) bytes = bytes.subarray(Math.max(0, bytes.byteLength - wanted));
  else if (skip > 0) bytes = bytes.subarray(Math.min(skip, bytes.byteLength));
  const big = isTrue(fields.get('BinaryDataByteOrderMSB') ?? fields.get('ElementByteOrderMSB'));
  if (fields.has('BinaryData') && !isTrue(fields.get('BinaryData'))) {
    refuseHeader('metaimage', file.name, 'stores its values as text');
  }
  const raster = decodeRaster(bytes, { type, littleEndian: !big, count: voxelCount(dims) });
  return {
    ...createVolume(raster.data, dims, affine),
    name: file.name,
    source: 'metaimage',
    seriesDescription: '',
    modality: fields.get('Modality')?.replace('MET_MOD_', '') ?? '',
    warnings: raster.warnings,
  };
}
