import { affineSpacing, IsocenterError, sliceCentre, sliceNormal, type SliceGroup } from '../geometry';
import { wholeMap, type Patient } from '../patient';
import { createVolume, voxelCount, type Volume } from '../volume';
import { visibleBox } from './crop';
import { imageAffine, imageDims, phaseEncoding } from './encoding';
import { noiseSigma, relativeSnr, voxelMm } from './figures';
import { assertRunnable } from './limits';
import { hashText, noiseKey, writeRician } from './noise';
import { sampleSlice, type SubSample } from './sampleSlice';
import { imageSignal, phantomSignal, type SaturationSlab, type SignalBox } from './signalBox';
import { foldDistances, foldedSubSamples, pixelSubSamples, profileReachMm } from './sliceProfile';
import { SYSTEM } from './system';
import { concatenationsNeeded, scanTimeS } from './timing';
import { relaxationTable } from './tissueTable';
import type { Sequence, Series } from './types';

export interface AcquireOptions {
  /** Slabs of saturated signal; they act on phantoms only. */
  readonly saturationBands?: readonly SaturationSlab[];
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

/** The sentence of a series whose slices miss what there is of the patient. */
export const OUTSIDE_NOTE = 'The slice group lies outside the patient: there is nothing on its images.';

type WriteSlice = (slice: number, into: Uint16Array, offset: number) => void;

function notesFor(patient: Patient, group: SliceGroup, sequence: Sequence): string[] {
  const notes = patient.kind === 'image' ? [FIXED_CONTRAST_NOTE] : [];
  const volume = patient.kind === 'image' ? patient.volume : wholeMap(patient).tissues;
  if (visibleBox(volume, group, 0, sliceNormal(group), 0).size.some((n) => n < 1)) notes.push(OUTSIDE_NOTE);
  const runs = concatenationsNeeded(group, sequence);
  if (runs > 1 && sequence.kind !== 'GRE')
    notes.push(`TR does not hold ${group.sliceCount} slices: they were taken in ${runs} concatenations.`);
  return notes;
}

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

/** Phantoms: signal equations, slice profile, fold-over along phase, Rician noise. */
function phantomWriter(
  patient: Extract<Patient, { kind: 'phantom' }>,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  slabs: readonly SaturationSlab[],
): WriteSlice {
  const { tissues } = wholeMap(patient);
  const phase = phaseEncoding(group, sequence);
  const folds = foldDistances(tissues, group, phase);
  const reach = profileReachMm(group.sliceThickness) - group.sliceThickness / 2;
  const foldMm = Math.max(...folds.map(Math.abs));
  const relaxation = relaxationTable(sequence.fieldStrengthT);
  const signalOf = boxPerSlice(group, (part) => {
    const box = visibleBox(tissues, part, reach, phase.direction, foldMm);
    return phantomSignal(patient, box, sequence, relaxation, slabs);
  });
  const samples = subSamplesFor(tissues, group, sequence);
  const all = foldedSubSamples(samples, phase.direction, folds);
  const affine = imageAffine(group, sequence);
  const [columns, rows] = imageDims(group, sequence);
  const magnitude = new Float64Array(columns * rows);
  const sigma = noiseSigma(group, sequence);
  const stream = hashText(`${sequence.name}\n${sequence.fieldStrengthT}\n${group.name}`);
  const { gain, maximum } = SYSTEM.receive;
  return (slice, into, offset) => {
    sampleSlice(signalOf(slice), affine, [columns, rows], slice, all, magnitude);
    writeRician(magnitude, sigma, gain, maximum, noiseKey(seed, stream, slice), into, offset);
  };
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

/**
 * Acquires a group slice by slice: yields every slice as it is ready and returns the series. Work can stop between
 * slices by not asking for the next. Throws a named error before any work when the scanner cannot run it.
 */
export function* acquireSlices(
  patient: Patient,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  options: AcquireOptions = {},
): Generator<AcquiredSlice, Series, undefined> {
  assertRunnable(group, sequence);
  if (!Number.isSafeInteger(seed))
    throw new IsocenterError('seed-invalid', `The seed ${seed} is not a whole number.`, 'Use e.g. 7.');
  const write =
    patient.kind === 'phantom'
      ? phantomWriter(patient, group, sequence, seed, options.saturationBands ?? [])
      : imageWriter(patient.volume, group, sequence);
  const dims = imageDims(group, sequence);
  const [columns, rows, sliceCount] = dims;
  const data = new Uint16Array(voxelCount(dims));
  for (let index = 0; index < sliceCount; index++) {
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
    scanTimeS: scanTimeS(group, sequence),
    relativeSnr: relativeSnr(group, sequence),
    notes: notesFor(patient, group, sequence),
  };
}

/** Acquires a whole series at once. The same arguments give the same bytes on every machine. */
export function acquire(
  patient: Patient,
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
