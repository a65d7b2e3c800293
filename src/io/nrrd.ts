import { affineFromColumns, scale, type Affine, type Vec3 } from '../geometry';
import { createVolume, voxelCount, type Dims } from '../volume';
import { assertUsableAffine } from './checkAffine';
import { gunzip } from './gzip';
import { bytesPerValue, decodeRaster, type RasterType } from './raster';
import { asciiText, parseNumbers, refuseHeader } from './textHeader';
import type { FindData, ImportedVolume, NamedBytes } from './types';

/** Type names of the format (http://teem.sourceforge.net/nrrd/format.html), spaces removed. */
const TYPES: Record<string, RasterType> = Object.fromEntries(
  (
    [
      ['int8', 'signedchar int8 int8_t'],
      ['uint8', 'uchar unsignedchar uint8 uint8_t'],
      ['int16', 'short shortint signedshort signedshortint int16 int16_t'],
      ['uint16', 'ushort unsignedshort unsignedshortint uint16 uint16_t'],
      ['int32', 'int signedint int32 int32_t'],
      ['uint32', 'uint unsignedint uint32 uint32_t'],
      ['int64', 'longlong longlongint signedlonglong signedlonglongint int64 int64_t'],
      ['uint64', 'ulonglong unsignedlonglong unsignedlonglongint uint64 uint64_t'],
      ['float32', 'float'],
      ['float64', 'double'],
    ] as const
  ).flatMap(([type, names]) => names.split(' ').map((name) => [name, type])),
);

const HEADER_LIMIT = 65536;

export const isNrrd = (bytes: Uint8Array): boolean => /^NRRD000\d/.test(asciiText(bytes.subarray(0, 8)));

interface Header {
  readonly fields: ReadonlyMap<string, string>;
  /** Where attached data begins. */
  readonly end: number;
}

/** `key: value` lines up to the first empty line. */
function readHeader(file: NamedBytes): Header {
  const text = asciiText(file.bytes.subarray(0, HEADER_LIMIT));
  const fields = new Map<string, string>();
  let at = text.indexOf('\n') + 1;
  while (at > 0 && at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trim();
    at = end + 1;
    if (line === '') return { fields, end: at };
    const match = /^([^:=]+):(?!=)\s*(.*)$/.exec(line);
    if (match) fields.set((match[1] ?? '').trim().toLowerCase(), match[2] ?? '');
    // Comments (#) and key:=value pairs carry no geometry.
    else if (!/^#|:=/.test(line))
      refuseHeader('nrrd', file.name, 'has a header line that is not "key: value"');
  }
  return { fields, end: file.bytes.byteLength };
}

function dimsOf(fields: Header['fields'], name: string): Dims {
  const sizes = parseNumbers(fields.get('sizes') ?? '');
  const [columns = 0, rows = 0, slices = 0] = sizes;
  if (sizes.length !== 3 || Number(fields.get('dimension')) !== 3) {
    refuseHeader('nrrd', name, `is not one volume of grey values (sizes: ${sizes.join(' ') || 'missing'})`);
  }
  const dims: Dims = [columns, rows, slices];
  if (!dims.every((n) => Number.isInteger(n) && n > 0)) {
    refuseHeader('nrrd', name, `has impossible sizes (${sizes.join(' ')})`);
  }
  return dims;
}

/** Signs that bring each world axis to LPS. */
const SPACES: Record<string, Vec3> = {
  ...{ lps: [1, 1, 1], 'left-posterior-superior': [1, 1, 1] },
  ...{ ras: [-1, -1, 1], 'right-anterior-superior': [-1, -1, 1] },
  ...{ las: [1, -1, 1], 'left-anterior-superior': [1, -1, 1] },
};

function affineOf(fields: Header['fields'], name: string): Affine {
  const space = fields.get('space')?.trim().toLowerCase() ?? '';
  const signs = SPACES[space];
  if (!signs)
    refuseHeader('nrrd', name, `does not say how it lies in the patient (space: ${space || 'missing'})`);
  const vectors = (key: string): Vec3[] =>
    [...(fields.get(key) ?? '').matchAll(/\(([^)]*)\)/g)].map((match) => {
      const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = parseNumbers(match[1] ?? '');
      return [x * signs[0], y * signs[1], z * signs[2]];
    });
  const [i, j, k] = vectors('space directions');
  const [origin] = vectors('space origin');
  if (!i || !j || !k) refuseHeader('nrrd', name, 'does not give its three space directions');
  if (!origin) refuseHeader('nrrd', name, 'does not give its space origin');
  const units = [...(fields.get('space units') ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1]);
  const factor = new Set(units).size > 1 ? Number.NaN : MILLIMETRES[units[0] ?? 'mm'];
  if (!factor) refuseHeader('nrrd', name, `measures in units that are not understood (${units.join(', ')})`);
  return affineFromColumns(scale(i, factor), scale(j, factor), scale(k, factor), scale(origin, factor));
}

