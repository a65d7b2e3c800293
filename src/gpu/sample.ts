import { IsocenterError } from '../geometry';
import type { SliceTables, TissueBytes } from '../scanner';
import type { GpuContext } from './device';
import { createKernel, storageBuffer, type UniformValues } from './kernel';
import code from './sample.wgsl?raw';

/** Samples slices of one patient on the GPU. */
export interface GpuSampler {
  /**
   * Uploads a slice's tables; `record` fills `images`, [pair of channels][column][point], the channels of a pair interleaved.
   */
  prepare(
    tables: SliceTables,
    images: GPUBuffer,
  ): { record(pass: GPUComputePassEncoder): void; dispose(): void };
  dispose(): void;
}

/** Words of a map in the kernel's `lines`, and channels an invocation sums. */
const MAP_WORDS = 11;
const BLOCK = 8;

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** Bytes that a patient takes on the device, in one piece. */
export const patientBytes = ({ maps, tile }: TissueBytes): number =>
  maps.reduce(
    (sum, { tissues, density }) => sum + padded(tissues.length) + padded(density?.length ?? 0),
    padded(tile.length),
  );

/** Throws `gpu-too-large` when the device cannot bind a buffer of so many bytes. */
export function assertFits({ device }: GpuContext, bytes: number, what: string): void {
  if (bytes <= Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)) return;
  throw new IsocenterError(
    'gpu-too-large',
    `${what} needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece, more than the graphics device allows.`,
    'It is scanned without the GPU.',
  );
}

interface MapWords {
  readonly tissue: number;
  /** −1 without a density map. */
  readonly density: number;
}

/** The patient's bytes one after the other, and where each map begins, in words. */
function packPatient(patient: TissueBytes): { bytes: Uint8Array; words: MapWords[]; tileWord: number } {
  const bytes = new Uint8Array(patientBytes(patient));
  let at = 0;
  const put = (data: Uint8Array): number => {
    const word = at / 4;
    bytes.set(data, at);
    at += padded(data.length);
    return word;
  };
  const words = patient.maps.map(({ tissues, density }) => ({
    tissue: put(tissues),
    density: density ? put(density) : -1,
  }));
  return { bytes, words, tileWord: put(patient.tile) };
}

/** Maps, offsets of the lines' stretches, and stretches, one after the other. */
function packLines(
  { maps, firstStretch, stretches }: SliceTables,
  words: readonly MapWords[],
): { data: Int32Array; firstOffset: number; firstStretch: number } {
  const firstOffset = maps.length * MAP_WORDS;
  const first = firstOffset + firstStretch.length;
  const data = new Int32Array(first + stretches.length);
  maps.forEach(({ row, plane, tileScale, tileOffset, step }, m) => {
    const { tissue, density } = words[m] ?? { tissue: 0, density: -1 };
    data.set([row, plane, tissue, density, tileScale, ...tileOffset, ...step], m * MAP_WORDS);
  });
  data.set(firstStretch, firstOffset);
  data.set(stretches, first);
  return { data, firstOffset, firstStretch: first };
}

/** All float tables one after the other, and where each begins. */
function packTables(tables: SliceTables): { data: Float32Array; places: UniformValues } {
  const parts: ArrayLike<number>[] = [];
  let size = 0;
  const put = (values: ArrayLike<number>): number => {
    const at = size;
    parts.push(values);
    size += values.length;
    return at;
  };
  const { sensitivity, slabs, zones } = tables;
  const places = {
    signal: put(tables.signal),
    isFat: put(tables.isFat.map(Number)),
    filters: put(tables.filters),
    lattice: put([]),
    slabTable: 0,
    zoneStarts: 0,
  };
  sensitivity.fields.forEach(put);
  places.slabTable = put([]);
  for (const { reachMm, fatShiftMm, perPoint, perColumn, losses, starts, amounts } of slabs) {
    put([reachMm, fatShiftMm, perPoint, perColumn]);
    [losses.water, losses.fat, starts, amounts].forEach(put);
  }
  places.zoneStarts = put(zones?.starts ?? []);
  const data = new Float32Array(size);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, places };
}

/**
 * Uploads a patient's maps and compiles the kernel. Throws `gpu-too-large` before any upload when the device cannot hold
 * them.
 */
export async function createGpuSampler(context: GpuContext, patient: TissueBytes): Promise<GpuSampler> {
  assertFits(context, patientBytes(patient), 'The patient');
  const kernel = await createKernel(context, {
    label: 'sample object',
    code,
    uniform: 'sampling',
    entryPoint: 'sampleObject',
  });
  const { bytes, words, tileWord } = packPatient(patient);
  const tissue = storageBuffer(context, 'tissue', new Uint32Array(bytes.buffer));
  return {
    prepare: (tables, images) => {
      const { points, columns, depths, sets, folds, slabs, sensitivity, zones } = tables;
      const channelsPerZone = tables.isFat.length;
      const channels = channelsPerZone * (zones?.count ?? 1);
      const packed = packLines(tables, words);
      const { data, places } = packTables(tables);
      assertFits(context, Math.max(packed.data.byteLength, data.byteLength), 'A slice');
      const uniform = kernel.uniform({
        ...{ points, columns, depths, sets, folds, channels, channelsPerZone, slabs: slabs.length },
        codes: tables.codes,
        ...{ firstOffset: packed.firstOffset, firstStretch: packed.firstStretch, tileWord },
        ...places,
        latticeColumns: sensitivity.columns,
        latticeNodes: sensitivity.columns * sensitivity.rows,
        latticeEvery: sensitivity.every,
        zones: zones?.count ?? 1,
        zonePerPoint: zones?.perPoint ?? 0,
        zonePerColumn: zones?.perColumn ?? 0,
        zoneFront: zones?.frontMm ?? 0,
        zoneDepth: zones?.depthMm ?? 1,
      });
      const lines = storageBuffer(context, 'lines', packed.data);
      const values = storageBuffer(context, 'tables', data);
      const workgroups = [Math.ceil(points / 64), columns, Math.ceil(channels / BLOCK)] as const;
      return {
        record: (pass) => kernel.dispatch(pass, uniform, [lines, tissue, values, images], workgroups),
        dispose: () => [uniform, lines, values].forEach((buffer) => buffer.destroy()),
      };
    },
    dispose: () => tissue.destroy(),
  };
}
