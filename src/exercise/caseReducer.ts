import type { Decision, PlannedGroup, Prescription, SaturationBand } from '../planning';
import type { Series } from '../scanner';
import {
  isReadingOf,
  readKey,
  readTasks,
  runKey,
  type Answers,
  type Reading,
  type RunReason,
  type RunVerdict,
} from './answers';
import { acquiredKey, type SeriesAssessment } from './assessment';
import type { Outcome } from './attempt';
import {
  awaitsPosition,
  canPlan,
  EMPTY_CASE,
  mayMoveTable,
  plannedNames,
  submitBlocker,
  type AcquiredSeries,
  type BackendInfo,
  type CaseError,
  type CaseState,
  type PatientInfo,
  type Progress,
  type SegmentationState,
} from './caseState';
import { landmarkOf } from './positions';
import {
  queueAfterEdit,
  queueAfterPlan,
  queueFromScenario,
  stepAfterStop,
  updateStep,
  type PlannedStep,
  type QueueStep,
} from './queue';
import type { Scenario } from './scenario';
import type { Runs } from './separated';
import type { DiscLevel } from '../volume';
import type { ReadFinding } from './scenarioTasks';

export type CaseEvent =
  | { type: 'opened'; scenario: Scenario }
  | { type: 'progressed'; progress: Progress | null }
  | { type: 'patientLoaded'; patient: PatientInfo }
  | { type: 'localizerStarted' }
  | { type: 'localized'; series: readonly Series[] }
  /** An exam that was left goes on: with its images, and its plan as it lay. */
  | {
      type: 'resumed';
      localizer: readonly Series[];
      groups: readonly PlannedGroup[];
      saturationBands: readonly SaturationBand[];
      steps: readonly QueueStep[];
      series: readonly AcquiredSeries[];
      answers: Answers;
      activeGroup: string | null;
      /** The AI's plan was on screen before. */
      aiSeen: boolean;
    }
  | { type: 'backendChosen'; backend: BackendInfo }
  | {
      type: 'segmented';
      result: Omit<SegmentationState, 'status' | 'backend'>;
      plan: Prescription;
      runs: Runs;
      /** `acquiredKey` of the series it was made on; null for the localizer. */
      on: string | null;
      decisions: readonly Decision[];
      unmet: readonly string[];
      doubts: readonly string[];
    }
  | { type: 'segmentationFailed'; error: CaseError }
  | { type: 'aiPlanRequested' }
  | { type: 'aiPlanHidden' }
  | {
      type: 'planChanged';
      groups: readonly PlannedGroup[];
      saturationBands: readonly SaturationBand[];
      steps: readonly PlannedStep[];
      /** Names of the groups whose images no longer show the plan. */
      changed: readonly string[];
    }
  | { type: 'groupSelected'; name: string | null }
  | { type: 'stepQueued'; id: string }
  | { type: 'stepStarted'; id: string; total: number }
  | { type: 'stepProgressed'; id: string; done: number }
  | { type: 'stepDone'; id: string; series: readonly AcquiredSeries[] }
  | { type: 'stepStopped'; id: string }
  | { type: 'assessed'; key: string; assessment: SeriesAssessment }
  | { type: 'positioned'; landmark: string; at: string }
  /** The cross laid anew: the localizer no longer shows what lies in the isocentre. */
  | { type: 'tableMoved'; landmark: string; at: string }
  | { type: 'judged'; stepId: string; run: number; verdict: RunVerdict; reason?: RunReason; at: string }
  | { type: 'read'; level: DiscLevel; finding: ReadFinding; reading: Reading }
  /** `isTimeUp`: handed in by the clock, whatever is missing. */
  | { type: 'submitted'; outcome: Outcome; isTimeUp?: boolean }
  | { type: 'failed'; error: CaseError | null }
  | { type: 'errorShown'; error: CaseError }
  | { type: 'errorDismissed' }
  | { type: 'closed' };

