import { affineSpacing, IsocenterError, sliceCentre, sliceNormal, type SliceGroup } from '../geometry';
import { wholeMap, type ImagePatient, type TissueSource } from '../patient';
import { createVolume, voxelCount, type Volume } from '../volume';
import { visibleBox } from './crop';
import { imageAffine, imageDims } from './encoding';
import { relativeSnr, voxelMm } from './figures';
import { assertKnownTissues } from './knownTissues';
import { assertRunnable } from './limits';
import { PhantomSlices, type PhantomScanOptions } from './phantomSlices';
import { sampleSlice, type SubSample } from './sampleSlice';
import { imageSignal, type SignalBox } from './signalBox';
import { pixelSubSamples, profileReachMm } from './sliceProfile';
import { SYSTEM } from './system';
import { concatenationCount, scanTimeS } from './timing';
import type { Sequence, Series } from './types';

/** What a scan needs of a patient: neither labels nor truth. */
export type ScanPatient =
  Pick<ImagePatient, 'kind' | 'volume'> | (TissueSource & { readonly kind: 'phantom' | 'hybrid' });

export interface AcquireOptions extends PhantomScanOptions {
  /** Slices [from, to) to make, all of them when absent; the others stay black. The parts of a series agree with the whole. */
  readonly sliceRange?: readonly [from: number, to: number];
  /** Indices of the slices to make, in this order, instead of a range; each is asked for when the one before is done. */
  readonly sliceOrder?: Iterable<number>;
}

/** A slice as it arrives. */
export interface AcquiredSlice {
  /** Index along the slice normal. */
  readonly index: number;
  readonly sliceCount: number;
  readonly columns: number;
  readonly rows: number;
  /** rows × columns; a view into the series' data, valid once yielded. */
  readonly pixels: Uint16Array;
}

/** The sentence a series of a real volume carries. */
export const FIXED_CONTRAST_NOTE =
  'The contrast of a real volume is fixed: the scanner only reformats it, so TR, TE, TI, flip angle, noise and saturation bands do not change the image.';

/** The sentence a series of a real volume with tissue from its segmentation carries. */
export const ESTIMATED_CONTRAST_NOTE =
  'The contrast is estimated contrast: tissues come from the segmentation and the intensities of a real volume, their relaxation from tables.';

/** The sentence of a series whose slices miss what there is of the patient. */
export const OUTSIDE_NOTE = 'The slice group lies outside the patient: there is nothing on its images.';

/** The sentence of a series during which the patient moved. */
export const MOTION_NOTE =
  'The patient moved during the scan: the part of the motion within the slices is in the images, the part through them is not.';

type WriteSlice = (slice: number, into: Uint16Array, offset: number) => void;

function notesFor(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  { companions = [], saturationBands = [], motion = [] }: AcquireOptions,
): string[] {
  const notes = patient.kind === 'image' ? [FIXED_CONTRAST_NOTE] : [];
  const volume = patient.kind === 'image' ? patient.volume : wholeMap(patient).tissues;
  if (visibleBox(volume, group, 0, sliceNormal(group), 0).size.some((n) => n < 1)) notes.push(OUTSIDE_NOTE);
  if (patient.kind === 'image') return notes;
  if (patient.kind === 'hybrid') notes.push(ESTIMATED_CONTRAST_NOTE);
  const sliceCount = companions.reduce((sum, other) => sum + other.sliceCount, group.sliceCount);
  const runs = concatenationCount({ sliceCount }, sequence, saturationBands.length);
  if (runs > 1 && !isOneSliceARun(sequence)) {
    const wanted = Math.max(1, sequence.concatenations);
    if (runs > wanted)
      notes.push(`TR does not hold ${sliceCount} slices: they were taken in ${runs} concatenations.`);
  }
  if (motion.length > 0) notes.push(MOTION_NOTE);
  return notes;
}

/** Short-TR echoes take one slice after the other as a matter of course: nothing to tell. */
const isOneSliceARun = ({ kind }: Sequence): boolean => kind === 'GRE' || kind === 'bSSFP';

/** Sub-samples for a group, spaced by the finest voxel side of the patient's volume. */
function subSamplesFor(volume: Volume, group: SliceGroup, sequence: Sequence): SubSample[] {
  const [dx, dy] = voxelMm(group, sequence);
  return pixelSubSamples(group, [dx, dy], Math.min(...affineSpacing(volume.voxelToPatient)));
}

