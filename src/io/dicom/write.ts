import {
  affineColumn,
  affineSpacing,
  applyToPoint,
  cross,
  dot,
  IsocenterError,
  normalize,
  type Affine,
} from '../../geometry';
import type { Volume } from '../../volume';
import type { NamedBytes } from '../types';
import { cosine, decimal, text64, toDict, type Elements } from './elements';
import { acquisitionElements, type Plane } from './mrImage';
import { loadDcmjs } from './parse';
import { uidFrom } from './uid';

/** How k-space was read. */
export interface DicomEncoding {
  /** Matrix elements over the field of view that were really acquired, along read and along phase. */
  readonly readElements: number;
  readonly phaseElements: number;
  /** Phase-encoding steps taken, oversampling included. */
  readonly phaseEncodingSteps: number;
  /** Acquired share of the lines that the full matrix has, percent. */
  readonly percentSampling: number;
  /** Field of view along phase over that along read, percent. */
  readonly percentPhaseFieldOfView: number;
  readonly isOversampled: boolean;
  readonly isPartialFourier: boolean;
}

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
  readonly fatSuppression?:
    'none' | 'spectral' | 'dixon-water' | 'dixon-fat' | 'dixon-in-phase' | 'dixon-opposed-phase';
  /** Whether saturation bands were played. */
  readonly spatialSaturation?: boolean;
  /** Whole-body SAR, W/kg. */
  readonly sarWPerKg?: number;
  /** How k-space was read; without it, every pixel of the image counts as acquired. */
  readonly encoding?: DicomEncoding;
  /** `YYYYMMDD` and `HHMMSS`; left empty when not given, so that the same series gives the same bytes. */
  readonly date?: string;
  readonly time?: string;
}

const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLEMENTATION_CLASS = uidFrom('Isocenter DICOM writer');
const RIGHT_ANGLE_COSINE = 1e-4;

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

/** Writes one slice of a series at a time. Throws `dicom-write-sheared`. */
async function sliceWriter(input: DicomSeriesInput): Promise<(index: number) => NamedBytes> {
  const dcmjs = await loadDcmjs();
  const plane = planeOf(input.volume.voxelToPatient);
  const shared = { ...commonElements(input), ...acquisitionElements(input, plane) };
  return (index) => {
    const slice = sliceElements(input, plane, index);
    const file = new dcmjs.data.DicomDict(toDict(metaElements(String(slice['00080018']?.[1]))));
    file.dict = toDict({ ...shared, ...slice });
    return {
      name: `IM${String(index + 1).padStart(4, '0')}.dcm`,
      bytes: new Uint8Array(file.write()),
    };
  };
}

/**
 * Writes a series as classic MR Image Storage, one file a slice in the volume's order (`IM0001.dcm` …). Deterministic:
 * the same input gives the same bytes. Throws `dicom-write-sheared`.
 */
export async function writeDicomSeries(input: DicomSeriesInput): Promise<NamedBytes[]> {
  const write = await sliceWriter(input);
  return Array.from({ length: input.volume.dims[2] }, (_, index) => write(index));
}

/** The file of slice `index` (0-based) that `writeDicomSeries` would write. */
export const writeDicomSlice = async (input: DicomSeriesInput, index: number): Promise<NamedBytes> =>
  (await sliceWriter(input))(index);
