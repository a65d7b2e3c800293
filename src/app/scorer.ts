import type { Comparison, Outcome, Scenario } from '../exercise';
import { IsocenterError } from '../geometry';
import type { Spine } from '../patient';
import type { Prescription } from '../planning';
import {
  scorePrescription,
  STANDARD_RUBRIC,
  type Comparison as GroupComparison,
  type GroupScore,
  type Rubric,
  type Score,
} from '../scoring';
import type { ScorerEngine } from './engines';

const RUBRICS: readonly Rubric[] = [STANDARD_RUBRIC];
const UNITS = { deg: '°', mm: 'mm', '%': '%' } as const;

const NOT_SCORED: Outcome = {
  reference: 'none',
  mark: null,
  passed: null,
  summary: ['There is neither a truth nor an AI plan for this patient, so nothing was scored.'],
  groups: [],
  traineeVsAi: null,
  traineeVsTruth: null,
  aiVsTruth: null,
};

/** Scores with `scoring` and puts the three comparisons of the score screen beside each other. */
export const scorer: ScorerEngine = {
  score: ({ trainee, ai, aiSpine, truth, scenario }) => {
    const rubric = rubricFor(scenario);
    const reference = aiSpine ?? ai ?? truth;
    if (!reference) return NOT_SCORED;
    const hasAi = aiSpine !== null || ai !== null;
    const score = scorePrescription({ trainee, reference, truth: truth ?? undefined, rubric });
    const ofGroup = (group: GroupScore): string => scenarioName(scenario, group);
    return {
      reference: hasAi ? (truth ? 'truth-and-ai' : 'ai') : 'truth',
      mark: score.points,
      passed: score.points >= scenario.passMark && score.criticalErrors.length === 0,
      summary: [...score.summary],
      groups: score.groups.map((group) => ({
        name: ofGroup(group),
        percent: group.counts && group.maxPoints > 0 ? (100 * group.points) / group.maxPoints : null,
        band: group.counts ? group.band : 'unknown',
        counted: !group.counted ? 'none' : group.counted === 'truth' || !hasAi ? 'truth' : 'ai',
        advice: advice(group),
      })),
      traineeVsAi: hasAi ? comparison(score, ofGroup, (group) => group.againstReference) : null,
      traineeVsTruth: truth ? comparison(score, ofGroup, (group) => group.againstTruth) : null,
      aiVsTruth: ai && truth ? aiAgainstTruth(ai, truth, rubric, scenario) : null,
    };
  },
};

function rubricFor(scenario: Scenario): Rubric {
  const rubric = RUBRICS.find((candidate) => candidate.name === scenario.rubric);
  if (rubric) return rubric;
  throw new IsocenterError(
    'rubric-unknown',
    `The scenario asks for the rubric "${scenario.rubric}", which this program does not have.`,
    'Choose another scenario.',
  );
}

/** Groups are told apart by what they are for, not by what somebody called them. */
const scenarioName = (scenario: Scenario, group: GroupScore): string =>
  scenario.groups.find((wanted) => wanted.kind === group.kind && (wanted.level ?? null) === group.level)
    ?.name ?? group.name;

function aiAgainstTruth(ai: Prescription, truth: Spine, rubric: Rubric, scenario: Scenario): Comparison {
  const asked = (name: string): boolean => scenario.groups.some((group) => group.name === name);
  const score = scorePrescription({ trainee: ai, reference: truth, rubric });
  const wanted = score.groups.filter((group) => asked(scenarioName(scenario, group)));
  return comparison(
    { ...score, groups: wanted },
    (group) => scenarioName(scenario, group),
    (group) => group.againstReference,
  );
}

function comparison(
  score: Score,
  name: (group: GroupScore) => string,
  pick: (group: GroupScore) => GroupComparison | null,
): Comparison {
  const held = score.groups.flatMap((group) => {
    const against = pick(group);
    return against && against.maxPoints > 0 ? [{ group, against }] : [];
  });
  const share = ({ points, maxPoints }: GroupComparison): number => points / maxPoints;
  const possible = held.reduce((sum, { group }) => sum + group.maxPoints, 0);
  const reached = held.reduce((sum, { group, against }) => sum + group.maxPoints * share(against), 0);
  return {
    score: possible > 0 ? (100 * reached) / possible : null,
    groups: held.map(({ group, against }) => ({
      name: name(group),
      score: 100 * share(against),
      band: against.levelError ? 'fail' : worstBand(against),
      measures: against.findings.map(({ criterion, label, value, unit, band }) => ({
        key: criterion,
        label,
        value,
        unit: UNITS[unit],
        band,
      })),
    })),
  };
}

const ORDER = ['full', 'pass', 'partial', 'fail'] as const;
const worstBand = ({ findings }: GroupComparison): (typeof ORDER)[number] =>
  ORDER[Math.max(0, ...findings.map((finding) => ORDER.indexOf(finding.band)))] ?? 'fail';

/** What a senior colleague would say: mistakes first, then consequences. */
function advice(group: GroupScore): string[] {
  const used = group.counted === 'truth' ? group.againstTruth : group.againstReference;
  const wrong = (used?.findings ?? []).filter((finding) => finding.band !== 'full').map((f) => f.sentence);
  const larger = group.areaFactor === null ? 0 : 100 * (group.areaFactor - 1);
  const consequence =
    larger >= 1 ? [`At this tilt a canal looks about ${larger.toFixed(0)} % larger than it is.`] : [];
  return [...group.criticalErrors, ...wrong, ...consequence, ...group.notes];
}
