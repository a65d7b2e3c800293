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
  | 'foramina'
  | 'span'
  | 'fov'
  | 'slices';

/** One measured value and what it is worth. Signs: see `axial.ts` and `stacks.ts`. */
export interface Finding {
  readonly criterion: CriterionName;
  /** For a table, e.g. `Sagittal tilt`. */
  readonly label: string;
  readonly value: number;
  readonly unit: 'deg' | 'mm' | '%';
  readonly band: Band;
  readonly points: number;
  readonly maxPoints: number;
  /** The group fails as a whole when this fails. */
  readonly essential: boolean;
  /** What a senior colleague would say. */
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
  /** Counts in the total; extra groups are only reported. */
  readonly counts: boolean;
  readonly points: number;
  readonly maxPoints: number;
  readonly band: Band;
  readonly criticalErrors: readonly string[];
  /** Against the AI's plan (or whatever the reference is). */
  readonly againstReference: Comparison | null;
  readonly againstTruth: Comparison | null;
  /** Whose comparison gave the points: the better one. */
  readonly counted: 'reference' | 'truth' | null;
  /** The AI's own error, axial groups with a known truth. */
  readonly referenceAgainstTruth: PlaneError | null;
  /**
   * A straight tube cut at this tilt looks larger by 1/cos θ (geometry; lumbar-mri.md "Why the plane matters":
   * +1.5 / 6.4 / 15.5 % at 10 / 20 / 30°). Axial groups.
   */
  readonly areaFactor: number | null;
  readonly notes: readonly string[];
}

export interface Score {
  readonly schemaVersion: 1;
  readonly rubric: string;
  /** 0 … 100. */
  readonly points: number;
  readonly band: Band;
  /** Enough points and no critical error. */
  readonly passed: boolean;
  readonly groups: readonly GroupScore[];
  readonly criticalErrors: readonly string[];
  /** Sentences on the whole plan, the most important first. */
  readonly summary: readonly string[];
}
