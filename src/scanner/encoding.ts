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

/**
 * The patient direction that is phase encoded: the sequence's own where it lies in the slice; RL for a sequence for any
 * orientation whose own is perpendicular to it. Others throw `phase-direction-through-slice`.
 */
export function phaseDirection(group: SliceGroup, sequence: Sequence): PhaseEncodeDirection {
  const wanted = sequence.phaseEncodeDirection;
  if (axisAlong(group, wanted)) return wanted;
  if (sequence.orientation === 'any' && axisAlong(group, 'RL')) return 'RL';
  const legal = (['AP', 'RL', 'HF'] as const).filter((d) => axisAlong(group, d));
  throw new IsocenterError(
    'phase-direction-through-slice',
    `The phase direction ${wanted} runs through the slices of "${group.name}", not along them.`,
    `Choose ${legal.join(' or ')}, or a sequence for this orientation.`,
  );
}

/** The image side nearest to the phase direction. */
export const phaseAxis = (group: SliceGroup, sequence: Sequence): PhaseAxis =>
  axisAlong(group, phaseDirection(group, sequence)) ?? 'column';

/** [columns, rows, slices] of the image: matrixRead columns, matrixPhase rows, whichever side is phase encoded. */
export const imageDims = (group: SliceGroup, sequence: Sequence): Dims => [
  sequence.matrixRead,
  sequence.matrixPhase,
  group.sliceCount,
];

/** Voxel→patient of the acquired image. */
export const imageAffine = (group: SliceGroup, sequence: Sequence): Affine =>
  sliceGroupAffine(group, sequence.matrixRead, sequence.matrixPhase);

/** Extent, matrix and direction along the phase-encoded side, and the extent that is really encoded (with oversampling). */
export interface PhaseEncoding {
  readonly axis: PhaseAxis;
  readonly direction: Vec3;
  readonly fovMm: number;
  readonly matrix: number;
  /** Lines of k-space, oversampling included. */
  readonly lines: number;
  /** What lies further out folds back by this distance, mm. */
  readonly encodedFovMm: number;
}

export function phaseEncoding(group: SliceGroup, sequence: Sequence): PhaseEncoding {
  const axis = phaseAxis(group, sequence);
  const alongRow = axis === 'row';
  const fovMm = alongRow ? group.fovReadMm : group.fovPhaseMm;
  const matrix = alongRow ? sequence.matrixRead : sequence.matrixPhase;
  return {
    axis,
    direction: alongRow ? group.rowDirection : group.columnDirection,
    fovMm,
    matrix,
    lines: Math.ceil(matrix * (1 + sequence.phaseOversampling)),
    encodedFovMm: fovMm * (1 + sequence.phaseOversampling),
  };
}