const MILLIMETRES: Record<string, number> = { mm: 1, '': 1, m: 1000, cm: 10, um: 0.001 };

/** The image's bytes: behind the header, or the file it names. */
function dataOf(file: NamedBytes, { fields, end }: Header, find: FindData): Uint8Array {
  const source = fields.get('data file') ?? fields.get('datafile');
  if (source === undefined) return file.bytes.subarray(Math.min(end, file.bytes.byteLength));
  if (/^LIST|%/.test(source)) refuseHeader('nrrd', file.name, 'keeps its slices in separate files');
  return (
    find(source) ??
    refuseHeader('nrrd', file.name, `needs the file "${source}", which was not chosen with it`)
  );
}

function decompress(bytes: Uint8Array, encoding: string, name: string): Uint8Array {
  if (encoding === 'raw') return bytes;
  if (encoding === 'gzip' || encoding === 'gz') return bytes[0] === 0x1f ? gunzip(bytes, name) : bytes;
  return refuseHeader('nrrd', name, `is encoded as "${encoding || 'missing'}", which is not supported`);
}

/**
 * Reads a NRRD volume (.nrrd, or .nhdr with its data file through `find`): three spatial axes, raw or gzip, one value a
 * voxel. Throws `nrrd-*`, `image-truncated`, `gzip-damaged`.
 */
export function readNrrd(file: NamedBytes, find: FindData = () => undefined): ImportedVolume {
  const header = readHeader(file);
  const { fields } = header;
  const dims = dimsOf(fields, file.name);
  const typeName = fields.get('type') ?? '';
  const type =
    TYPES[typeName.toLowerCase().replace(/\s+/g, '')] ??
    refuseHeader('nrrd', file.name, `has an unknown type "${typeName}"`);
  const affine = affineOf(fields, file.name);
  assertUsableAffine(affine, 'nrrd');
  const endian = fields.get('endian')?.trim().toLowerCase();
  if (bytesPerValue(type) > 1 && endian !== 'little' && endian !== 'big') {
    refuseHeader('nrrd', file.name, 'does not say its byte order (endian)');
  }
  if ((fields.get('line skip') ?? '0') !== '0' || !['0', '-1'].includes(fields.get('byte skip') ?? '0')) {
    refuseHeader('nrrd', file.name, 'skips part of its data file');
  }
  let bytes = decompress(
    dataOf(file, header, find),
    (fields.get('encoding') ?? '').trim().toLowerCase(),
    file.name,
  );
  if (fields.get('byte skip') === '-1') {
    bytes = bytes.subarray(Math.max(0, bytes.byteLength - voxelCount(dims) * bytesPerValue(type)));
  }
  const raster = decodeRaster(bytes, { type, littleEndian: endian !== 'big', count: voxelCount(dims) });
  return {
    ...createVolume(raster.data, dims, affine),
    name: file.name,
    source: 'nrrd',
    seriesDescription: fields.get('content') ?? '',
    modality: '',
    warnings: raster.warnings,
  };
}
