import { dot, type Vec3 } from '../../geometry';
import { decimal, type Elements } from './elements';
import type { DicomSeriesInput } from './write';

/** Larmor frequency of protons, MHz a tesla. */
const PROTON_MHZ_PER_T = 42.577478;

interface Kind {
  /** Scanning Sequence (0018,0020). */
  readonly sequence: readonly string[];
  /** Sequence Variant (0018,0021): spoiled, steady state, segmented k-space. */
  readonly variant?: string;
  /** First part of the Sequence Name (0018,0024). */
  readonly name: string;
}

const KINDS: Record<DicomSeriesInput['sequenceKind'], Kind> = {
  GRE: { sequence: ['GR'], variant: 'SP', name: 'gre2d' },
  bSSFP: { sequence: ['GR'], variant: 'SS', name: 'bssfp2d' },
  SE: { sequence: ['SE'], name: 'se2d' },
  TSE: { sequence: ['SE'], variant: 'SK', name: 'tse2d' },
  'TSE-3D': { sequence: ['SE'], variant: 'SK', name: 'tse3d' },
  'IR-TSE': { sequence: ['SE', 'IR'], variant: 'SK', name: 'tir2d' },
};

/** Image Type (0008,0008): water and fat are calculated from the two echoes of a Dixon pair. */
const IMAGE_TYPES: Record<NonNullable<DicomSeriesInput['fatSuppression']>, readonly string[]> = {
  none: ['ORIGINAL', 'PRIMARY', 'OTHER'],
  spectral: ['ORIGINAL', 'PRIMARY', 'OTHER'],
  'dixon-water': ['DERIVED', 'PRIMARY', 'OTHER', 'WATER'],
  'dixon-fat': ['DERIVED', 'PRIMARY', 'OTHER', 'FAT'],
  'dixon-in-phase': ['ORIGINAL', 'PRIMARY', 'OTHER', 'IN_PHASE'],
  'dixon-opposed-phase': ['ORIGINAL', 'PRIMARY', 'OTHER', 'OPP_PHASE'],
};

/** Directions of the image's sides. */
export interface Plane {
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
}

const PHASE_AXIS: Record<DicomSeriesInput['phaseEncodeDirection'], Vec3> = {
  ...{ RL: [1, 0, 0], AP: [0, 1, 0], HF: [0, 0, 1] },
};

/** Whether phase runs along rows or columns of the image (0018,1312). */
function inPlanePhase({ phaseEncodeDirection }: DicomSeriesInput, plane: Plane): 'ROW' | 'COL' {
  const axis = PHASE_AXIS[phaseEncodeDirection];
  return Math.abs(dot(axis, plane.rowDirection)) > Math.abs(dot(axis, plane.columnDirection)) ? 'ROW' : 'COL';
}

/** A code string element of several values; one empty value where there is none. */
const codes = (values: readonly string[]): Elements[string] => ['CS', ...(values.length > 0 ? values : [''])];

/** Sequence Variant (0018,0021); OSP: phase oversampling. */
function variants({ sequenceKind, encoding }: DicomSeriesInput): readonly string[] {
  const { variant } = KINDS[sequenceKind];
  const all = [...(variant ? [variant] : []), ...(encoding?.isOversampled ? ['OSP'] : [])];
  return all.length > 0 ? all : ['NONE'];
}

/** Scan Options (0018,0022): partial Fourier along phase, spatial presaturation, fat saturation. */
const scanOptions = ({
  encoding,
  spatialSaturation,
  fatSuppression,
}: DicomSeriesInput): readonly string[] => [
  ...(encoding?.isPartialFourier ? ['PFP'] : []),
  ...(spatialSaturation ? ['SP'] : []),
  ...(fatSuppression === 'spectral' ? ['FS'] : []),
];

/** Acquisition Matrix (0018,1310): [frequency rows, frequency columns, phase rows, phase columns]. */
function acquisitionMatrix({ encoding, volume }: DicomSeriesInput, phase: 'ROW' | 'COL'): readonly number[] {
  const [columns, rows] = volume.dims;
  // Frequency runs across the phase axis.
  return phase === 'COL'
    ? [0, encoding?.readElements ?? columns, encoding?.phaseElements ?? rows, 0]
    : [encoding?.readElements ?? rows, 0, 0, encoding?.phaseElements ?? columns];
}

function encodingElements({ encoding }: DicomSeriesInput): Elements {
  if (!encoding) return {};
  return {
    '00180089': ['IS', encoding.phaseEncodingSteps],
    '00180093': ['DS', decimal(encoding.percentSampling)],
    '00180094': ['DS', decimal(encoding.percentPhaseFieldOfView)],
  };
}

const isTrain = ({ sequenceKind }: DicomSeriesInput): boolean => /TSE/.test(sequenceKind);

/** Sequence Name (0018,0024): kind, dimensions and, for trains, their length, as vendors write it. */
const sequenceName = (input: DicomSeriesInput): string =>
  `${KINDS[input.sequenceKind].name}${isTrain(input) ? `_${input.echoTrainLength}` : ''}`;

/**
 * MR image module of classic MR (PS3.3 C.8.3.1). Partial Fourier is a scan option there; acceleration has no attribute and
 * shows in the number of phase-encoding steps.
 */
export function acquisitionElements(input: DicomSeriesInput, plane: Plane): Elements {
  const phase = inPlanePhase(input, plane);
  return {
    '00080008': codes(IMAGE_TYPES[input.fatSuppression ?? 'none']),
    '00180020': codes(KINDS[input.sequenceKind].sequence),
    '00180021': codes(variants(input)),
    '00180022': codes(scanOptions(input)),
    '00180023': ['CS', input.sequenceKind === 'TSE-3D' ? '3D' : '2D'],
    '00180024': ['SH', sequenceName(input)],
    '00180025': ['CS', 'N'],
    '00180050': ['DS', decimal(input.sliceThickness)],
    '00180080': ['DS', decimal(input.repetitionTimeMs)],
    '00180081': ['DS', decimal(input.echoTimeMs)],
    ...(input.inversionTimeMs === undefined
      ? {}
      : { '00180082': ['DS', decimal(input.inversionTimeMs)] as const }),
    '00180083': ['DS', decimal(input.averages)],
    '00180084': ['DS', decimal(input.fieldStrengthT * PROTON_MHZ_PER_T)],
    '00180085': ['SH', '1H'],
    '00180087': ['DS', decimal(input.fieldStrengthT)],
    '00180088': ['DS', decimal(input.spacingBetweenSlices)],
    ...encodingElements(input),
    '00180091': ['IS', input.echoTrainLength],
    '00180095': ['DS', decimal(input.bandwidthHzPerPixel)],
    '00181310': ['US', ...acquisitionMatrix(input, phase)],
    '00181312': ['CS', phase],
    '00181314': ['DS', decimal(input.flipAngleDeg)],
    ...(input.sarWPerKg === undefined ? {} : { '00181316': ['DS', decimal(input.sarWPerKg)] as const }),
  };
}
