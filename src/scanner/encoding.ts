import {
  dot,
  IsocenterError,
  LEFT,
  POSTERIOR,
  SUPERIOR,
  sliceGroupAffine,
  type Affine,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { Dims } from '../volume';
import { SYSTEM } from './system';
import type { PhaseEncodeDirection, Sequence } from './types';

/** Which side of the image is phase encoded: `row` = along increasing column index. */
export type PhaseAxis = 'row' | 'column';

const PATIENT_AXIS: Record<PhaseEncodeDirection, Vec3> = { RL: LEFT, AP: POSTERIOR, HF: SUPERIOR };
/** A direction counts as lying in the slice when it is within 60° of one of its sides. */
const IN_PLANE_COSINE = 0.5;

function axisAlong(group: SliceGroup, direction: PhaseEncodeDirection): PhaseAxis | undefined {
  const row = Math.abs(dot(group.rowDirection, PATIENT_AXIS[direction]));
  const column = Math.abs(dot(group.columnDirection, PATIENT_AXIS[direction]));
  if (Math.max(row, column) < IN_PLANE_COSINE) return undefined;
  return row > column ? 'row' : 'column';
}

/** The patient directions that lie in the group's slices: those that can be phase encoded. */
export const phaseDirectionsInPlane = (group: SliceGroup): readonly PhaseEncodeDirection[] =>
  (['AP', 'RL', 'HF'] as const).filter((direction) => axisAlong(group, direction));

/**
 * The patient direction that is phase encoded: the sequence's own where it lies in the slice; RL for a sequence for any
 * orientation whose own is perpendicular to it. Others throw `phase-direction-through-slice`.
 */
export function phaseDirection(group: SliceGroup, sequence: Sequence): PhaseEncodeDirection {
  const wanted = sequence.phaseEncodeDirection;
  if (axisAlong(group, wanted)) return wanted;
  if (sequence.orientation === 'any' && axisAlong(group, 'RL')) return 'RL';
  throw new IsocenterError(
    'phase-direction-through-slice',
    `The phase direction ${wanted} runs through the slices of "${group.name}", not along them.`,
    `Choose ${phaseDirectionsInPlane(group).join(' or ')}, or a sequence for this orientation.`,
  );
}

/** The image side nearest to the phase direction. */
export const phaseAxis = (group: SliceGroup, sequence: Sequence): PhaseAxis =>
  axisAlong(group, phaseDirection(group, sequence)) ?? 'column';

/**
 * [columns, rows, slices] of the image: matrixRead columns, matrixPhase rows, whichever side is phase encoded, each
 * `interpolation` pixels.
 */
export const imageDims = (group: SliceGroup, sequence: Sequence): Dims => [
  sequence.matrixRead * sequence.interpolation,
  sequence.matrixPhase * sequence.interpolation,
  group.sliceCount,
];

/** Voxel→patient of the acquired image. */
export function imageAffine(group: SliceGroup, sequence: Sequence): Affine {
  const [columns, rows] = imageDims(group, sequence);
  return sliceGroupAffine(group, columns, rows);
}

/** Extent, matrix and direction along the phase-encoded side, and the extent that is really encoded (with oversampling). */
export interface PhaseEncoding {
  readonly axis: PhaseAxis;
  readonly direction: Vec3;
  readonly fovMm: number;
  /** Elements of the full matrix over `fovMm`, without interpolation. */
  readonly matrix: number;
  /** What lies further out folds back by this distance, mm. Lines of k-space are 1/encodedFovMm apart. */
  readonly encodedFovMm: number;
  /**
   * Extent of k-space in lines, even: matrix · phaseResolution · (1 + phaseOversampling). They are numbered
   * −lines/2 … lines/2 − 1; 0 is the centre.
   */
  readonly lines: number;
  /** How many of them are read, once each average: `acquiredLineNumbers(…).length`. */
  readonly acquiredLines: number;
}

const { calibrationLines: CALIBRATION } = SYSTEM.parallelImaging;

/** Lines kept by partial Fourier: all from here to the end; the missing ones are the most negative. */
const firstLine = (lines: number, partialFourier: number): number =>
  lines / 2 - Math.min(lines, Math.max(lines / 2 + 1, Math.ceil(lines * partialFourier - 1e-9)));

/**
 * Numbers of the lines that are read, ascending. `lines` is even. Partial Fourier leaves out the most negative lines
 * (D. C. Noll et al., IEEE Trans Med Imaging 1991;10:154); parallel imaging reads every n-th, and all of the calibration
 * lines about the centre (M. A. Griswold et al., Magn Reson Med 2002;47:1202).
 */
export function acquiredLineNumbers(
  lines: number,
  partialFourier: number,
  accelerationFactor: number,
): readonly number[] {
  const first = firstLine(lines, partialFourier);
  const all = Array.from({ length: lines / 2 - first }, (_, i) => first + i);
  if (accelerationFactor === 1) return all;
  const isCalibration = (line: number): boolean => line >= -CALIBRATION / 2 && line < CALIBRATION / 2;
  return all.filter((line) => line % accelerationFactor === 0 || isCalibration(line));
}

export function phaseEncoding(group: SliceGroup, sequence: Sequence): PhaseEncoding {
  const axis = phaseAxis(group, sequence);
  const alongRow = axis === 'row';
  const fovMm = alongRow ? group.fovReadMm : group.fovPhaseMm;
  const matrix = alongRow ? sequence.matrixRead : sequence.matrixPhase;
  const { phaseOversampling, phaseResolution, partialFourier, accelerationFactor } = sequence;
  const lines = 2 * Math.round((matrix * phaseResolution * (1 + phaseOversampling)) / 2);
  return {
    axis,
    direction: alongRow ? group.rowDirection : group.columnDirection,
    fovMm,
    matrix,
    encodedFovMm: fovMm * (1 + phaseOversampling),
    lines,
    acquiredLines: acquiredLineNumbers(lines, partialFourier, accelerationFactor).length,
  };
}
