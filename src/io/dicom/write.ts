import type { DcmjsDict } from 'dcmjs';
import {
  affineColumn,
  affineSpacing,
  applyToPoint,
  cross,
  dot,
  IsocenterError,
  normalize,
  type Affine,
  type Vec3,
} from '../../geometry';
import type { Volume } from '../../volume';
import type { NamedBytes } from '../types';
import { loadDcmjs } from './parse';
import { uidFrom } from './uid';

/** An acquired series to be written as classic MR images. Times in ms, lengths in mm. */
export interface DicomSeriesInput {
  readonly volume: Volume<Uint16Array>;
  /** Identity of the series: all UIDs of its instances come from it. */
  readonly seed: string;
  /** Identity of the exam: series with the same one share study and frame of reference. Default: `seed`. */
  readonly studySeed?: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly protocolName: string;
  readonly patientName: string;
  readonly patientId?: string;
  readonly sequenceKind: 'GRE' | 'bSSFP' | 'SE' | 'TSE' | 'IR-TSE' | 'TSE-3D';
  readonly sliceThickness: number;
  readonly spacingBetweenSlices: number;
  readonly repetitionTimeMs: number;
  readonly echoTimeMs: number;
  readonly inversionTimeMs?: number;
  readonly flipAngleDeg: number;
  readonly echoTrainLength: number;
  readonly fieldStrengthT: number;
  readonly averages: number;
  readonly bandwidthHzPerPixel: number;
  readonly phaseEncodeDirection: 'AP' | 'RL' | 'HF';
  /** `YYYYMMDD` and `HHMMSS`; left empty when not given, so that the same series gives the same bytes. */
  readonly date?: string;
  readonly time?: string;
}

const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLEMENTATION_CLASS = uidFrom('Isocenter DICOM writer');
/** Larmor frequency of protons, MHz a tesla. */
const PROTON_MHZ_PER_T = 42.577478;
const RIGHT_ANGLE_COSINE = 1e-4;

const SCANNING: Record<DicomSeriesInput['sequenceKind'], { sequence: string[]; variant: string }> = {
  GRE: { sequence: ['GR'], variant: 'SP' },
  bSSFP: { sequence: ['GR'], variant: 'SS' },
  SE: { sequence: ['SE'], variant: 'NONE' },
  TSE: { sequence: ['SE'], variant: 'SK' },
  'TSE-3D': { sequence: ['SE'], variant: 'SK' },
  'IR-TSE': { sequence: ['SE', 'IR'], variant: 'SK' },
};

type Value = string | number | ArrayBuffer | { Alphabetic: string };
type Elements = Record<string, readonly [vr: string, ...values: Value[]]>;

const toDict = (elements: Elements): DcmjsDict =>
  Object.fromEntries(
    Object.entries(elements).map(([tag, [vr, ...values]]) => [tag, { vr, Value: [...values] }]),
  );

/** Text for an LO or PN value: at most 64 characters, without the delimiter of values (PS3.5 6.2). */
const text64 = (text: string): string => text.replace(/\\/g, '/').slice(0, 64);

/** A decimal string of at most 16 characters (PS3.5 6.2), nine decimals. */
const decimal = (value: number): string => String(Number(value.toFixed(9)));

/** Direction cosines deserve more digits: at 300 mm from the corner each counts. */
const cosine = (value: number): string => String(Number(value.toFixed(12)));

interface Plane {
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
}

function planeOf(affine: Affine): Plane {
  const rowDirection = normalize(affineColumn(affine, 0));
  const columnDirection = normalize(affineColumn(affine, 1));
  if (Math.abs(dot(rowDirection, columnDirection)) > RIGHT_ANGLE_COSINE) {
    throw new IsocenterError(
      'dicom-write-sheared',
      'DICOM cannot hold an image whose rows and columns do not stand at a right angle.',
      'Write NIfTI instead.',
    );
  }
  return { rowDirection, columnDirection };
}

const PHASE_AXIS: Record<DicomSeriesInput['phaseEncodeDirection'], Vec3> = {
  ...{ RL: [1, 0, 0], AP: [0, 1, 0], HF: [0, 0, 1] },
};

/** Whether phase runs along rows or columns of the image (0018,1312). */
function inPlanePhase({ phaseEncodeDirection }: DicomSeriesInput, plane: Plane): 'ROW' | 'COL' {
  const axis = PHASE_AXIS[phaseEncodeDirection];
  return Math.abs(dot(axis, plane.rowDirection)) > Math.abs(dot(axis, plane.columnDirection)) ? 'ROW' : 'COL';
}