/** Prepares the voxels a slice sees: one box for a dense stack, one a slice where gaps would make most of it idle. */
function boxPerSlice(
  group: SliceGroup,
  prepare: (part: SliceGroup) => SignalBox,
): (slice: number) => SignalBox {
  if (group.sliceGap > group.sliceThickness)
    return (slice) => prepare({ ...group, sliceCount: 1, centre: sliceCentre(group, slice) });
  const whole = prepare(group);
  return () => whole;
}

function largestValue({ data }: Volume): number {
  let largest = 0;
  for (const value of data) if (value > largest && value < Number.POSITIVE_INFINITY) largest = value;
  return largest;
}

/** Real volumes: the same slices and profile, but their own values; one scale for the whole volume. */
function imageWriter(volume: Volume, group: SliceGroup, sequence: Sequence): WriteSlice {
  const reach = profileReachMm(group.sliceThickness) - group.sliceThickness / 2;
  const signalOf = boxPerSlice(group, (part) =>
    imageSignal(volume, visibleBox(volume, part, reach, sliceNormal(group), 0)),
  );
  const samples = subSamplesFor(volume, group, sequence);
  const affine = imageAffine(group, sequence);
  const [columns, rows] = imageDims(group, sequence);
  const sum = new Float64Array(columns * rows);
  const covered = new Float64Array(columns * rows);
  const largest = largestValue(volume);
  const scale = largest > 0 ? SYSTEM.receive.imageMaximum / largest : 0;
  return (slice, into, offset) => {
    sampleSlice(signalOf(slice), affine, [columns, rows], slice, samples, sum, covered);
    for (let i = 0; i < sum.length; i++) {
      // A slice that reaches past the volume shows what is there at full brightness; mostly outside, nothing.
      const weight = covered[i] ?? 0;
      const value = weight >= 0.5 ? ((sum[i] ?? 0) / weight) * scale : 0;
      into[offset + i] = Math.min(65535, Math.floor(value + 0.5));
    }
  };
}

function sliceWriter(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  options: AcquireOptions,
): WriteSlice {
  if (patient.kind === 'image') return imageWriter(patient.volume, group, sequence);
  const slices = new PhantomSlices(patient, group, sequence, seed, options);
  return (slice, into, offset) => slices.write(slice, into, offset);
}

function* range([from, to]: readonly [number, number]): Generator<number, void, undefined> {
  for (let index = from; index < to; index++) yield index;
}

/**
 * Acquires a group slice by slice: yields every slice as it is ready and returns the series. Work can stop between
 * slices by not asking for the next. Throws a named error before any work when the scanner cannot run it.
 */
export function* acquireSlices(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  options: AcquireOptions = {},
): Generator<AcquiredSlice, Series, undefined> {
  assertRunnable(group, sequence, options.saturationBands?.length ?? 0, options.companions ?? []);
  if (!Number.isSafeInteger(seed))
    throw new IsocenterError('seed-invalid', `The seed ${seed} is not a whole number.`, 'Use e.g. 7.');
  if (patient.kind !== 'image') assertKnownTissues(patient);
  const write = sliceWriter(patient, group, sequence, seed, options);
  const dims = imageDims(group, sequence);
  const [columns, rows, sliceCount] = dims;
  const data = new Uint16Array(voxelCount(dims));
  for (const index of options.sliceOrder ?? range(options.sliceRange ?? [0, sliceCount])) {
    if (!(index >= 0 && index < sliceCount)) continue;
    const offset = index * columns * rows;
    write(index, data, offset);
    const pixels = data.subarray(offset, offset + columns * rows);
    yield { index, sliceCount, columns, rows, pixels };
  }
  return {
    id: `${sequence.name}-${group.name}-${seed}`,
    group,
    sequence,
    seed,
    volume: createVolume(data, dims, imageAffine(group, sequence)),
    scanTimeS: scanTimeS(group, sequence, options.saturationBands?.length ?? 0, options.companions ?? []),
    relativeSnr: relativeSnr(group, sequence),
    notes: notesFor(patient, group, sequence, options),
  };
}

/** Acquires a whole series at once. The same arguments give the same bytes on every machine. */
export function acquire(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  options: AcquireOptions = {},
): Series {
  const slices = acquireSlices(patient, group, sequence, seed, options);
  for (;;) {
    const step = slices.next();
    if (step.done) return step.value;
  }
}