/** The case's only way forward. An event that does not fit the phase leaves the state as it was. */
export function caseReducer(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case 'opened':
      return { ...EMPTY_CASE, phase: 'loading', scenario: event.scenario };
    case 'progressed':
      return { ...state, progress: event.progress };
    case 'patientLoaded':
      if (state.phase !== 'loading' || !state.scenario) return state;
      return {
        ...state,
        phase: 'patientLoaded',
        patient: event.patient,
        progress: null,
        steps: queueFromScenario(state.scenario),
      };
    case 'localizerStarted':
      return state.phase === 'patientLoaded' ? { ...state, phase: 'localizing', error: null } : state;
    case 'localized':
      if (state.phase !== 'localizing') return state;
      return {
        ...state,
        phase: 'localized',
        localizer: event.series,
        progress: null,
        segmentation: { ...state.segmentation, status: 'running' },
      };
    case 'resumed':
      return state.phase === 'patientLoaded' ? resumed(state, event) : state;
    case 'backendChosen':
      return { ...state, segmentation: { ...state.segmentation, backend: event.backend } };
    case 'segmented':
      return canPlan(state) ? segmented(state, event) : state;
    case 'segmentationFailed':
      if (state.phase !== 'localized') return state;
      return {
        ...state,
        phase: 'planning',
        progress: null,
        segmentation: { ...state.segmentation, status: 'failed' },
        ai: { ...state.ai, status: 'failed' },
        error: event.error,
      };
    case 'aiPlanRequested':
      return aiPlanRequested(state);
    case 'aiPlanHidden':
      return { ...state, ai: { ...state.ai, visible: false } };
    case 'planChanged':
      return canPlan(state) ? planChanged(state, event) : state;
    case 'groupSelected':
      return { ...state, activeGroup: event.name };
    case 'stepQueued':
    case 'stepStarted':
    case 'stepProgressed':
    case 'stepDone':
    case 'stepStopped':
      return stepEvent(state, event);
    case 'assessed':
      return assessed(state, event);
    case 'positioned':
      return positioned(state, event);
    case 'tableMoved':
      return tableMoved(state, event);
    case 'judged':
      return judged(state, event);
    case 'read':
      return read(state, event);
    case 'submitted':
      if (event.isTimeUp ? !canPlan(state) : submitBlocker(state) !== null) return state;
      return { ...state, phase: 'submitted', outcome: event.outcome, ai: { ...state.ai, visible: true } };
    case 'failed':
      return failed(state, event.error);
    case 'errorShown':
      return { ...state, error: event.error };
    case 'errorDismissed':
      return { ...state, error: null };
    case 'closed':
      return EMPTY_CASE;
  }
}

/** As after a localizer, but with all that was there. What ran or waited when the exam was left is stopped. */
function resumed(
  state: CaseState,
  {
    localizer,
    groups,
    saturationBands,
    steps,
    series,
    answers,
    activeGroup,
    aiSeen,
  }: Extract<CaseEvent, { type: 'resumed' }>,
): CaseState {
  const placed = groups.map(({ name }) => name);
  return {
    ...state,
    phase: 'localized',
    ...{ localizer, groups, saturationBands, series, answers, activeGroup },
    steps: steps.map((step) =>
      step.state === 'running' || step.state === 'queued' ? stepAfterStop(step, placed) : step,
    ),
    segmentation: { ...state.segmentation, status: 'running' },
    ai: { ...state.ai, seen: aiSeen },
  };
}

/** The AI's first plan, or one on a better image: whether it is in sight does not change with that. */
function segmented(state: CaseState, event: Extract<CaseEvent, { type: 'segmented' }>): CaseState {
  const { plan, runs, on, decisions, unmet, doubts } = event;
  const first = state.ai.status !== 'ready';
  const shown = state.scenario?.aiPlan === 'shown';
  const { visible, seen } = first ? { visible: shown, seen: shown || state.ai.seen } : state.ai;
  return {
    ...state,
    phase: 'planning',
    progress: null,
    segmentation: { ...state.segmentation, ...event.result, status: 'ready' },
    ai: { status: 'ready', plan, runs, on, decisions, unmet, visible, seen },
    doubts,
  };
}

function aiPlanRequested(state: CaseState): CaseState {
  if (state.ai.status !== 'ready') return state;
  if (state.phase === 'submitted') return { ...state, ai: { ...state.ai, visible: true } };
  if (state.scenario?.aiPlan === 'hidden') return state;
  return { ...state, ai: { ...state.ai, visible: true, seen: true } };
}

function planChanged(
  state: CaseState,
  { groups, saturationBands, steps: planned, changed }: Extract<CaseEvent, { type: 'planChanged' }>,
): CaseState {
  const placed = groups.map((group) => group.name);
  const runsOf = (id: string): number =>
    Math.max(0, ...state.series.filter(({ stepId }) => stepId === id).map(({ run }) => run));
  const steps = queueAfterEdit(queueAfterPlan(state.steps, planned, runsOf), placed, changed);
  const next = { ...state, groups, saturationBands, steps };
  const gone = state.activeGroup !== null && !plannedNames(next).includes(state.activeGroup);
  return gone ? { ...next, activeGroup: null } : next;
}