/** Patient, study, series, equipment and frame of reference modules (PS3.3). */
function commonElements(input: DicomSeriesInput): Elements {
  const study = `study ${input.studySeed ?? input.seed}`;
  return {
    '00080005': ['CS', 'ISO_IR 192'],
    '00080016': ['UI', MR_IMAGE_STORAGE],
    '00080020': ['DA', input.date ?? ''],
    '00080030': ['TM', input.time ?? ''],
    '00080050': ['SH', ''],
    '00080060': ['CS', 'MR'],
    '00080070': ['LO', 'Isocenter'],
    '00080090': ['PN', { Alphabetic: '' }],
    '0008103E': ['LO', text64(input.seriesDescription)],
    '00081090': ['LO', 'Isocenter virtual scanner'],
    '00100010': ['PN', { Alphabetic: text64(input.patientName) }],
    '00100020': ['LO', text64(input.patientId ?? input.patientName)],
    '00100030': ['DA', ''],
    '00100040': ['CS', 'O'],
    '00180015': ['CS', 'LSPINE'],
    '00181020': ['LO', 'Isocenter'],
    '00181030': ['LO', text64(input.protocolName)],
    '00185100': ['CS', 'HFS'],
    '0020000D': ['UI', uidFrom(study)],
    '0020000E': ['UI', uidFrom(`series ${input.seed}`)],
    '00200010': ['SH', '1'],
    '00200011': ['IS', input.seriesNumber],
    '00200012': ['IS', 1],
    '00200052': ['UI', uidFrom(`frame of reference ${study}`)],
    '00201040': ['LO', ''],
  };
}

/** MR image module (PS3.3 C.8.3.1). */
function acquisitionElements(input: DicomSeriesInput, plane: Plane): Elements {
  const { sequence, variant } = SCANNING[input.sequenceKind];
  const [columns, rows] = input.volume.dims;
  const phase = inPlanePhase(input, plane);
  // [frequency rows, frequency columns, phase rows, phase columns]; frequency runs across the phase axis.
  const matrix = phase === 'COL' ? [0, columns, rows, 0] : [rows, 0, 0, columns];
  return {
    '00080008': ['CS', 'ORIGINAL', 'PRIMARY', 'OTHER'],
    '00180020': ['CS', ...sequence],
    '00180021': ['CS', variant],
    '00180022': ['CS', ''],
    '00180023': ['CS', '2D'],
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
    '00180091': ['IS', input.echoTrainLength],
    '00180095': ['DS', decimal(input.bandwidthHzPerPixel)],
    '00181310': ['US', ...matrix],
    '00181312': ['CS', phase],
    '00181314': ['DS', decimal(input.flipAngleDeg)],
  };
}

/** Image plane and image pixel modules of slice `index`. */
function sliceElements(input: DicomSeriesInput, plane: Plane, index: number): Elements {
  const { data, dims, voxelToPatient } = input.volume;
  const [columns, rows] = dims;
  const [betweenColumns, betweenRows] = affineSpacing(voxelToPatient);
  const position = applyToPoint(voxelToPatient, [0, 0, index]);
  const normal = cross(plane.rowDirection, plane.columnDirection);
  const perSlice = columns * rows;
  const pixels = new DataView(new ArrayBuffer(2 * perSlice));
  for (let i = 0; i < perSlice; i++) pixels.setUint16(2 * i, data[index * perSlice + i] ?? 0, true);
  return {
    '00080018': ['UI', uidFrom(`instance ${input.seed} ${index}`)],
    '00200013': ['IS', index + 1],
    '00200032': ['DS', ...position.map(decimal)],
    '00200037': ['DS', ...[...plane.rowDirection, ...plane.columnDirection].map(cosine)],
    '00201041': ['DS', decimal(dot(position, normal))],
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280030': ['DS', decimal(betweenRows), decimal(betweenColumns)],
    '00280100': ['US', 16],
    '00280101': ['US', 16],
    '00280102': ['US', 15],
    '00280103': ['US', 0],
    '7FE00010': ['OW', pixels.buffer],
  };
}

const metaElements = (instanceUid: string): Elements => ({
  '00020001': ['OB', Uint8Array.of(0, 1).buffer],
  '00020002': ['UI', MR_IMAGE_STORAGE],
  '00020003': ['UI', instanceUid],
  '00020010': ['UI', EXPLICIT_LITTLE_ENDIAN],
  '00020012': ['UI', IMPLEMENTATION_CLASS],
  '00020013': ['SH', 'ISOCENTER'],
});

/**
 * Writes a series as classic MR Image Storage, one file a slice in the volume's order (`IM0001.dcm` …). Deterministic:
 * the same input gives the same bytes. Throws `dicom-write-sheared`.
 */
export async function writeDicomSeries(input: DicomSeriesInput): Promise<NamedBytes[]> {
  const dcmjs = await loadDcmjs();
  const plane = planeOf(input.volume.voxelToPatient);
  const shared = { ...commonElements(input), ...acquisitionElements(input, plane) };
  return Array.from({ length: input.volume.dims[2] }, (_, index) => {
    const slice = sliceElements(input, plane, index);
    const file = new dcmjs.data.DicomDict(toDict(metaElements(String(slice['00080018']?.[1]))));
    file.dict = toDict({ ...shared, ...slice });
    return {
      name: `IM${String(index + 1).padStart(4, '0')}.dcm`,
      bytes: new Uint8Array(file.write()),
    };
  });
}
