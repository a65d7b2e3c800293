import type { AxialMeasures } from '../axial';
import { READING_SETTINGS } from './settings';

/** The reading of one task. `probability` is null where the images do not show what it needs. */
interface Task<Grade extends string> {
  readonly probability: number | null;
  readonly grade: Grade | null;
}

export type StenosisGrade = (typeof READING_SETTINGS.centralStenosis.grades)[number]['name'];
export type RecessGrade = (typeof READING_SETTINGS.recessStenosis.grades)[number]['name'];
export type HerniationZone = (typeof READING_SETTINGS.herniation.zones)[number]['name'];

/** The three reading tasks at one disc, from what its axial stack measures. */
export interface DiscReading {
  readonly herniation: Task<HerniationZone> & { readonly side: 'left' | 'right' | 'central' | null };
  /** Thecal sac below 100 mm². */
  readonly centralStenosis: Task<StenosisGrade> & { readonly areaMm2: number | null };
  /** Recess below 3 mm, each side. */
  readonly recessStenosis: Record<'left' | 'right', Task<RecessGrade> & { readonly heightMm: number | null }>;
}

/** Keeps log-odds finite; a network's probability means nothing below it (o). */
const PROBABILITY_FLOOR = 0.005;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const line = ({ intercept, slope }: { intercept: number; slope: number }, x: number): number =>
  intercept + slope * x;

/** The first grade whose limit the value does not pass; a last one without a limit takes the rest. */
const gradeOf = <Name extends string>(
  grades: readonly { readonly name: Name; readonly upTo?: number | undefined }[],
  value: number,
): Name | null => grades.find(({ upTo }) => upTo === undefined || value <= upTo)?.name ?? null;

/** Log-odds of a probability; certainty either way stays finite. */
const logit = (p: number): number => Math.log((p + PROBABILITY_FLOOR) / (1 - p + PROBABILITY_FLOOR));

/**
 * What each task is read from, on the scales that the fit is linear in: what is larger is more likely present. Null where nothing was
 * measured.
 */
export function evidenceOf({ sac, recessHeightMm, likelyHerniation: { peak, awayMm3 } }: AxialMeasures): {
  readonly herniation: readonly number[];
  readonly centralStenosis: readonly number[] | null;
  readonly recessStenosis: {
    readonly left: readonly number[] | null;
    readonly right: readonly number[] | null;
  };
} {
  return {
    herniation: [logit(peak), Math.log1p(awayMm3)],
    centralStenosis: sac && [-Math.log(Math.max(1, sac.areaMm2))],
    recessStenosis: {
      left: recessHeightMm && [-recessHeightMm.left],
      right: recessHeightMm && [-recessHeightMm.right],
    },
  };
}

/** What a logistic regression makes of evidence. */
export const logOdds = (
  { intercept, weights }: { readonly intercept: number; readonly weights: readonly number[] },
  evidence: readonly number[],
): number => evidence.reduce((sum, x, i) => sum + x * (weights[i] ?? 0), intercept);

/** The marks that decide, one a task: the log-odds of its being present. Null where nothing was measured. */
export function marksOf(measures: AxialMeasures): {
  readonly herniation: number;
  readonly centralStenosis: number | null;
  readonly recessStenosis: { readonly left: number | null; readonly right: number | null };
} {
  const { herniation, centralStenosis, recessStenosis } = evidenceOf(measures);
  const recess = (evidence: readonly number[] | null): number | null =>
    evidence && logOdds(READING_SETTINGS.recessStenosis.logistic, evidence);
  return {
    herniation: logOdds(READING_SETTINGS.herniation.logistic, herniation),
    centralStenosis: centralStenosis && logOdds(READING_SETTINGS.centralStenosis.logistic, centralStenosis),
    recessStenosis: { left: recess(recessStenosis.left), right: recess(recessStenosis.right) },
  };
}

/** Corrects what the network reads too large or too small, by a straight line fitted on training phantoms. */
export const calibrated = (measure: keyof typeof READING_SETTINGS.calibration, value: number): number =>
  Math.max(0, line(READING_SETTINGS.calibration[measure], value));

function readRecess(heightMm: number | null, mark: number | null): DiscReading['recessStenosis']['left'] {
  if (heightMm === null || mark === null) return { probability: null, grade: null, heightMm: null };
  const height = calibrated('recessHeightMm', heightMm);
  return {
    probability: logistic(mark),
    grade: gradeOf(READING_SETTINGS.recessStenosis.grades, height),
    heightMm: height,
  };
}

/** Reads the three tasks from the measures of a disc's axial stack. */
export function readDisc(measures: AxialMeasures): DiscReading {
  const marks = marksOf(measures);
  const { sac, recessHeightMm, herniation } = measures;
  const area = sac && calibrated('sacAreaMm2', sac.areaMm2);
  const { presentFrom, centralWithinMm, zones } = READING_SETTINGS.herniation;
  const probability = logistic(marks.herniation);
  const present = herniation !== null && probability >= presentFrom;
  const aside = herniation?.leftMm ?? 0;
  return {
    herniation: {
      probability,
      grade: present ? gradeOf(zones, Math.abs(aside)) : null,
      side: !present ? null : Math.abs(aside) <= centralWithinMm ? 'central' : aside > 0 ? 'left' : 'right',
    },
    centralStenosis: {
      probability: marks.centralStenosis === null ? null : logistic(marks.centralStenosis),
      grade: area === null ? null : gradeOf(READING_SETTINGS.centralStenosis.grades, area),
      areaMm2: area,
    },
    recessStenosis: {
      left: readRecess(recessHeightMm?.left ?? null, marks.recessStenosis.left),
      right: readRecess(recessHeightMm?.right ?? null, marks.recessStenosis.right),
    },
  };
}