type StepEvent = Extract<
  CaseEvent,
  { type: 'stepQueued' | 'stepStarted' | 'stepProgressed' | 'stepDone' | 'stepStopped' }
>;

function stepEvent(state: CaseState, event: StepEvent): CaseState {
  if (!canPlan(state)) return state;
  const placed = state.groups.map((group) => group.name);
  const steps = updateStep(state.steps, event.id, (step) => {
    switch (event.type) {
      case 'stepQueued':
        return step.state === 'planned' || step.state === 'running'
          ? step
          : { ...step, state: 'queued', done: 0 };
      case 'stepStarted':
        return { ...step, state: 'running', done: 0, total: event.total, stale: false };
      case 'stepProgressed':
        return step.state === 'running' ? { ...step, done: event.done } : step;
      case 'stepDone':
        return { ...step, state: 'done', done: step.total, runs: step.runs + 1 };
      case 'stepStopped':
        return stepAfterStop(step, placed);
    }
  });
  if (event.type !== 'stepDone') return { ...state, steps };
  return { ...state, steps, series: [...state.series, ...event.series] };
}

/** A series that is not of this case any more is not judged. */
function assessed(
  state: CaseState,
  { key, assessment }: Extract<CaseEvent, { type: 'assessed' }>,
): CaseState {
  if (!state.series.some((acquired) => acquiredKey(acquired) === key)) return state;
  return { ...state, assessments: { ...state.assessments, [key]: assessment } };
}

/** Before the localizer, where the scenario asks for it. */
function positioned(state: CaseState, event: Extract<CaseEvent, { type: 'positioned' }>): CaseState {
  const { landmark, at } = event;
  if (!awaitsPosition(state) || !landmarkOf(landmark)) return state;
  return { ...state, answers: { ...state.answers, position: { landmark, at } } };
}

/** The patient stays as they lie, and what was planned and acquired with them; the localizer has to be run again. */
function tableMoved(state: CaseState, event: Extract<CaseEvent, { type: 'tableMoved' }>): CaseState {
  const { landmark, at } = event;
  const { position, earlierPositions = [] } = state.answers;
  if (!mayMoveTable(state) || !position || !landmarkOf(landmark) || landmark === position.landmark)
    return state;
  const answers = {
    ...{ ...state.answers, position: { landmark, at } },
    earlierPositions: [...earlierPositions, position],
  };
  return { ...state, phase: 'patientLoaded', localizer: [], answers };
}

/** Only the newest run of a step that is to be judged, and once: the AI's verdict may be seen after that. */
function judged(state: CaseState, event: Extract<CaseEvent, { type: 'judged' }>): CaseState {
  const { stepId, run, verdict, reason, at } = event;
  const key = runKey(event);
  const { judgements } = state.answers;
  const isAsked = state.scenario?.tasks.some((task) => task.kind === 'judge' && task.step === stepId);
  const newest = Math.max(0, ...state.series.filter((s) => s.stepId === stepId).map((s) => s.run));
  if (!canPlan(state) || !isAsked || run < 1 || run !== newest || judgements[key]) return state;
  const judgement = { verdict, at, ...(reason === undefined ? {} : { reason }) };
  return { ...state, answers: { ...state.answers, judgements: { ...judgements, [key]: judgement } } };
}

/** A reading that the scenario asks for; until handing in it may be read again. */
function read(state: CaseState, event: Extract<CaseEvent, { type: 'read' }>): CaseState {
  const key = readKey(event);
  const isAsked = readTasks(state.scenario?.tasks ?? []).some((task) => readKey(task) === key);
  if (!canPlan(state) || !isAsked || !isReadingOf(event.finding, event.reading)) return state;
  const readings = { ...state.answers.readings, [key]: event.reading };
  return { ...state, answers: { ...state.answers, readings } };
}

/** Back to the last whole state: nothing half-loaded stays behind. */
function failed(state: CaseState, error: CaseError | null): CaseState {
  if (state.phase === 'loading') return { ...EMPTY_CASE, error };
  if (state.phase === 'localizing') {
    return { ...state, phase: 'patientLoaded', localizer: [], progress: null, error };
  }
  return { ...state, progress: null, error };
}
