import type { SliceGroup } from '../geometry';
import { phaseEncoding } from './encoding';
import { fatShiftHz } from './fat';
import { echoTrainMs } from './signal';
import { SYSTEM } from './system';
import type { Sequence } from './types';

const T = SYSTEM.timing;

/** Whether two echoes are taken for a Dixon pair. */
export const isDixon = ({ fatSuppression }: Pick<Sequence, 'fatSuppression'>): boolean =>
  fatSuppression.startsWith('dixon-');

/** Delay after which fat is opposed to water, ms: half a period of their difference. */
export const opposedPhaseMs = (sequence: Pick<Sequence, 'fieldStrengthT'>): number =>
  500 / fatShiftHz(sequence.fieldStrengthT);

/** Whether lines are read in trains of echoes, `echoSpacingMs` apart. */
export const isTrain = ({ kind }: Pick<Sequence, 'kind'>): boolean =>
  kind === 'TSE' || kind === 'IR-TSE' || kind === 'TSE-3D';

/** Sampling time of one echo, ms: the inverse of the bandwidth a pixel. */
export const readoutMs = (sequence: Sequence): number => 1000 / sequence.bandwidthHzPerPixel;

/**
 * Shortest echo time (gradient echo), TR (balanced) or echo spacing (spin echoes) that holds readout and pulses, ms. The
 * opposed echo of a Dixon pair is shifted within its spacing: room for the shift is needed on both sides. 3-D trains refocus
 * with short, non-selective pulses.
 */
export function minimumEchoMs(sequence: Sequence): number {
  const readout = readoutMs(sequence);
  const pulse = sequence.kind === 'TSE-3D' ? T.refocusingPulse3dMs : T.refocusingPulseMs;
  if (sequence.kind === 'GRE' || sequence.kind === 'bSSFP') return readout / 2 + T.gradientEchoOverheadMs;
  return readout + pulse + (isDixon(sequence) ? 2 * opposedPhaseMs(sequence) : 0);
}

/** Time before every excitation for saturation bands and spectral fat saturation, ms. */
const preparationMs = (sequence: Sequence, saturationBands: number): number =>
  saturationBands * T.saturationBandMs + (sequence.fatSuppression === 'spectral' ? T.fatSaturationMs : 0);

/** Excitation to the end of the last readout and its spoiling, ms. */
function readMs(sequence: Sequence): number {
  const { kind, echoTimeMs, echoTrainLength, echoSpacingMs } = sequence;
  const half = readoutMs(sequence) / 2;
  switch (kind) {
    case 'GRE':
      return echoTimeMs + half + T.gradientEchoOverheadMs;
    case 'bSSFP':
      return 2 * (half + T.gradientEchoOverheadMs);
    case 'SE':
      return T.excitationAndSpoilMs + echoTimeMs + half;
    case 'TSE':
    case 'IR-TSE':
    case 'TSE-3D':
      return T.excitationAndSpoilMs + echoTrainMs(echoTrainLength, echoSpacingMs);
  }
}

/**
 * Time one slice occupies within TR, ms: preparation pulses, excitation, echo train and spoiling (GRE: to the end of its
 * readout), with its inversion pulse. `saturationBands`: how many are played before each excitation.
 */
export const sliceBlockMs = (sequence: Sequence, saturationBands = 0): number =>
  preparationMs(sequence, saturationBands) +
  readMs(sequence) +
  (sequence.kind === 'IR-TSE' ? T.inversionMs : 0);

/** Time at the start of TR in which nothing is read: the first inversion's wait; those of later slices are interleaved. */
export const leadMs = (sequence: Sequence): number =>
  sequence.kind === 'IR-TSE' ? (sequence.inversionTimeMs ?? 0) : 0;

/** Whether TR is one slab's or one slice's: 3-D trains excite all partitions at once, balanced echoes leave no pause. */
const isOneAtATime = ({ kind }: Sequence): boolean => kind === 'TSE-3D' || kind === 'bSSFP';

/** Shortest TR that holds this many slices in one concatenation, ms. */
export const minimumRepetitionTimeMs = (
  sequence: Sequence,
  sliceCount: number,
  saturationBands = 0,
): number =>
  leadMs(sequence) + (isOneAtATime(sequence) ? 1 : sliceCount) * sliceBlockMs(sequence, saturationBands);

/**
 * Slices that share a TR (0 when not even one fits): as many as TR has room for; one with balanced echoes; Infinity for
 * 3-D trains, whose partitions are excited together.
 */
export function slicesPerRepetition(sequence: Sequence, saturationBands = 0): number {
  const room = (sequence.repetitionTimeMs - leadMs(sequence)) / sliceBlockMs(sequence, saturationBands);
  const fitting = Math.max(0, Math.floor(room + 1e-9));
  if (fitting === 0 || !isOneAtATime(sequence)) return fitting;
  return sequence.kind === 'bSSFP' ? 1 : Number.POSITIVE_INFINITY;
}

/** What of a group decides its timing. */
export type SliceCount = Pick<SliceGroup, 'sliceCount'>;

/** Into how many runs the slices must be split so that TR holds each; Infinity when TR does not hold one slice. */
export function concatenationsNeeded(
  { sliceCount }: SliceCount,
  sequence: Sequence,
  saturationBands = 0,
): number {
  return Math.max(1, Math.ceil(sliceCount / slicesPerRepetition(sequence, saturationBands)));
}

/** Runs in which the slices are taken: as many as asked for, or as TR makes necessary, but never an empty one. */
export function concatenationCount(group: SliceCount, sequence: Sequence, saturationBands = 0): number {
  const needed = concatenationsNeeded(group, sequence, saturationBands);
  if (sequence.kind === 'TSE-3D') return needed;
  return Math.max(needed, Math.min(sequence.concatenations, group.sliceCount));
}

/** Excitations a slice (3-D: the slab) and average: ⌈acquired lines / ETL⌉, 3-D: ⌈acquired lines · partitions / ETL⌉. */
export function shotsNeeded(group: SliceGroup, sequence: Sequence): number {
  const partitions = sequence.kind === 'TSE-3D' ? group.sliceCount : 1;
  const linesPerShot = isTrain(sequence) ? sequence.echoTrainLength : 1;
  return Math.ceil((phaseEncoding(group, sequence).acquiredLines * partitions) / linesPerShot);
}

/**
 * Scan time, s: TR · ⌈acquired lines / ETL⌉ · averages · concatenations, twice for a Dixon pair. `companions` are groups
 * taken together with this one in the same series.
 */
export function scanTimeS(
  group: SliceGroup,
  sequence: Sequence,
  saturationBands = 0,
  companions: readonly SliceCount[] = [],
): number {
  const sliceCount = companions.reduce((sum, other) => sum + other.sliceCount, group.sliceCount);
  const runs = concatenationCount({ sliceCount }, sequence, saturationBands);
  const echoes = isDixon(sequence) ? 2 : 1;
  const { repetitionTimeMs, averages } = sequence;
  return (repetitionTimeMs * shotsNeeded(group, sequence) * averages * runs * echoes) / 1000;
}
