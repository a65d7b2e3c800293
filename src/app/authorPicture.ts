import { cross, normalize, rejectFrom, type Vec3 } from '../geometry';
import type { DiscLandmarks, DiscMeasures, PhantomPatient, TissueMap } from '../patient';
import { patientSignals, sequenceByName } from '../scanner';

/** A grey picture of a plane through a patient. */
export interface GreyPicture {
  readonly columns: number;
  readonly rows: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Where a disc is cut on the sagittal picture, as shares of its width and height, front and back. */
export interface DiscMark {
  readonly level: string;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** What an author sees of a patient. */
export interface DraftPicture {
  readonly sagittal: GreyPicture;
  readonly marks: readonly DiscMark[];
  /** By the disc's name: the plane of that disc. */
  readonly axial: Readonly<Record<string, GreyPicture>>;
  /** What the drawn patient was measured for; null while it is only drawn coarsely. */
  readonly measures: PatientMeasures | null;
}

export interface PatientMeasures {
  readonly discs: readonly DiscMeasures[];
  readonly lordosisDeg: number;
  readonly cobbDeg: number;
}

const SEQUENCE = 't2-tse-sag';
const PIXEL_MM = 0.75;
const SAGITTAL_MM = { width: 210, height: 300 } as const;
const AXIAL_MM = { width: 150, height: 120 } as const;
/** From a disc's centre to the middle of its picture: canal and arch belong in it. */
const AXIAL_BEHIND_MM = 22;
const SAGITTAL_BEHIND_MM = 12;
/** Sub-samples a pixel along each side, over so many pixels: edges of tissue look as soft as those of an image. */
const SUB = 3;
const FOOTPRINT_PIXELS = 1.7;
/** Of grey over signal: what is dark on T2 stays to be told apart. */
const GAMMA = 0.6;

/** The tissue at a point: that of the finest map that holds it. Maps' axes are those of the patient. */
function tissueAt(maps: readonly TissueMap[], [x, y, z]: Vec3): number {
  for (const { tissues } of maps) {
    const m = tissues.voxelToPatient;
    const [nx, ny, nz] = tissues.dims;
    const i = Math.round((x - (m[3] ?? 0)) / (m[0] ?? 1));
    const j = Math.round((y - (m[7] ?? 0)) / (m[5] ?? 1));
    const k = Math.round((z - (m[11] ?? 0)) / (m[10] ?? 1));
    if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz)
      return tissues.data[(k * ny + j) * nx + i] ?? 0;
  }
  return 0;
}

const offset = (n: number): number => FOOTPRINT_PIXELS * ((n + 0.5) / SUB - 0.5);

function cut(
  patient: PhantomPatient,
  grey: readonly number[],
  centre: Vec3,
  right: Vec3,
  down: Vec3,
  { width, height }: { readonly width: number; readonly height: number },
): GreyPicture {
  const [columns, rows] = [Math.round(width / PIXEL_MM), Math.round(height / PIXEL_MM)];
  const pixels = new Uint8ClampedArray(columns * rows);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let n = 0; n < SUB * SUB; n++) {
        const a = (c + 0.5 + offset(n % SUB)) * PIXEL_MM - width / 2;
        const b = (r + 0.5 + offset(Math.floor(n / SUB))) * PIXEL_MM - height / 2;
        const at = (axis: 0 | 1 | 2): number => centre[axis] + a * right[axis] + b * down[axis];
        sum += grey[tissueAt(patient.tissueMaps, [at(0), at(1), at(2)])] ?? 0;
      }
      pixels[r * columns + c] = sum / (SUB * SUB);
    }
  return { columns, rows, widthMm: width, heightMm: height, pixels };
}

/** Grey by tissue as a T2 image has it, brightest fluid nearly white. */
function greyLevels(patient: PhantomPatient): readonly number[] {
  const signals = patientSignals(patient, sequenceByName(SEQUENCE));
  const brightest = Math.max(...signals);
  return signals.map((signal) => 245 * Math.min(1, (signal / brightest) ** GAMMA));
}

const isLumbar = ({ level }: { readonly level: string }): boolean =>
  !level.startsWith('T1') || level === 'T12-L1';

/** Sagittal through the middle of the lumbar discs, and every lumbar disc in its own plane. */
export function pictureOf(patient: PhantomPatient, withMeasures: boolean): DraftPicture {
  const grey = greyLevels(patient);
  const discs = patient.truth.discs.filter(isLumbar);
  const middle = (axis: 0 | 1 | 2): number =>
    discs.reduce((sum, { centre }) => sum + centre[axis], 0) / Math.max(1, discs.length);
  const centre: Vec3 = [middle(0), middle(1) + SAGITTAL_BEHIND_MM, middle(2)];
  const { measures } = patient.truth;
  return {
    sagittal: cut(patient, grey, centre, [0, 1, 0], [0, 0, -1], SAGITTAL_MM),
    marks: discs.map((disc) => markOf(disc, centre)),
    axial: Object.fromEntries(discs.map((disc) => [disc.level, axialCut(patient, grey, disc)])),
    measures: withMeasures ? { ...measures, discs: measures.discs.filter(isLumbar) } : null,
  };
}

function axialCut(patient: PhantomPatient, grey: readonly number[], disc: DiscLandmarks): GreyPicture {
  const right = normalize(rejectFrom([1, 0, 0], disc.normal));
  // The viewer looks from the feet: the patient's left is on the right, the front at the top.
  const down = normalize(cross(disc.normal, right));
  const at = (axis: 0 | 1 | 2): number => disc.centre[axis] + AXIAL_BEHIND_MM * down[axis];
  return cut(patient, grey, [at(0), at(1), at(2)], right, down, AXIAL_MM);
}

/** The disc's plane on the sagittal picture, from in front of the disc to behind the canal. */
function markOf({ level, centre, normal, depth }: DiscLandmarks, middle: Vec3): DiscMark {
  const along = normalize(rejectFrom([0, 1, 0], normal));
  const at = (mm: number): readonly [number, number] => [
    0.5 + (centre[1] + mm * along[1] - middle[1]) / SAGITTAL_MM.width,
    0.5 - (centre[2] + mm * along[2] - middle[2]) / SAGITTAL_MM.height,
  ];
  return { level, from: at(-depth * 0.7), to: at(depth * 0.5 + 26) };
}
