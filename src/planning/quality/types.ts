import type { Vec3 } from '../../geometry';
import type { SpineEstimate } from '../../anatomy';
import type { Spine } from '../../patient';
import type { Series } from '../../scanner';
import type { DiscLevel, LabelVolume } from '../../volume';
import type { PlannedGroup, SaturationBand } from '../types';

/** What can be wrong with a finished series. */
export type Fault =
  | 'coverage'
  | 'foramina'
  | 'angulation'
  | 'position'
  | 'level'
  | 'clipping'
  | 'wrap'
  | 'crossing'
  | 'saturation'
  | 'motion'
  | 'noise'
  | 'fat';

export type QualityGrade = 'ok' | 'remark' | 'repeat';

/** One change to a group, to its sequence, or to how it is run. Lengths in mm, angles in degrees, patient LPS. */
export type QualityEdit =
  | { readonly kind: 'tilt'; readonly axis: Vec3; readonly deg: number }
  | { readonly kind: 'shift'; readonly deltaLps: Vec3 }
  | { readonly kind: 'fov'; readonly readMm: number; readonly phaseMm: number }
  | { readonly kind: 'slices'; readonly count: number }
  | { readonly kind: 'level'; readonly level: DiscLevel }
  /** A value of the sequence, as the scanner's `withSetting` takes it. */
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }
  /** Acquire apart from these groups, in a run of its own. */
  | { readonly kind: 'split-run'; readonly apartFrom: readonly string[] }
  /** Nothing at the console: the patient is to lie still. */
  | { readonly kind: 'coach' };

/** What to change before the series is acquired again. */
export interface Correction {
  /** Name of the group it is for. */
  readonly group: string;
  readonly edits: readonly QualityEdit[];
  /** For the screen, e.g. "Tilt group L5-S1 by +7°, move it 4 mm down." */
  readonly words: string;
}

export interface QualityFinding {
  readonly fault: Fault;
  readonly grade: QualityGrade;
  readonly value: number;
  readonly unit: 'deg' | 'mm' | '%' | 'levels' | 'ratio';
  /** Where `ok` ends: a value on its wrong side is a remark or worse. */
  readonly limit: number;
  readonly sentence: string;
  /** Present when the finding is not `ok` and something can be done. */
  readonly correction?: Correction;
}

export type QualityVerdict = 'accept' | 'accept-with-remark' | 'repeat';

export interface QualityReport {
  readonly verdict: QualityVerdict;
  readonly findings: readonly QualityFinding[];
  /** Those of the findings, worst first. */
  readonly corrections: readonly Correction[];
  /** Sentences on what could not be judged, and why. */
  readonly notChecked: readonly string[];
}

/** What the place of a stack is judged from, without its images. */
export type PlaceInput = Omit<QualityInput, 'series' | 'labels'>;

export interface QualityInput {
  readonly series: Series;
  /** Segmentation (`LABEL`) of the series, on any grid; null when there is none. */
  readonly labels: LabelVolume | null;
  /** Landmarks found in the series; null when there are none. */
  readonly spine: SpineEstimate | null;
  readonly group: PlannedGroup;
  /** Groups taken together with this one in the same TR. */
  readonly companions?: readonly PlannedGroup[];
  readonly saturationBands?: readonly SaturationBand[];
  /** Discs that the series is to show; the planner's when left out. */
  readonly request?: { readonly levels: readonly DiscLevel[] };
  /** The spine the plan was made on, e.g. that of the sagittal series: for stacks that show too little to find discs. */
  readonly planned?: Spine;
  /** Extent of the trunk and the middle of its outline (LPS), e.g. from the localizer; a usual adult's when left out. */
  readonly body?: { readonly widthMm: number; readonly depthMm: number; readonly centre?: Vec3 };
}
