import { acquireSlices, type ScanPatient } from './acquire';
import { imageDims } from './encoding';
import { assertRunnable } from './limits';
import { PhantomSlices, type PhantomScanOptions } from './phantomSlices';
import type { SliceGroup } from '../geometry';
import type { Sequence } from './types';

/** Columns or rows of a preview at most (o): a slice of 128² takes a tenth of the time of one of 384². */
const MOST_PIXELS = 128;
/** The smallest matrix the scanner makes (system.json). */
const LEAST_PIXELS = 32;

/** One slice of a series, coarse. */
export interface PreviewSlice {
  /** Index along the slice normal, of so many. */
  readonly index: number;
  readonly sliceCount: number;
  readonly columns: number;
  readonly rows: number;
  /** rows × columns, on the scale of a series. */
  readonly pixels: Uint16Array;
}

/**
 * The sequence with a matrix of at most 128. Contrast, signal to noise a pixel and the displacement of fat in mm stay what they are:
 * a pixel is f times wider along both sides, so its bandwidth grows by f and its averages shrink by f² (the law of `snrFactor`).
 */
export function coarseSequence(sequence: Sequence): Sequence {
  const { matrixRead, matrixPhase, bandwidthHzPerPixel, averages } = sequence;
  const share = Math.min(1, MOST_PIXELS / Math.max(matrixRead, matrixPhase));
  const coarse = (n: number): number => Math.min(n, Math.max(LEAST_PIXELS, 2 * Math.round((n * share) / 2)));
  const [read, phase] = [coarse(matrixRead), coarse(matrixPhase)];
  const kept = Math.sqrt((read * phase) / (matrixRead * matrixPhase));
  return {
    ...sequence,
    ...{ matrixRead: read, matrixPhase: phase, interpolation: 1 },
    ...{ bandwidthHzPerPixel: bandwidthHzPerPixel / kept, averages: averages * kept * kept },
  };
}

/**
 * The middle slice of a group as the scanner would make it, coarse and of a patient who lies still without breathing.
 * @throws IsocenterError as `assertRunnable`
 */
export function previewSlice(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  { saturationBands = [], companions = [] }: Pick<PhantomScanOptions, 'saturationBands' | 'companions'> = {},
  seed = 0,
): PreviewSlice {
  assertRunnable(group, sequence, saturationBands.length, companions);
  const index = Math.floor(group.sliceCount / 2);
  const coarse = coarseSequence(sequence);
  const [columns, rows, sliceCount] = imageDims(group, coarse);
  const place = { index, sliceCount, columns, rows };
  if (patient.kind === 'image') {
    // Without noise there is nothing for averages to make up for.
    const asked = { ...coarse, averages: sequence.averages };
    const made = acquireSlices(patient, group, asked, seed, { sliceRange: [index, index + 1] }).next();
    if (made.done) throw new Error('no slice');
    return { ...place, pixels: made.value.pixels.slice() };
  }
  const pixels = new Uint16Array(columns * rows);
  new PhantomSlices(patient, group, coarse, seed, { saturationBands, companions }).write(index, pixels, 0);
  return { ...place, pixels };
}
