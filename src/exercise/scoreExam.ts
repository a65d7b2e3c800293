import type { Spine, SpineMeasures } from '../patient';
import type { BodyExtent, Prescription } from '../planning';
import {
  scorePrescription,
  type ExamTechnique,
  type Finding,
  type GroupScore,
  type ReferenceConfidence,
  type Score,
  type ThreeValues,
} from '../scoring';
import type { LabelVolume } from '../volume';
import type { ArmResult, Outcome, OutcomeGroup, OutcomeRow } from './attempt';
import { examMark } from './examMark';
import { competencyEvidence } from './evidence';
import { localizerRuns, type ExamRecord } from './examRecord';
import { effectiveSequence, missingSteps, plannedStep, queueFromProtocol, type PlannedStep } from './queue';
import type { Scenario } from './scenario';
import { groupsFor, runsFor, scenarioName } from './scenarioGroups';
import { rubricOf } from './scenarioRubric';
import { scoreTasks } from './scoreTasks';
import { separated, type Runs } from './separated';

/** What is handed in, and what there is to hold it against. */
export interface ScoreRequest {
  readonly trainee: Prescription;
  /** What was run, judged and read, and the series as they stand in the queue. */
  readonly record: ExamRecord;
  readonly ai: Prescription | null;
  /** Which of its groups may share a series; the scenario's series stay as they are where it is empty. */
  readonly aiRuns: Runs;
  /** The AI's landmarks; what plans are held against where truth is unknown. */
  readonly aiSpine: Spine | null;
  readonly confidence: ReferenceConfidence | null;
  readonly truth: Spine | null;
  /** What a drawn patient was measured for. */
  readonly measures: SpineMeasures | null;
  /** Label map of the truth. */
  readonly truthLabels: LabelVolume | null;
  readonly body: BodyExtent | null;
  readonly localizerTimeS: number;
  readonly scenario: Scenario;
}

const UNITS = { deg: '°', mm: 'mm', '%': '%', '×': '×', groups: '' } as const;

const NOT_SCORED: Outcome = {
  reference: 'none',
  mark: null,
  planMark: null,
  passed: null,
  criticalErrors: [],
  known: [],
  summary: ['There is neither a truth nor an AI plan for this patient, so nothing was scored.'],
  groups: [],
  exam: { percent: null, advice: [], rows: [], crossings: [] },
  ai: null,
  tasks: [],
  competencies: [],
};

/**
 * Scores an exam and puts trainee, AI and truth beside each other: what the page shows, and what a class run headless gets.
 * @throws IsocenterError `rubric-unknown`, `scenario-invalid`, `sequence-unknown`
 */
export function scoreExam(request: ScoreRequest): Outcome {
  const { trainee, truth, scenario, aiSpine } = request;
  const rubric = rubricOf(scenario);
  const ai = request.ai && { ...request.ai, groups: groupsFor(scenario, request.ai) };
  const reference = aiSpine ?? ai;
  if (!reference && !truth) return NOT_SCORED;
  // Leaving a series of the protocol out saves no time that the exam is judged by.
  const missing = missingSteps(scenario, request.record.steps);
  const technique = techniqueOf(request, [...request.record.steps, ...missing]);
  // The AI alone leaves the values of the scenario's series as they are, but runs apart what would cross.
  const aiRuns = request.ai ? runsFor(scenario, request.ai, request.aiRuns) : [];
  const presets = queueFromProtocol(scenario.protocol).map(plannedStep);
  const preset = techniqueOf(
    request,
    presets.flatMap((step) => separated(step, aiRuns)),
  );
  const held = { reference: reference ?? undefined, truth: truth ?? undefined, technique, rubric };
  const score = scorePrescription({
    ...held,
    trainee,
    ai: ai ?? undefined,
    truthLabels: request.truthLabels,
    confidence: request.confidence ?? undefined,
  });
  const hasAi = reference !== null;
  const groups = score.groups
    .map((group) => groupOutcome(group, scenario, truth !== null))
    // Slices of an added series are no second answer to what the scenario asks for.
    .filter(({ name }, i, all) => all.findIndex((other) => other.name === name) === i);
  const exam = examOutcome(score);
  const tasks = scoreTasks(scenario, {
    ...{ record: request.record, measures: request.measures, groups },
    patient: { truth, body: request.body },
  });
  const criticalErrors = [
    ...score.criticalErrors,
    ...tasks.filter(({ critical }) => critical).map(({ title, sentence }) => `${title}: ${sentence}`),
  ];
  const mark = examMark(scenario.rubric, score.points, tasks) ?? score.points;
  const passes = (s: Score): boolean => s.points >= scenario.passMark && s.criticalErrors.length === 0;
  return {
    reference: hasAi ? (truth ? 'truth-and-ai' : 'ai') : 'truth',
    ...{ mark, planMark: score.points, criticalErrors },
    passed: mark >= scenario.passMark && criticalErrors.length === 0,
    tasks,
    competencies: competencyEvidence(scenario, { groups, exam, tasks }, wrongLevels(score, scenario)),
    known: [...score.known],
    summary: [...missing.map(missingWords), ...score.summary],
    groups,
    exam,
    // Where truth is not known the AI could only be held against itself.
    ai:
      ai && truth
        ? aloneOutcome(
            scorePrescription({ ...held, technique: preset, trainee: ai, truthColumn: false }),
            passes,
          )
        : null,
  };
}

