import type { SliceGroup } from '../geometry';
import { phaseEncoding } from './encoding';
import { fatShiftHz } from './fat';
import { refocusingAnglesDeg } from './refocusing';
import { ALL_SEQUENCES } from './sequences';
import { SYSTEM } from './system';
import { concatenationCount, isDixon, isTrain, scanTimeS, type SliceCount } from './timing';
import type { ScanFigures, Sequence } from './types';

/** Size of the reconstructed voxel along [column index, row index, slice normal], mm; the slice side is its thickness. */
export const voxelMm = (group: SliceGroup, sequence: Sequence): readonly [number, number, number] => [
  group.fovReadMm / (sequence.matrixRead * sequence.interpolation),
  group.fovPhaseMm / (sequence.matrixPhase * sequence.interpolation),
  group.sliceThickness,
];

/** Size of the voxel that is really resolved, without interpolation, coarser along phase by `phaseResolution`; as `voxelMm`. */
export function acquiredVoxelMm(group: SliceGroup, sequence: Sequence): readonly [number, number, number] {
  const { axis } = phaseEncoding(group, sequence);
  const { matrixRead, matrixPhase, phaseResolution } = sequence;
  const [alongRow, alongColumn] = axis === 'row' ? [phaseResolution, 1] : [1, phaseResolution];
  return [
    group.fovReadMm / (matrixRead * alongRow),
    group.fovPhaseMm / (matrixPhase * alongColumn),
    group.sliceThickness,
  ];
}

/** ΔV · √(samples / BW) · B0/1.5 T for this voxel and number of lines a partition. */
function samplingSnr(
  group: SliceGroup,
  sequence: Sequence,
  [dx, dy, dz]: readonly [number, number, number],
  lines: number,
): number {
  const partitions = sequence.kind === 'TSE-3D' ? group.sliceCount : 1;
  const echoes = isDixon(sequence) ? 2 : 1;
  const samplingS = (sequence.averages * lines * partitions * echoes) / sequence.bandwidthHzPerPixel;
  return dx * dy * dz * Math.sqrt(samplingS) * (sequence.fieldStrengthT / 1.5);
}

/** Mean noise amplification of the parallel reconstruction (K. P. Pruessmann et al., Magn Reson Med 1999;42:952). */
function meanGFactor({ accelerationFactor }: Sequence): number {
  const { meanGFactor: table } = SYSTEM.parallelImaging;
  return table[accelerationFactor - 1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Signal to noise up to a constant, for equal tissue signal: ΔV · √(averages · acquired lines · partitions / BW) / g ·
 * B0/1.5 T, ΔV the acquired voxel in mm³, BW in Hz a pixel. The root is the square root of the time spent sampling (both
 * echoes of a Dixon pair count); noise from the body makes it grow in proportion to B0 (E. M. Haacke et al., Magnetic
 * Resonance Imaging, Wiley 1999, chapter 15).
 */
export const snrFactor = (group: SliceGroup, sequence: Sequence): number =>
  samplingSnr(
    group,
    sequence,
    acquiredVoxelMm(group, sequence),
    phaseEncoding(group, sequence).acquiredLines,
  ) / meanGFactor(sequence);

/**
 * Standard deviation of the noise in each channel (real, imaginary) of a pixel, in units of water's fully relaxed signal,
 * if every line of the full matrix with its oversampling were read: no partial Fourier, acceleration or reduced phase
 * resolution. It fixes the noise of one sample of k-space; what is left out follows from the reconstruction.
 */
export function noiseSigma(group: SliceGroup, sequence: Sequence): number {
  const full = { ...sequence, phaseResolution: 1, partialFourier: 1, accelerationFactor: 1 };
  return SYSTEM.noise.referenceSigma / snrFactor(group, full);
}

/** Standard deviation of the noise in a pixel of the finished image, in the units of `tissueSignal`, where the coil's sensitivity is 1. */
export const imageNoise = (group: SliceGroup, sequence: Sequence): number =>
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

/** Σ flip² of the pulses for one slice, degrees², each weighted by how short and strong it is (system.json). */
function pulseEnergy(sequence: Sequence, saturationBands: number): number {
  const { kind, flipAngleDeg, fatSuppression } = sequence;
  const square = (deg: number): number => deg * deg;
  const { shortPulseFactor, spectralPulseFactor } = SYSTEM.sar;
  const factor = kind === 'TSE-3D' || kind === 'bSSFP' ? shortPulseFactor[kind] : 1;
  const refocusing = refocusingAnglesDeg(sequence).reduce((sum, deg) => sum + square(deg), 0);
  const isGradientEcho = kind === 'GRE' || kind === 'bSSFP';
  const reading = isGradientEcho ? square(flipAngleDeg) : square(90) + refocusing;
  const inversion = kind === 'IR-TSE' ? square(180) : 0;
  const fat = fatSuppression === 'spectral' ? spectralPulseFactor * square(90) : 0;
  return factor * reading + inversion + fat + saturationBands * square(90);
}

/**
 * Whole-body SAR, W/kg, an estimate: B0² · Σ flip² · slices within TR / TR. A pulse's energy goes with the square of its
 * angle and of B0; the factors are fitted to real protocols (system.json).
 */
export function sarEstimateWPerKg(
  group: SliceCount,
  sequence: Sequence,
  saturationBands = 0,
  companions: readonly SliceCount[] = [],
): number {
  const { kind, fieldStrengthT, repetitionTimeMs } = sequence;
  const sliceCount = companions.reduce((sum, other) => sum + other.sliceCount, group.sliceCount);
  const runs = concatenationCount({ sliceCount }, sequence, saturationBands);
  const slices = kind === 'TSE-3D' ? 1 : Math.ceil(sliceCount / runs);
  const perUnit = SYSTEM.sar.wattsPerUnit[`${fieldStrengthT}`];
  const energy = pulseEnergy(sequence, saturationBands) * slices;
  return (perUnit * fieldStrengthT * fieldStrengthT * energy) / repetitionTimeMs;
}

/**
 * What the console shows while planning. `saturationBands`: how many are played; `companions`: groups taken together with
 * this one in the same series. Does not check limits.
 */
export const scanFigures = (
  group: SliceGroup,
  sequence: Sequence,
  saturationBands = 0,
  companions: readonly SliceCount[] = [],
): ScanFigures => ({
  scanTimeS: scanTimeS(group, sequence, saturationBands, companions),
  relativeSnr: relativeSnr(group, sequence),
  sarPercent:
    (100 * sarEstimateWPerKg(group, sequence, saturationBands, companions)) / SYSTEM.sar.normalModeWPerKg,
  voxelMm: voxelMm(group, sequence),
  acquiredVoxelMm: acquiredVoxelMm(group, sequence),
  ...(isTrain(sequence) ? { echoSpacingMs: sequence.echoSpacingMs } : {}),
  chemicalShiftPixels: fatShiftHz(sequence.fieldStrengthT) / sequence.bandwidthHzPerPixel,
});
