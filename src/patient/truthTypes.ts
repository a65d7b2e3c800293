import type { DiscLevel, VertebraLevel } from '../volume';
import type { Finding } from './findings/schema';
import type { Spine } from './types';

/** A value of the patient's left and of their right side. */
export interface LeftRight<T> {
  readonly left: T;
  readonly right: T;
}

/** In front, in the middle and behind, mm. */
export interface Heights {
  readonly anteriorMm: number;
  readonly middleMm: number;
  readonly posteriorMm: number;
}

export type SchizasGrade = 'A' | 'B' | 'C' | 'D';

/** Herniated tissue as painted. */
export interface HerniationTruth {
  readonly kind: 'protrusion' | 'extrusion' | 'sequestration';
  readonly side: 'left' | 'right' | 'central';
  readonly zone: 'central' | 'subarticular' | 'foraminal' | 'extraforaminal';
  /** Farthest from the disc's margin at its own height (sequester: its depth), mm. */
  readonly mm: number;
  readonly volumeMm3: number;
  /** Farthest from the disc's plane, mm. */
  readonly migration: { readonly upMm: number; readonly downMm: number };
}

/** A disc and the canal, recesses and foramina at it, measured on the painted patient. */
export interface DiscMeasures {
  readonly level: DiscLevel;
  /** Between the endplates. */
  readonly heights: Heights;
  /** Thecal sac on the disc's plane; 0 where it has ended. */
  readonly sacAreaMm2: number;
  readonly sacApMm: number;
  readonly sacWidthMm: number;
  /** Share of fluid in the sac's fluid and roots, 0 … 1. */
  readonly fluidShare: number;
  /** Fat behind the sac on the plane. */
  readonly fatBehindMm2: number;
  readonly recessHeightMm: LeftRight<number>;
  readonly foramenApMm: LeftRight<number>;
  /** Share of directions round the foramen's root in which no fat is left, 0 … 1. */
  readonly foramenFatLost: LeftRight<number>;
  readonly rootAreaMm2: LeftRight<number>;
  readonly flavumThicknessMm: LeftRight<number>;
  /** Forward slip of the vertebra above, mm; backward when negative. */
  readonly listhesisMm: number;
  readonly herniations: readonly HerniationTruth[];
  readonly grades: {
    readonly pfirrmann: number;
    /** Null where the sac has ended or still holds the cord. */
    readonly schizas: SchizasGrade | null;
    /** Bartynski 0–3. */
    readonly lateralRecess: LeftRight<number>;
    /** Lee 0–3. */
    readonly foramen: LeftRight<number>;
    /** Meyerding 1–4; 0 is no slip. */
    readonly meyerding: number;
  };
}

export interface VertebraMeasures {
  readonly level: VertebraLevel;
  readonly heights: Heights;
}

/** Numbers that the painted patient was measured for. JSON as it stands. */
export interface SpineMeasures {
  readonly discs: readonly DiscMeasures[];
  readonly vertebrae: readonly VertebraMeasures[];
  /** L1 upper against S1 upper endplate in the sagittal plane. */
  readonly lordosisDeg: number;
  /** Largest angle between two lumbar endplates in the coronal plane. */
  readonly cobbDeg: number;
}

/** Everything that is true of a drawn patient: landmarks, names, findings as asked for, and measures. */
export interface PhantomTruth extends Spine {
  readonly lumbarVertebrae: 4 | 5 | 6;
  readonly transition: 'none' | 'sacralised-L5' | 'lumbarised-S1';
  readonly findings: readonly Finding[];
  readonly measures: SpineMeasures;
}
