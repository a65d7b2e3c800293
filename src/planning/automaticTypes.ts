import type { Vec3 } from '../geometry';
import type { Sequence } from '../scanner';
import type { DiscLevel, VertebraLevel } from '../volume';
import type { GroupKind, PlannedGroup, Prescription } from './types';

/** What the planner did, why, and how sure it is (0 … 1). */
export interface Decision {
  readonly what: string;
  readonly why: string;
  readonly confidence: number;
}

/** `per-disc`: one group a disc, parallel to it; `block`: one straight stack; `level`: a stack through one disc or vertebra. */
export type AxialStyle = 'per-disc' | 'block' | 'level';

/**
 * The loop's turns: on the localizer only the sagittal stack is planned, with room for what the localizer does not show
 * sharply; on the sagittal series the coronal and axial groups. `both`: everything from one image.
 */
export type PlanningTurn = 'localizer' | 'sagittal-series' | 'both';

/** Extent of the patient's body as the localizer shows it, mm; `centre` is the middle of its outline, LPS. */
export interface BodyExtent {
  readonly widthMm: number;
  readonly depthMm: number;
  readonly centre?: Vec3;
}

export interface PlannerOptions {
  /** `both` when left out. */
  readonly turn?: PlanningTurn;
  /** Kinds of groups to plan of those of the turn; all when left out. */
  readonly kinds?: readonly GroupKind[];
  /** `per-disc` when left out. */
  readonly axialStyle?: AxialStyle;
  /** Discs to be angled; the lowest three when left out. */
  readonly levels?: readonly DiscLevel[];
  /** The disc or vertebra that a stack of the style `level` goes through; the first of `levels` when left out. */
  readonly through?: DiscLevel | VertebraLevel;
  /** Confidence of each disc's plane, 0 … 1, as `anatomy` gives it; 1 when left out. */
  readonly discConfidence?: Readonly<Partial<Record<DiscLevel, number>>>;
  /** Confidence that the levels are counted right. */
  readonly levelConfidence?: number;
  /** Outline of the body; without it wrap is reasoned from the sequence alone. */
  readonly body?: BodyExtent;
  /** What the groups are to be run with; presets of the sandbox's own scanner when left out. */
  readonly sequences?: Readonly<Partial<Record<GroupKind, Sequence>>>;
  /** Longest scan time of each kind's groups together, s. */
  readonly timeLimitS?: Readonly<Partial<Record<GroupKind, number>>>;
}

/** What an exam asks of the planner besides a spine, and what is known of its patient. */
export type PlanRequest = Pick<PlannerOptions, 'turn' | 'kinds' | 'levels' | 'sequences' | 'body'>;

/** Groups that run together in one series, with the sequence set for them. */
export interface PlannedRun {
  readonly groups: readonly string[];
  /** Phase direction, oversampling, TR and concatenations as they suit groups and time limit. */
  readonly sequence: Sequence;
  readonly scanTimeS: number;
}

export interface AutomaticPlan {
  readonly prescription: Prescription;
  readonly decisions: readonly Decision[];
  /** Sentences on what could not be met, to be read before the plan is used. */
  readonly unmet: readonly string[];
  /** Names of groups that may share a series: those of different entries cross over the canal or differ in kind. */
  readonly runs: readonly (readonly string[])[];
  /** The same runs with their sequences and times. */
  readonly steps: readonly PlannedRun[];
}

/** Part of a plan: groups with what there is to say about them. */
export interface PlanPart {
  readonly groups: readonly PlannedGroup[];
  readonly decisions: readonly Decision[];
  readonly unmet: readonly string[];
}
