import {
  affineFromColumns,
  cross,
  IsocenterError,
  length,
  nearestOrientation,
  scale,
  type Vec3,
} from '../../geometry';
import { createVolume, type VoxelArray } from '../../volume';
import { assertUsableAffine } from '../checkAffine';
import type { ImportedVolume } from '../types';
import type { Frame } from './frame';
import type { OrderedSlices } from './positions';

const RATIO_TOLERANCE = 0.05;

/** The narrowest array for all slices: integers where nothing is rescaled and all slices store alike. */
function voxelsFor(frames: readonly Frame[], stored: VoxelArray, count: number): VoxelArray {
  const unscaled = frames.every(({ slope, intercept }) => slope === 1 && intercept === 0);
  if (!unscaled) return new Float32Array(count);
  if (stored instanceof Uint8Array) return new Uint8Array(count);
  if (stored instanceof Int16Array) return new Int16Array(count);
  if (stored instanceof Uint16Array) return new Uint16Array(count);
  return stored instanceof Int32Array ? new Int32Array(count) : new Float32Array(count);
}

/** The step between slices; a slice that stands alone has only its own extent to offer, and says so. */
function stepOf({ step }: OrderedSlices, first: Frame): { step: Vec3; warnings: string[] } {
  if (step) return { step, warnings: everyOtherMissing(length(step), first) };
  const extent = first.spacingBetweenSlices ?? first.sliceThickness;
  if (extent === null) {
    throw new IsocenterError(
      'dicom-no-slice-extent',
      `The single slice "${first.file}" does not say how thick it is.`,
      'Choose a series of several slices.',
    );
  }
  const normal = cross(first.rowDirection, first.columnDirection);
  return {
    step: scale(normal, extent),
    warnings: ['A single slice has no neighbours: its thickness was taken.'],
  };
}

/** Headers that promise half or a third of the distance tell of slices left out evenly, which positions cannot. */
function everyOtherMissing(spacing: number, { spacingBetweenSlices }: Frame): string[] {
  const ratio = spacing / (spacingBetweenSlices ?? spacing);
  if (![2, 3].some((whole) => Math.abs(ratio - whole) < RATIO_TOLERANCE)) return [];
  return [
    `The slices lie ${spacing.toFixed(2)} mm apart but the header says ` +
      `${(spacingBetweenSlices ?? 0).toFixed(2)} mm: slices may be missing.`,
  ];
}

/** Decodes the slices, applies each one's rescale and puts them in their order. */
export async function assembleVolume(slices: OrderedSlices, name: string): Promise<ImportedVolume> {
  const { frames } = slices;
  const [first] = frames;
  if (!first) throw new Error('a volume needs a slice');
  const { step, warnings } = stepOf(slices, first);
  const [betweenRows, betweenColumns] = first.pixelSpacing;
  const affine = affineFromColumns(
    scale(first.rowDirection, betweenColumns),
    scale(first.columnDirection, betweenRows),
    step,
    first.position,
  );
  assertUsableAffine(affine, 'dicom');
  const perSlice = first.columns * first.rows;
  let data: VoxelArray | undefined;
  for (const [k, frame] of frames.entries()) {
    const stored = await frame.read();
    data ??= voxelsFor(frames, stored, perSlice * frames.length);
    const { slope, intercept } = frame;
    const at = k * perSlice;
    if (slope === 1 && intercept === 0) data.set(stored, at);
    else for (let i = 0; i < perSlice; i++) data[at + i] = slope * (stored[i] ?? 0) + intercept;
  }
  if (!data) throw new Error('a volume needs a slice');
  return {
    ...createVolume(data, [first.columns, first.rows, frames.length], affine),
    name,
    source: 'dicom',
    seriesDescription: first.seriesDescription,
    modality: first.modality,
    warnings,
  };
}

/** `301 T2 TSE, sagittal, 2 of 3` */
export function volumeName(
  first: Frame,
  options: { stacks: number; volumes: number; index: number },
): string {
  const parts = [`${first.seriesNumber} ${first.seriesDescription}`.trim()];
  if (options.stacks > 1) parts.push(nearestOrientation(cross(first.rowDirection, first.columnDirection)));
  if (options.volumes > 1) parts.push(`${options.index + 1} of ${options.volumes}`);
  return parts.join(', ');
}
