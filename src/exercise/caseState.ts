import type { SkippedFile } from '../io';
import type { Spine, SpineMeasures } from '../patient';
import type { BodyExtent, Decision, PlannedGroup, Prescription, SaturationBand } from '../planning';
import type { Series } from '../scanner';
import type { ReferenceConfidence } from '../scoring';
import type { LabelVolume } from '../volume';
import { NO_ANSWERS, type Answers } from './answers';
import type { SeriesAssessment } from './assessment';
import type { Outcome } from './attempt';
import { asksForPosition } from './positions';
import type { QueueStep } from './queue';
import type { Scenario } from './scenario';
import type { Runs } from './separated';

/**
 * empty → loading → patientLoaded → localizing → localized (the network runs; planning by hand is possible) →
 * planning → submitted. Failures return to the last state that is whole.
 */
export type CasePhase =
  'empty' | 'loading' | 'patientLoaded' | 'localizing' | 'localized' | 'planning' | 'submitted';

/** What the console may know of the patient; truth stays here for scoring and is never drawn before submission. */
export interface PatientInfo {
  readonly name: string;
  readonly kind: 'phantom' | 'image';
  readonly truth: Spine | null;
  /** What the drawn patient was measured for: findings are read against it. */
  readonly measures?: SpineMeasures;
  /** Label map of the truth; absent where there is none. */
  readonly truthLabels?: LabelVolume;
  readonly body?: BodyExtent;
  readonly notes: readonly string[];
  /** Size of an own volume in memory. */
  readonly bytes?: number;
  /** Files brought with an own volume that are not part of it. */
  readonly skipped?: readonly SkippedFile[];
}

export interface CaseError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface Progress {
  readonly label: string;
  readonly done: number;
  /** 0: not known. */
  readonly total: number;
}

/** Which engine runs the network, and why better ones were refused. */
export interface BackendInfo {
  /** e.g. `wasm` */
  readonly backend: string;
  /** In words, e.g. `SIMD, 1 thread`. */
  readonly description: string;
  readonly refused: readonly { readonly backend: string; readonly reason: string }[];
}

export interface SegmentationState {
  readonly status: 'none' | 'running' | 'ready' | 'failed';
  readonly backend: BackendInfo | null;
  readonly labels: LabelVolume | null;
  readonly spine: Spine | null;
  /** How sure the AI is of the spine's planes and levels. */
  readonly spineConfidence: ReferenceConfidence | null;
  readonly confidence: number | null;
  readonly totalMs: number | null;
}

export interface AiPlanState {
  readonly status: 'none' | 'ready' | 'failed';
  readonly plan: Prescription | null;
  /** Which of its groups may share a series. */
  readonly runs: Runs;
  /** `acquiredKey` of the series that coronal and axial groups were planned on; null for the localizer. */
  readonly on: string | null;
  /** What it did and why, shown with the plan. */
  readonly decisions: readonly Decision[];
  /** What the plan could not meet, in plain sentences. */
  readonly unmet: readonly string[];
  readonly visible: boolean;
  /** It was on screen before the trainee submitted. */
  readonly seen: boolean;
}

/** A finished acquisition; a step over several groups gives one each. */
export interface AcquiredSeries {
  readonly stepId: string;
  readonly groupName: string;
  readonly run: number;
  /** As it lay when the series ran. */
  readonly group: PlannedGroup;
  readonly series: Series;
  /** What else shaped these images: the bands played, and the groups that ran in the same series. */
  readonly saturationBands: readonly SaturationBand[];
  readonly companions: readonly PlannedGroup[];
}

export interface CaseState {
  readonly phase: CasePhase;
  readonly scenario: Scenario | null;
  readonly patient: PatientInfo | null;
  readonly progress: Progress | null;
  readonly localizer: readonly Series[];
  readonly segmentation: SegmentationState;
  readonly ai: AiPlanState;
  readonly groups: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
  /** Name of the slice group or saturation band in hand. */
  readonly activeGroup: string | null;
  readonly steps: readonly QueueStep[];
  readonly series: readonly AcquiredSeries[];
  /** By `acquiredKey`; read them with `shownAssessment`. */
  readonly assessments: Readonly<Record<string, SeriesAssessment>>;
  /** What the trainee said of runs and findings. */
  readonly answers: Answers;
  /** What the AI is not sure of in the image it planned on: to be read before its plan is used. */
  readonly doubts: readonly string[];
  readonly outcome: Outcome | null;
  readonly error: CaseError | null;
}

const NO_SEGMENTATION: SegmentationState = {
  status: 'none',
  backend: null,
  labels: null,
  spine: null,
  spineConfidence: null,
  confidence: null,
  totalMs: null,
};

export const EMPTY_CASE: CaseState = {
  phase: 'empty',
  scenario: null,
  patient: null,
  progress: null,
  localizer: [],
  segmentation: NO_SEGMENTATION,
  ai: {
    status: 'none',
    plan: null,
    runs: [],
    on: null,
    decisions: [],
    unmet: [],
    visible: false,
    seen: false,
  },
  groups: [],
  saturationBands: [],
  activeGroup: null,
  steps: [],
  series: [],
  assessments: {},
  answers: NO_ANSWERS,
  doubts: [],
  outcome: null,
  error: null,
};

/** Whether the exam waits for somebody to lay the patient. */
export const awaitsPosition = ({ phase, scenario, answers }: CaseState): boolean =>
  phase === 'patientLoaded' && asksForPosition(scenario?.tasks ?? []) && answers.position === null;

/** Whether the table may move to another landmark: a new localizer follows, plan and images stay. */
export const mayMoveTable = (state: CaseState): boolean =>
  canPlan(state) &&
  state.answers.position !== null &&
  !state.steps.some((step) => step.state === 'running' || step.state === 'queued');

export const canPlan = ({ phase }: CaseState): boolean => phase === 'localized' || phase === 'planning';

/** What can be taken in hand, in order: the slice groups, then the saturation bands. */
export const plannedNames = ({ groups, saturationBands }: CaseState): string[] =>
  [...groups, ...saturationBands].map(({ name }) => name);

/** Why the plan cannot be submitted now; null when it can. */
export function submitBlocker(state: CaseState): string | null {
  if (state.phase === 'submitted') return 'This exam is submitted.';
  if (!canPlan(state)) return 'Acquire the localizer first.';
  if (state.steps.some((step) => step.state === 'running')) return 'Wait for the running series, or stop it.';
  if (state.phase === 'localized') return 'The AI is still planning; wait a moment.';
  const placed = state.groups.map((group) => group.name);
  const missing = (state.scenario?.groups ?? []).map((g) => g.name).filter((name) => !placed.includes(name));
  return missing.length > 0 ? `Place ${missing.join(', ')} first.` : null;
}