const missingWords = (step: PlannedStep): string =>
  `${effectiveSequence(step).label} was taken out of the queue: a series of the protocol is missing.`;

/** The scenario's names of groups that lie on another disc than they are called after. */
const wrongLevels = ({ groups }: Score, scenario: Scenario): string[] =>
  groups
    .filter(({ counts, counted, againstTruth, againstReference }) => {
      const used = counted === 'truth' ? againstTruth : againstReference;
      return counts && used !== null && used.levelError !== null;
    })
    .map((group) => scenarioName(scenario, group) ?? group.name);

const techniqueOf = (
  { scenario, body, localizerTimeS, record }: ScoreRequest,
  steps: readonly PlannedStep[],
): ExamTechnique => ({
  steps: steps.map((step) => ({ groups: step.groups, sequence: effectiveSequence(step) })),
  body: body ?? undefined,
  timeBudgetS: scenario.timeBudgetS,
  otherTimeS: localizerTimeS * localizerRuns(record),
});

const percentOf = ({ points, maxPoints }: { points: number; maxPoints: number }): number | null =>
  maxPoints > 0 ? (100 * points) / maxPoints : null;

const rowOf = ({ criterion, label, unit, trainee, ai, truth }: ThreeValues): OutcomeRow => ({
  key: criterion,
  label,
  unit: UNITS[unit],
  trainee,
  ai,
  truth,
});

/** The dural sac's area as one more row; how far it lies from truth has no band of its own. */
function areaRow({ area }: GroupScore): OutcomeRow[] {
  if (!area || area.truthMm2 === null) return [];
  const cell = (value: number | null) => (value === null ? null : { value, band: 'unknown' as const });
  return [
    {
      key: 'sacArea',
      label: 'Dural sac on the plane',
      unit: 'mm²',
      trainee: cell(area.traineeMm2),
      ai: cell(area.aiMm2),
      truth: cell(area.truthMm2),
    },
  ];
}

const remarks = (findings: readonly Finding[]): string[] =>
  findings.filter((f) => f.band !== 'full').map((f) => f.sentence);

function groupOutcome(group: GroupScore, scenario: Scenario, isTruth: boolean): OutcomeGroup {
  const { counts, counted, area, areaFactor } = group;
  const used = counted === 'truth' ? group.againstTruth : group.againstReference;
  const larger = areaFactor === null ? 0 : 100 * (areaFactor - 1);
  const inGeneral =
    area?.truthMm2 === null && larger >= 1
      ? [`At this tilt a canal looks about ${larger.toFixed(0)} % larger than it is.`]
      : [];
  return {
    name: scenarioName(scenario, group) ?? group.name,
    percent: counts ? percentOf(group) : null,
    aiPercent:
      isTruth && group.ai ? percentOf(group.ai.levelError ? { ...group.ai, points: 0 } : group.ai) : null,
    band: counts ? group.band : 'unknown',
    counted: counted === 'truth' ? 'truth' : counted ? 'ai' : 'none',
    consequence: area?.sentence ?? null,
    misread: area?.misread ?? false,
    // Mistakes first, then what is only unusual.
    advice: [...group.criticalErrors, ...remarks(used?.findings ?? []), ...inGeneral, ...group.notes].filter(
      (sentence, i, all) => all.indexOf(sentence) === i,
    ),
    rows: [...areaRow(group), ...group.values.map(rowOf)],
  };
}

const examOutcome = ({ exam }: Score): Outcome['exam'] => ({
  percent: percentOf(exam),
  advice: remarks(exam.findings),
  rows: exam.values.map(rowOf),
  crossings: [...exam.crossingBands],
});

function aloneOutcome(score: Score, passes: (s: Score) => boolean): Outcome['ai'] {
  const bands = [...score.groups.flatMap((g) => g.againstTruth?.findings ?? []), ...score.exam.findings].map(
    (f) => f.band,
  );
  const errors: ArmResult['errors'] = {
    critical: score.criticalErrors.length,
    off: bands.filter((b) => b === 'fail').length,
    weak: bands.filter((b) => b === 'partial').length,
  };
  return { mark: score.points, passed: passes(score), errors };
}
