import type { GroupKind } from '../planning';
import type { DiscLevel } from '../volume';

/** `full` credit; `pass`; `partial`: below the pass limit, some points; `fail`: none. */
export type Band = 'full' | 'pass' | 'partial' | 'fail';

export type CriterionName =
  | 'sagittalTilt'
  | 'coronalTilt'
  | 'rotation'
  | 'offset'
  | 'midline'
  | 'centring'
  | 'coverage'
  | 'pedicles'
  | 'foramina'
  | 'span'
  | 'blockSpan'
  | 'fill'
  | 'slices'
  | 'wrap'
  | 'snr'
  | 'time'
  | 'sar'
  | 'sliceOrder'
  | 'crossing'
  | 'saturationBand';

export type Unit = 'deg' | 'mm' | '%' | '×' | 'groups';

/** One measured value and what it is worth. Signs: see `axial.ts` and `stacks.ts`. */
export interface Finding {
  readonly criterion: CriterionName;
  /** For a table, e.g. `Sagittal tilt`. */
  readonly label: string;
  readonly value: number;
  readonly unit: Unit;
  readonly band: Band;
  readonly points: number;
  readonly maxPoints: number;
  /** The group fails as a whole when this fails. */
  readonly essential: boolean;
  /** In its fail band the exam does not pass. */
  readonly critical: boolean;
  /** What a senior colleague would say. */
  readonly sentence: string;
}

export type Cell = Pick<Finding, 'value' | 'band'>;

/** A criterion's value in three plans, all measured against the same anatomy. Null: not known, or there is no such group. */
export interface ThreeValues extends Pick<Finding, 'criterion' | 'label' | 'unit'> {
  readonly trainee: Cell | null;
  readonly ai: Cell | null;
  /** Of the plan that the automatic planner makes on the true anatomy. */
  readonly truth: Cell | null;
}

/** A dark band over the canal on a group's own image. */
export interface CrossingBand {
  readonly group: string;
  /** The group whose slices were excited there before. */
  readonly companion: string;
  /** The slice that shows it best, 1 … */
  readonly slice: number;
  /** Where it begins and ends along the columns of the image, mm below its middle. */
  readonly fromMm: number;
  readonly toMm: number;
  /** How much of the canal's depth it covers, mm. */
  readonly canalMm: number;
}

/** Dural-sac areas at a disc on three planes, mm². All null where the sac's outline is not known. */
export interface AreaConsequence {
  /** Null where no slice shows the canal at the disc. */
  readonly traineeMm2: number | null;
  readonly aiMm2: number | null;
  /** On the disc's own plane, with a slice of the trainee's thickness. */
  readonly truthMm2: number | null;
  /** The trainee's image would be given another grade of stenosis. */
  readonly misread: boolean;
  readonly sentence: string;
}

/** A slice group held against one reference. Points out of `maxPoints`. */
export interface Comparison {
  readonly findings: readonly Finding[];
  readonly points: number;
  readonly maxPoints: number;
  /** A critical error: the stack lies on another disc than it says. Then there are no points. */
  readonly levelError: string | null;
  /** Whole angle between the planes, degrees. */
  readonly tiltDeg: number;
}

/** How far one plane lies from another; signs as in the findings. */
export interface PlaneError {
  readonly sagittalTiltDeg: number;
  readonly coronalTiltDeg: number;
  readonly offsetMm: number;
  /** Whole angle between the planes, degrees. */
  readonly tiltDeg: number;
}

export interface GroupScore {
  readonly name: string;
  readonly kind: GroupKind;
  readonly level: DiscLevel | null;
  /** False when the rubric asks for the group and the plan has none. */
  readonly present: boolean;
  /** Counts in the total; extra groups, and what nobody can judge, are only reported. */
  readonly counts: boolean;
  readonly points: number;
  readonly maxPoints: number;
  readonly band: Band;
  readonly criticalErrors: readonly string[];
  readonly againstReference: Comparison | null;
  readonly againstTruth: Comparison | null;
  /** Whose comparison gave the points: truth's where it is known. */
  readonly counted: 'reference' | 'truth' | null;
  /** The AI's group, held against the same anatomy as the trainee's. */
  readonly ai: Comparison | null;
  readonly values: readonly ThreeValues[];
  /** The reference's own error, axial groups with a known truth. */
  readonly referenceAgainstTruth: PlaneError | null;
  /** Axial groups at a disc that is known. */
  readonly area: AreaConsequence | null;
  /**
   * A straight tube cut at this tilt looks larger by 1/cos θ (geometry; lumbar-mri.md "Why the plane matters":
   * +1.5 / 6.4 / 15.5 % at 10 / 20 / 30°). Axial groups.
   */
  readonly areaFactor: number | null;
  readonly notes: readonly string[];
}

/** What belongs to no single group. */
export interface ExamScore {
  readonly findings: readonly Finding[];
  readonly points: number;
  readonly maxPoints: number;
  readonly values: readonly ThreeValues[];
  readonly crossingBands: readonly CrossingBand[];
}

export interface Score {
  readonly schemaVersion: 2;
  readonly rubric: string;
  /** 0 … 100. */
  readonly points: number;
  readonly band: Band;
  /** Enough points and no critical error. */
  readonly passed: boolean;
  readonly groups: readonly GroupScore[];
  readonly exam: ExamScore;
  readonly criticalErrors: readonly string[];
  /** What the plan was held against, and where that itself is wrong or unsure. */
  readonly known: readonly string[];
  /** Sentences on the whole plan, the most important first. */
  readonly summary: readonly string[];
}
