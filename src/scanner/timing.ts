import type { SliceGroup } from '../geometry';
import { phaseEncoding } from './encoding';
import { echoTrainMs } from './signal';
import { SYSTEM } from './system';
import type { Sequence } from './types';

const T = SYSTEM.timing;

/** Sampling time of one echo, ms: the inverse of the bandwidth a pixel. */
export const readoutMs = (sequence: Sequence): number => 1000 / sequence.bandwidthHzPerPixel;

/** Shortest echo time (gradient echo) or echo spacing (spin echoes) that holds readout and pulses, ms. */
export const minimumEchoMs = (sequence: Sequence): number =>
  sequence.kind === 'GRE'
    ? readoutMs(sequence) / 2 + T.gradientEchoOverheadMs
    : readoutMs(sequence) + T.refocusingPulseMs;

/** Time one slice occupies within TR, ms: excitation, echo train and spoiling (GRE: to the end of its readout), with its inversion pulse. */
export function sliceBlockMs(sequence: Sequence): number {
  if (sequence.kind === 'GRE')
    return sequence.echoTimeMs + readoutMs(sequence) / 2 + T.gradientEchoOverheadMs;
  const train =
    sequence.kind === 'SE'
      ? sequence.echoTimeMs + readoutMs(sequence) / 2
      : echoTrainMs(sequence.echoTrainLength, sequence.echoSpacingMs);
  return T.excitationAndSpoilMs + train + (sequence.kind === 'IR-TSE' ? T.inversionMs : 0);
}

/** Time at the start of TR in which nothing is read: the first inversion's wait; those of later slices are interleaved. */
const leadMs = (sequence: Sequence): number =>
  sequence.kind === 'IR-TSE' ? (sequence.inversionTimeMs ?? 0) : 0;

/** Shortest TR that holds this many slices in one concatenation, ms. */
export const minimumRepetitionTimeMs = (sequence: Sequence, sliceCount: number): number =>
  leadMs(sequence) + sliceCount * sliceBlockMs(sequence);

/** Slices that fit into TR (0 when not even one does). */
export const slicesPerRepetition = (sequence: Sequence): number =>
  Math.max(0, Math.floor((sequence.repetitionTimeMs - leadMs(sequence)) / sliceBlockMs(sequence) + 1e-9));

/** Into how many runs the slices must be split so that TR holds each; Infinity when TR does not hold one slice. */
export const concatenationsNeeded = (group: SliceGroup, sequence: Sequence): number =>
  Math.ceil(group.sliceCount / slicesPerRepetition(sequence));

/** Echo trains a slice and average: ⌈lines / ETL⌉. */
export const shotsNeeded = (group: SliceGroup, sequence: Sequence): number =>
  Math.ceil(phaseEncoding(group, sequence).lines / sequence.echoTrainLength);

/** Scan time, s: TR · ⌈N_phase (1 + oversampling) / ETL⌉ · averages · concatenations. */
export const scanTimeS = (group: SliceGroup, sequence: Sequence): number =>
  (sequence.repetitionTimeMs *
    shotsNeeded(group, sequence) *
    sequence.averages *
    concatenationsNeeded(group, sequence)) /
  1000;
