import { addScaled, LEFT, POSTERIOR, sub, SUPERIOR } from '../geometry';
import { createDraw, type Draw } from '../patient';
import {
  parallelTo,
  setSliceCount,
  shiftAlongNormal,
  tiltGroup,
  translateBand,
  translateGroup,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import { READ_DETAILS, readKey, readTasks, runKey, type Answers, type Reading } from './answers';
import { recordOfWholeExam, takenRun, type ExamRecord, type TakenRun } from './examRecord';
import { planForScenario, type ExamPatient, type HeadlessExam, type ScenarioPlan } from './headlessExam';
import type { PlannedStep } from './queue';
import { POSITIONS } from './positions';
import { judgement, reading, rightPosition, rightReadings, stepsAsFound, withAskedValues } from './rightExam';
import { separated } from './separated';
import type { Scenario } from './scenario';
import { isSpoilt } from './judgeFaults';
import { SKILLS, type Skill, type SkillName } from './skills';

// Trainees for testing instructors' views and for showing what a class looks like: the right exam with the errors of people.

/** One simulated person: a skill, and how careful this one is. */
export interface Operator {
  readonly skill: SkillName;
  /** Factor on all errors of the skill. */
  readonly care: number;
}

/** The same skill and seed give the same person. */
export function simulatedOperator(skill: SkillName, seed: number): Operator {
  const { sd, least, most } = SKILLS.betweenOperators;
  return { skill, care: Math.min(most, Math.max(least, createDraw(seed, 'operator').normal(1, sd))) };
}

export interface SimulatedExam extends HeadlessExam {
  readonly record: ExamRecord;
  /** Working time. */
  readonly seconds: number;
}

export interface SimulationOptions {
  /** By hand when left out. `ai-edited`: the AI's plan, taken over and corrected. */
  readonly arm?: 'manual' | 'ai-edited';
  /** `planForScenario` of the same scenario and patient, which takes longer than all the rest: made anew when left out. */
  readonly right?: ScenarioPlan;
}

/** The mean length of two independent normal errors is √(π/2) times their standard deviation. */
const SD_OF_MEAN_ANGLE = Math.sqrt(2 / Math.PI);
const SLICES_LEFT_OUT = 2;
const FEWEST_SLICES = 3;
/** With the AI's plan at hand planning takes this part of the time (o). */
const ASSISTED_TIME = 0.6;
const LEAST_SECONDS = 120;

/** One operator at work on one exam. */
interface Hand {
  readonly skill: Skill;
  /** Factor on what the plan is off by. */
  readonly factor: number;
  readonly draw: Draw;
  /** Whether something happens that a careful person does less often. */
  readonly slips: (chance: number) => boolean;
}

/**
 * An exam as this person would hand it in. The same operator, scenario and seed give the same exam.
 * @throws IsocenterError as `rightExam`
 */
export function simulateExam(
  scenario: Scenario,
  patient: ExamPatient,
  operator: Operator,
  seed: number,
  { arm = 'manual', right = planForScenario(scenario, patient.truth) }: SimulationOptions = {},
): SimulatedExam {
  const isAssisted = arm === 'ai-edited';
  const draw = createDraw(seed, `exam ${scenario.id} ${arm}`);
  const skill = SKILLS.skills[operator.skill];
  const factor = operator.care * (isAssisted ? SKILLS.assisted.factor : 1);
  const hand: Hand = { skill, factor, draw, slips: (chance) => draw.chance(Math.min(1, chance * factor)) };
  const plan = planned(right.plan, patient, hand);
  const apart = hand.slips(skill.crossingMissed) ? [] : right.runs;
  const steps = stepsAsFound(scenario)
    .map((step) => (hand.slips(skill.wrongValueKept) ? step : withAskedValues(scenario, step)))
    .flatMap((step) => separated(step, apart));
  const record = {
    ...recordOfWholeExam(steps, plan),
    ...judged(scenario, steps, plan, patient, hand),
    ...laid(scenario, hand),
    readings: readings(scenario, patient, hand),
  };
  const usual = draw.normal(skill.secondsMean, skill.secondsSd) * (isAssisted ? ASSISTED_TIME : 1);
  return { scenario, patient, plan, steps, record, seconds: Math.round(Math.max(LEAST_SECONDS, usual)) };
}

/** The patient laid by the right landmark, or by one that is far off. */
function laid(scenario: Scenario, { skill, slips }: Hand): Pick<ExamRecord, 'position'> {
  const { position } = rightPosition(scenario);
  const worst = POSITIONS.landmarks.at(-1);
  if (!position || !worst || !slips(skill.misplaced)) return { position };
  return { position: { ...position, landmark: worst.id } };
}

function planned(plan: Prescription, patient: ExamPatient, hand: Hand): Prescription {
  const { skill, draw, factor, slips } = hand;
  const isUnangled = slips(skill.unangled);
  const levelsOff = slips(skill.wrongLevel) ? (draw.chance(0.5) ? 1 : -1) : 0;
  const groups = plan.groups.map((group) =>
    group.kind === 'axial' ? axial(group, patient, hand, isUnangled, levelsOff) : stack(group, hand),
  );
  const isForgotten = slips(skill.bandForgotten);
  const saturationBands = isForgotten
    ? []
    : plan.saturationBands.map((band) => {
        const mm = draw.normal(0, skill.bandMm * factor);
        return translateBand(band, addScaled([0, 0, 0], band.normal, mm));
      });
  return { ...plan, groups, saturationBands };
}

function axial(
  group: PlannedGroup,
  { truth }: ExamPatient,
  { skill, factor, draw, slips }: Hand,
  isUnangled: boolean,
  levelsOff: number,
): PlannedGroup {
  const tilt = (): number => draw.normal(0, skill.tiltDeg * SD_OF_MEAN_ANGLE * factor);
  const shift = (mm: number): number => draw.normal(0, mm * factor);
  const at = truth.discs.findIndex(({ level }) => level === group.level);
  const [own, other] = [truth.discs[at], truth.discs[at + levelsOff]];
  let placed = group;
  if (levelsOff !== 0 && own && other)
    placed = parallelTo(translateGroup(placed, sub(other.centre, own.centre)), other.normal);
  if (isUnangled) placed = parallelTo(placed, SUPERIOR);
  placed = tiltGroup(tiltGroup(placed, LEFT, tilt()), POSTERIOR, tilt());
  placed = shiftAlongNormal(placed, shift(skill.offsetMm));
  placed = translateGroup(placed, addScaled([0, 0, 0], placed.rowDirection, shift(skill.centringMm)));
  placed = translateGroup(placed, addScaled([0, 0, 0], placed.columnDirection, shift(skill.centringMm)));
  const fewer = Math.max(FEWEST_SLICES, placed.sliceCount - SLICES_LEFT_OUT);
  return slips(skill.fewerSlices) ? setSliceCount(placed, Math.min(placed.sliceCount, fewer)) : placed;
}

function stack(group: PlannedGroup, { skill, factor, draw }: Hand): PlannedGroup {
  const tilt = (): number => draw.normal(0, skill.stackTiltDeg * factor);
  const turned = tiltGroup(group, SUPERIOR, tilt());
  const tilted = tiltGroup(turned, group.kind === 'sagittal' ? POSTERIOR : LEFT, tilt());
  const shift = (): number => draw.normal(0, skill.stackOffsetMm * factor);
  return translateGroup(shiftAlongNormal(tilted, shift()), addScaled([0, 0, 0], SUPERIOR, shift()));
}

/** Every series run once, and once more where the operator saw, or believed to see, that it cannot be used. */
function judged(
  scenario: Scenario,
  steps: readonly PlannedStep[],
  plan: Prescription,
  patient: ExamPatient,
  { skill, slips }: Hand,
): Pick<ExamRecord, 'runs' | 'judgements'> {
  const runs: TakenRun[] = [];
  const judgements: Record<string, Answers['judgements'][string]> = {};
  const judgedSteps = scenario.tasks.flatMap((task) => (task.kind === 'judge' ? [task.step] : []));
  for (const step of steps) {
    const first = takenRun(step, 1, plan);
    runs.push(first);
    if (!judgedSteps.includes(step.id)) continue;
    const again = takenRun(step, 2, plan);
    const isFaulty = isSpoilt(scenario, first, patient);
    // Nobody repeats a series for a plan or values that were taken for right.
    const isMended = isFaulty && !isSpoilt(scenario, again, patient);
    const repeats = isMended ? !slips(skill.faultAccepted) : !isFaulty && slips(skill.soundRepeated);
    judgements[runKey(first)] = repeats ? judgement('repeat', 'motion') : judgement('accept');
    if (!repeats) continue;
    runs.push(again);
    judgements[runKey(again)] = judgement('accept');
  }
  return { runs, judgements };
}

function readings(
  scenario: Scenario,
  patient: ExamPatient,
  { skill, draw, slips }: Hand,
): Answers['readings'] {
  const right = rightReadings(scenario, patient);
  return Object.fromEntries(
    readTasks(scenario.tasks).flatMap((task) => {
      const truth = right[readKey(task)];
      if (!truth) return [];
      const { choices } = READ_DETAILS[task.finding];
      const isWrong = slips(skill.misread);
      const present = isWrong ? !truth.present : truth.present;
      const guess = choices[draw.integer(0, choices.length - 1)] ?? null;
      const detail = !present ? null : isWrong || slips(skill.misread) ? guess : truth.detail;
      const sure = Math.round(draw.normal(isWrong ? 2.6 : 4, 0.8));
      const confidence = Math.min(5, Math.max(1, sure)) as Reading['confidence'];
      return [[readKey(task), reading(present, detail, confidence)] as const];
    }),
  );
}
