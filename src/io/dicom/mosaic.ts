import { addScaled, cross, dot, IsocenterError, normalize, type Vec3 } from '../../geometry';
import type { VoxelArray } from '../../volume';
import { readCsaHeader } from './csa';
import type { Dataset } from './dataset';
import type { Frame } from './frame';
import { TAG } from './tags';

interface MosaicHeader {
  readonly slices: number;
  /** The direction in which the tiles are counted. */
  readonly normal: Vec3;
  readonly spacing: number;
}

function headerOf(frame: Frame, dataset: Dataset): MosaicHeader {
  const block = dataset.privateBlock('0029', 'SIEMENS CSA HEADER');
  const [bytes] = block ? dataset.binary(`0029${block}10`) : [];
  const csa = bytes ? readCsaHeader(bytes) : null;
  const slices = Number(csa?.get('NumberOfImagesInMosaic')?.[0]);
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = (csa?.get('SliceNormalVector') ?? []).map(Number);
  const spacing = dataset.number(TAG.SpacingBetweenSlices) ?? Number.NaN;
  if (!Number.isInteger(slices) || slices < 1 || !(x * x + y * y + z * z > 0) || !(spacing > 0)) {
    throw new IsocenterError(
      'dicom-mosaic',
      `The file "${frame.file}" is a Siemens mosaic without the private header that places its slices.`,
      'Export the series again without removing private elements, or convert it with dcm2niix.',
    );
  }
  return { slices, normal: normalize([x, y, z]), spacing };
}

/** Copies one tile out of the mosaic's values. */
function cut(
  mosaic: VoxelArray,
  width: number,
  tile: { left: number; top: number; columns: number; rows: number },
) {
  const out = mosaic.slice(0, tile.columns * tile.rows);
  for (let row = 0; row < tile.rows; row++) {
    const from = (tile.top + row) * width + tile.left;
    out.set(mosaic.subarray(from, from + tile.columns), row * tile.columns);
  }
  return out;
}

/**
 * Splits a Siemens mosaic into its slices. The header's position belongs to the corner of the mosaic as if it were one
 * large slice around the same centre, so it is moved by half the difference of the sizes
 * (https://nipy.org/nibabel/dicom/dicom_mosaic.html).
 */
export function mosaicFrames(whole: Frame, dataset: Dataset): Frame[] {
  const { slices, normal, spacing } = headerOf(whole, dataset);
  const across = Math.ceil(Math.sqrt(slices));
  const columns = Math.floor(whole.columns / across);
  const rows = Math.floor(whole.rows / across);
  const [betweenRows, betweenColumns] = whole.pixelSpacing;
  const first = addScaled(
    addScaled(whole.position, whole.rowDirection, ((whole.columns - columns) / 2) * betweenColumns),
    whole.columnDirection,
    ((whole.rows - rows) / 2) * betweenRows,
  );
  // The private normal has fewer digits than the orientation; only its sense is taken.
  const exact = cross(whole.rowDirection, whole.columnDirection);
  const step = dot(exact, normal) < 0 ? -spacing : spacing;
  let decoded: Promise<VoxelArray> | undefined;
  const mosaic = (): Promise<VoxelArray> => (decoded ??= whole.read());
  return Array.from({ length: slices }, (_, i) => ({
    ...whole,
    ...{ columns, rows },
    position: addScaled(first, exact, i * step),
    order: [...whole.order, i],
    read: async () =>
      cut(await mosaic(), whole.columns, {
        ...{ left: (i % across) * columns, top: Math.floor(i / across) * rows, columns, rows },
      }),
  }));
}
