import {
  headlessOutcome,
  planForScenario,
  queueFromProtocol,
  type ExamPatient,
  type Outcome,
  type Scenario,
} from '../exercise';
import { DISPLAY_AXES } from '../geometry';
import type { PlannedGroup, Prescription } from '../planning';
import type { Path } from './authorJson';

/** What a plan gets by a draft's rubric. */
export interface PlayedPlan {
  /** Percent. */
  readonly mark: number;
  readonly passed: boolean;
  /** Why it does not pass, or what it loses most by. */
  readonly reasons: readonly string[];
}

/** Something an author should look at, though the scenario can be used. */
export interface CheckWarning {
  readonly at: Path;
  readonly message: string;
}

export interface CheckReport {
  /** The AI's plan, made on the truth. */
  readonly ai: PlayedPlan;
  /** The same plan with every axial group left unangled; null where there is no axial group. */
  readonly unangled: PlayedPlan | null;
  /** Scan time of the AI's exam, percent of the budget; null where it was not scored. */
  readonly budgetPercent: number | null;
  readonly warnings: readonly CheckWarning[];
}

const MOST_REASONS = 3;

function played(scenario: Scenario, outcome: Outcome): PlayedPlan {
  const { criticalErrors, summary } = outcome;
  const mark = outcome.planMark ?? outcome.mark ?? 0;
  const passed = mark >= scenario.passMark && criticalErrors.length === 0;
  return { mark, passed, reasons: [...criticalErrors, ...summary].slice(0, MOST_REASONS) };
}

/** As somebody plans who centres the slices on the disc and leaves them straight. */
const straight = (group: PlannedGroup): PlannedGroup =>
  group.kind === 'axial'
    ? { ...group, rowDirection: DISPLAY_AXES.axial.right, columnDirection: DISPLAY_AXES.axial.down }
    : group;

/**
 * Plays a scenario with the AI's plan on its patient's truth, and with that plan unangled.
 * @throws IsocenterError as `planForScenario` and `headlessOutcome`
 */
export function checkScenario(scenario: Scenario, patient: ExamPatient): CheckReport {
  const right = rightSettings(scenario);
  const play = (plan: Prescription): Outcome => headlessOutcome({ scenario, patient, plan, steps: right });
  const plan = planForScenario(scenario, patient.truth);
  const hasAxial = plan.groups.some(({ kind }) => kind === 'axial');
  const ai = play(plan);
  const unangled = hasAxial ? played(scenario, play({ ...plan, groups: plan.groups.map(straight) })) : null;
  const report = {
    ai: played(scenario, ai),
    unangled,
    budgetPercent: ai.exam.rows.find(({ key }) => key === 'time')?.trainee?.value ?? null,
  };
  return { ...report, warnings: [...reportWarnings(report), ...truthWarnings(scenario, patient)] };
}

/** The series with the values that the tasks ask for. */
function rightSettings({ protocol, tasks }: Scenario): ReturnType<typeof queueFromProtocol> {
  return queueFromProtocol(protocol).map((step) => {
    const settings: Record<string, unknown> = {};
    for (const task of tasks)
      if (task.kind === 'parameters' && task.step === step.id)
        for (const [name, expected] of Object.entries(task.expect)) {
          if ('is' in expected) settings[name] = expected.is;
        }
    return { ...step, settings: { ...step.settings, ...settings } };
  });
}

function reportWarnings({ ai, unangled, budgetPercent }: Omit<CheckReport, 'warnings'>): CheckWarning[] {
  const warnings: CheckWarning[] = [];
  if (!ai.passed)
    warnings.push({
      at: ['passMark'],
      message: 'The AI’s plan on the truth does not pass: nobody is likely to.',
    });
  if (unangled?.passed)
    warnings.push({
      at: ['rubric', 'criteria'],
      message: `A plan that is not angled passes with ${Math.round(unangled.mark)} %: this patient or rubric does not ask for angulation.`,
    });
  if (budgetPercent !== null && budgetPercent > 100)
    warnings.push({
      at: ['timeBudgetS'],
      message: `The protocol takes ${Math.round(budgetPercent)} % of the scan time’s budget.`,
    });
  return warnings;
}

/** Where the scenario asks for something that its patient does not have. */
function truthWarnings({ tasks, groups }: Scenario, { truth }: ExamPatient): CheckWarning[] {
  const measured = truth.measures.discs.map(({ level }) => level);
  const drawn = truth.discs.map(({ level }) => level);
  return [
    ...tasks.flatMap((task, i) =>
      task.kind === 'read' && !measured.includes(task.level)
        ? [
            {
              at: ['tasks', i, 'level'],
              message: `The patient has no disc ${task.level}: there is nothing to read.`,
            },
          ]
        : [],
    ),
    ...groups.flatMap(({ level }, i) =>
      level !== undefined && !drawn.includes(level)
        ? [{ at: ['groups', i, 'level'], message: `The patient has no disc ${level} to plan on.` }]
        : [],
    ),
  ];
}

/** What an author should look at that shows without the patient. */
export function scenarioWarnings(scenario: Scenario): CheckWarning[] {
  const { tasks, traps, groups, protocol, objectives, patient, rubric } = scenario;
  const asks = (kind: string, key: 'step' | 'group', name: string): boolean =>
    tasks.some(
      (task) => task.kind === kind && key in task && (task as Record<string, unknown>)[key] === name,
    );
  const warnings: CheckWarning[] = [];
  const warn = (at: Path, message: string): void => void warnings.push({ at, message });
  traps.forEach((trap, i) => {
    if (trap.kind === 'motion' && !asks('judge', 'step', trap.step))
      warn(['traps', i], `The patient moves in "${trap.step}", but no task asks to judge that step.`);
    if (trap.kind === 'wrong-preset' && !asks('parameters', 'step', trap.step))
      warn(['traps', i], `"${trap.step}" comes up with wrong values, but no task says which are right.`);
    if (!('definition' in patient)) return;
    const { definition } = patient;
    if (trap.kind === 'metal' && !definition.findings.some(({ kind }) => kind === 'pedicle-screws'))
      warn(['traps', i], 'The trap is metal, but the patient has none.');
    if (
      trap.kind === 'transitional-level' &&
      definition.transition === 'none' &&
      definition.lumbarVertebrae === 5
    )
      warn(['traps', i], 'The numbering is said to mislead, but the patient has the usual levels.');
  });
  groups.forEach(({ name }, i) => {
    if (!asks('plan', 'group', name)) warn(['groups', i], `No task asks to plan "${name}".`);
    if (!protocol.some((step) => step.groups.includes(name))) warn(['groups', i], `No step runs "${name}".`);
  });
  objectives.forEach(({ competency }, i) => {
    if (competency === undefined)
      warn(['objectives', i, 'competency'], 'This objective counts for no competency.');
  });
  for (const kind of ['parameters', 'run', 'judge', 'read'] as const) {
    const has = tasks.some((task) => task.kind === kind);
    const weight = rubric.weights?.[kind] ?? 0;
    if (weight > 0 && !has) warn(['rubric', 'weights', kind], 'There is no task of this kind to be weighed.');
    if (rubric.weights && weight === 0 && has && kind !== 'run')
      warn(['rubric', 'weights', kind], 'Tasks of this kind count nothing.');
  }
  return warnings;
}
