import type { SliceGroup } from '../geometry';
import { phaseEncoding } from './encoding';
import { ALL_SEQUENCES } from './sequences';
import { SYSTEM } from './system';
import { scanTimeS, slicesPerRepetition } from './timing';
import type { ScanFigures, Sequence } from './types';

/** Voxel size along [column index, row index, slice normal], mm; the slice side is its thickness. */
export const voxelMm = (group: SliceGroup, sequence: Sequence): readonly [number, number, number] => [
  group.fovReadMm / sequence.matrixRead,
  group.fovPhaseMm / sequence.matrixPhase,
  group.sliceThickness,
];

/**
 * Signal to noise up to a constant, for equal tissue signal: ΔV · √(averages · N_phase (1 + oversampling) / BW) · B0/1.5 T,
 * ΔV in mm³, BW in Hz a pixel. The root is the square root of the time spent sampling; noise from the body makes it grow
 * in proportion to B0 (E. M. Haacke et al., Magnetic Resonance Imaging, Wiley 1999, chapter 15).
 */
export function snrFactor(group: SliceGroup, sequence: Sequence): number {
  const [dx, dy, dz] = voxelMm(group, sequence);
  const lines = phaseEncoding(group, sequence).lines;
  const samplingS = (sequence.averages * lines) / sequence.bandwidthHzPerPixel;
  return dx * dy * dz * Math.sqrt(samplingS) * (sequence.fieldStrengthT / 1.5);
}

/** Standard deviation of the noise in each channel, in units of water's fully relaxed signal. */
export const noiseSigma = (group: SliceGroup, sequence: Sequence): number =>
  SYSTEM.noise.referenceSigma / snrFactor(group, sequence);

/** The sequence's preset with its default extents on this group's place: where relative SNR is 1. */
export function relativeSnr(group: SliceGroup, sequence: Sequence): number {
  const preset =
    ALL_SEQUENCES.find((s) => s.name === sequence.name && s.fieldStrengthT === sequence.fieldStrengthT) ??
    sequence;
  // Its phase direction may run through this group's slices; the one in use is known to lie in them.
  const comparable = { ...preset, phaseEncodeDirection: sequence.phaseEncodeDirection };
  return snrFactor(group, sequence) / snrFactor({ ...group, ...preset.defaults }, comparable);
}

/**
 * Whole-body SAR, W/kg, an estimate: B0² · Σ flip² · slices within TR / TR. A pulse's energy goes with the square of its
 * angle and of B0; the factor is fitted to real protocols (system.json).
 */
export function sarEstimateWPerKg(group: SliceGroup, sequence: Sequence): number {
  const { kind, flipAngleDeg, fieldStrengthT, repetitionTimeMs } = sequence;
  const echoes = kind === 'SE' ? 1 : sequence.echoTrainLength;
  const flip2 = flipAngleDeg * flipAngleDeg;
  const excitation = kind === 'GRE' ? flip2 : 90 * 90 + echoes * flip2;
  const energy = excitation + (kind === 'IR-TSE' ? 180 * 180 : 0);
  const slices = Math.min(group.sliceCount, slicesPerRepetition(sequence));
  const perUnit = SYSTEM.sar.wattsPerUnit[`${fieldStrengthT}`];
  return (perUnit * fieldStrengthT * fieldStrengthT * energy * slices) / repetitionTimeMs;
}

/** Scan time, relative SNR, SAR (estimate, percent of the normal-mode limit) and voxel size. Does not check limits. */
export const scanFigures = (group: SliceGroup, sequence: Sequence): ScanFigures => ({
  scanTimeS: scanTimeS(group, sequence),
  relativeSnr: relativeSnr(group, sequence),
  sarPercent: (100 * sarEstimateWPerKg(group, sequence)) / SYSTEM.sar.normalModeWPerKg,
  voxelMm: voxelMm(group, sequence),
});
