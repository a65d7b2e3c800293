import type { SliceGroup } from '../geometry';
import type { Volume } from '../volume';

export type SequenceKind = 'GRE' | 'bSSFP' | 'SE' | 'TSE' | 'IR-TSE' | 'TSE-3D';
export type PhaseEncodeDirection = 'AP' | 'RL' | 'HF';
export type FieldStrengthT = 0.55 | 1.5 | 3;
/** How a train's refocusing angles run: all the same, or swept as 3-D trains do (J. P. Mugler, JMRI 2014;39:745). */
export type RefocusingScheme = 'constant' | 'variable';
/** Spectral saturation, or one of the images of a two-point Dixon pair. Inversion recovery is a kind, not a suppression. */
export type FatSuppression =
  'none' | 'spectral' | 'dixon-water' | 'dixon-fat' | 'dixon-in-phase' | 'dixon-opposed-phase';
export type SliceOrder = 'interleaved' | 'ascending' | 'descending';

/** A pulse sequence with all values the scanner needs. Stored as JSON beside `scanner/`, validated by its schema. */
export interface Sequence {
  /** Kebab-case identity, e.g. `t2-tse-sag`. */
  readonly name: string;
  /** As shown in the queue, e.g. `Sag T2 TSE`. */
  readonly label: string;
  readonly kind: SequenceKind;
  readonly orientation: 'sagittal' | 'coronal' | 'axial' | 'any';
  readonly fieldStrengthT: FieldStrengthT;
  readonly repetitionTimeMs: number;
  readonly echoTimeMs: number;
  readonly inversionTimeMs?: number;
  readonly flipAngleDeg: number;
  readonly echoTrainLength: number;
  readonly echoSpacingMs: number;
  readonly averages: number;
  readonly bandwidthHzPerPixel: number;
  /** Image columns / rows; row direction is read unless phaseEncodeDirection says otherwise. */
  readonly matrixRead: number;
  readonly matrixPhase: number;
  /** Fraction of the FOV, 0 … 1. */
  readonly phaseOversampling: number;
  readonly phaseEncodeDirection: PhaseEncodeDirection;
  readonly refocusingScheme: RefocusingScheme;
  readonly fatSuppression: FatSuppression;
  /** Acquired share of `matrixPhase`, 0.4 … 1: the outer lines are zero-filled. */
  readonly phaseResolution: number;
  /** Acquired share of k-space along phase, 0.55 … 1: 1 is symmetric. */
  readonly partialFourier: number;
  /** Parallel imaging: every n-th line is acquired. */
  readonly accelerationFactor: number;
  /** Image pixels a matrix element along each side, 1 or 2: zero-filling. */
  readonly interpolation: number;
  /** Runs the slices are split into; more when TR does not hold them. */
  readonly concatenations: number;
  readonly sliceOrder: SliceOrder;
  /** Evens out the spine array's sensitivity. */
  readonly normalisationFilter: boolean;
  /** Defaults for a new slice group of this sequence. */
  readonly defaults: {
    readonly sliceCount: number;
    readonly sliceThickness: number;
    readonly sliceGap: number;
    readonly fovReadMm: number;
    readonly fovPhaseMm: number;
  };
}

/** An acquired stack with DICOM geometry and the values that made it. */
export interface Series {
  readonly id: string;
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  readonly seed: number;
  readonly volume: Volume<Uint16Array>;
  readonly scanTimeS: number;
  /** Signal to noise relative to the sequence's preset on its default group = 1. */
  readonly relativeSnr: number;
  /** Sentences the operator must see, e.g. that a real volume's contrast is fixed. */
  readonly notes: readonly string[];
}

/** The figures always in sight while planning. */
export interface ScanFigures {
  readonly scanTimeS: number;
  readonly relativeSnr: number;
  /** Percent of the normal-mode limit; an estimate. */
  readonly sarPercent: number;
  /** Reconstructed voxel, [column, row, slice] mm */
  readonly voxelMm: readonly [number, number, number];
  /** What is really resolved, without interpolation; coarser than `voxelMm` with it, or with reduced phase resolution. */
  readonly acquiredVoxelMm: readonly [number, number, number];
  /** Time between the echoes of a train; absent where there is none. */
  readonly echoSpacingMs?: number;
  /** By how many acquired pixels fat is displaced against water along read. */
  readonly chemicalShiftPixels: number;
}
