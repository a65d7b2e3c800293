import { IsocenterError } from '../geometry';
import type { VoxelArray } from '../volume';

/** Value types a file may hold; complex and colour types have no place in a `Volume`. */
export type RasterType =
  'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'uint64' | 'int64' | 'float32' | 'float64';

const BYTES: Record<RasterType, number> = {
  ...{ uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4 },
  ...{ uint64: 8, int64: 8, float32: 4, float64: 8 },
};

export const bytesPerValue = (type: RasterType): number => BYTES[type];

export interface RasterOptions {
  readonly type: RasterType;
  readonly littleEndian: boolean;
  /** Number of values wanted. */
  readonly count: number;
  /** value = slope · stored + intercept */
  readonly slope?: number;
  readonly intercept?: number;
}

export interface Raster {
  readonly data: VoxelArray;
  readonly warnings: readonly string[];
}

function getter(view: DataView, type: RasterType, le: boolean): (offset: number) => number {
  switch (type) {
    case 'uint8':
      return (o) => view.getUint8(o);
    case 'int8':
      return (o) => view.getInt8(o);
    case 'uint16':
      return (o) => view.getUint16(o, le);
    case 'int16':
      return (o) => view.getInt16(o, le);
    case 'uint32':
      return (o) => view.getUint32(o, le);
    case 'int32':
      return (o) => view.getInt32(o, le);
    case 'uint64':
      return (o) => Number(view.getBigUint64(o, le));
    case 'int64':
      return (o) => Number(view.getBigInt64(o, le));
    case 'float32':
      return (o) => view.getFloat32(o, le);
    case 'float64':
      return (o) => view.getFloat64(o, le);
  }
}

const INT32_MAX = 2147483647;

/** The narrowest voxel array that holds unscaled values of this type exactly; wide integers depend on the values. */
function arrayFor(type: RasterType, count: number, get: (offset: number) => number): VoxelArray {
  switch (type) {
    case 'uint8':
      return new Uint8Array(count);
    case 'int8':
    case 'int16':
      return new Int16Array(count);
    case 'uint16':
      return new Uint16Array(count);
    case 'int32':
      return new Int32Array(count);
    case 'float32':
    case 'float64':
      return new Float32Array(count);
    default: {
      const size = BYTES[type];
      for (let i = 0; i < count; i++) {
        if (Math.abs(get(i * size)) > INT32_MAX) return new Float32Array(count);
      }
      return new Int32Array(count);
    }
  }
}

/**
 * Turns stored bytes into voxels: byte order, scaling, value type. Integers without scaling stay integers;
 * everything scaled becomes float32. Throws `image-truncated` when there are fewer bytes than `count` values.
 */
export function decodeRaster(bytes: Uint8Array, options: RasterOptions): Raster {
  const { type, littleEndian, count, slope = 1, intercept = 0 } = options;
  const size = BYTES[type];
  if (bytes.byteLength < count * size) {
    throw new IsocenterError(
      'image-truncated',
      `The file is cut off: ${count * size} bytes of image were promised and ${bytes.byteLength} are there.`,
      'Copy or export the file again.',
    );
  }
  const get = getter(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), type, littleEndian);
  const scaled = slope !== 1 || intercept !== 0;
  const data = scaled ? new Float32Array(count) : arrayFor(type, count, get);
  let bad = 0;
  const floating = data instanceof Float32Array;
  for (let i = 0, o = 0; i < count; i++, o += size) {
    let value = slope * get(o) + intercept;
    // ±Infinity also where a float64 does not fit into float32.
    if (floating && !Number.isFinite(Math.fround(value))) {
      bad++;
      value = 0;
    }
    data[i] = value;
  }
  const warnings = bad ? [`${bad} voxels held no number (NaN or infinite) and were set to 0.`] : [];
  return { data, warnings };
}
