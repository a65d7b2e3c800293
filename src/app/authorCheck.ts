import {
  headlessOutcome,
  judgedRightly,
  rightExam,
  type ExamPatient,
  type Outcome,
  type Scenario,
} from '../exercise';
import { DISPLAY_AXES } from '../geometry';
import type { PlannedGroup } from '../planning';
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
  /** The AI's plan, made on the truth, with every task done rightly. */
  readonly ai: PlayedPlan;
  /** The same plan with every axial group left unangled; null where there is no axial group. */
  readonly unangled: PlayedPlan | null;
  /** Scan time of the AI's exam, percent of the budget; null where it was not scored. */
  readonly budgetPercent: number | null;
  readonly warnings: readonly CheckWarning[];
}

const MOST_REASONS = 3;

const played = ({ mark, passed, criticalErrors, summary }: Outcome): PlayedPlan => ({
  mark: mark ?? 0,
  passed: passed === true,
  reasons: [...criticalErrors, ...summary].slice(0, MOST_REASONS),
});

/** As somebody plans who centres the slices on the disc and leaves them straight. */
const straight = (group: PlannedGroup): PlannedGroup =>
  group.kind === 'axial'
    ? { ...group, rowDirection: DISPLAY_AXES.axial.right, columnDirection: DISPLAY_AXES.axial.down }
    : group;

/**
 * Plays a scenario's exam without a mistake, planned by the AI on its patient's truth; and once more with that plan unangled.
 * @throws IsocenterError as `rightExam` and `headlessOutcome`
 */
export function checkScenario(scenario: Scenario, patient: ExamPatient): CheckReport {
  const exam = rightExam(scenario, patient);
  const right = headlessOutcome(exam);
  const groups = exam.plan.groups.map(straight);
  const plan = { ...exam.plan, groups };
  const runs = judgedRightly(scenario, exam.steps ?? [], plan, patient);
  const left = { ...exam, plan, record: { ...exam.record, ...runs } };
  const report = {
    ai: played(right),
    unangled: groups.some(({ kind }) => kind === 'axial') ? played(headlessOutcome(left)) : null,
    budgetPercent: right.exam.rows.find(({ key }) => key === 'time')?.trainee?.value ?? null,
  };
  return { ...report, warnings: [...reportWarnings(report), ...truthWarnings(scenario, patient)] };
}

function reportWarnings({ ai, unangled, budgetPercent }: Omit<CheckReport, 'warnings'>): CheckWarning[] {
  const warnings: CheckWarning[] = [];
  if (!ai.passed)
    warnings.push({
      at: ['passMark'],
      message: 'The AI’s plan on the truth does not pass, with every task done rightly: nobody can.',
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
  const { tasks, groups, objectives, rubric } = scenario;
  const asks = (kind: string, key: 'step' | 'group', name: string): boolean =>
    tasks.some(
      (task) => task.kind === kind && key in task && (task as Record<string, unknown>)[key] === name,
    );
  return [
    ...trapWarnings(scenario, (step) => asks('judge', 'step', step)),
    ...groups.flatMap(({ name }, i) =>
      asks('plan', 'group', name) ? [] : [{ at: ['groups', i], message: `No task asks to plan "${name}".` }],
    ),
    ...objectives.flatMap(({ competency }, i) =>
      competency === undefined
        ? [{ at: ['objectives', i, 'competency'], message: 'This objective counts for no competency.' }]
        : [],
    ),
    ...(['parameters', 'judge', 'read'] as const).flatMap((kind) =>
      tasks.some((task) => task.kind === kind) && (rubric.weights?.[kind] ?? 0) === 0
        ? [
            {
              at: ['rubric', 'weights'],
              message: `Tasks to ${TASK_WORDS[kind]} count nothing towards the mark.`,
            },
          ]
        : [],
    ),
  ];
}

const TASK_WORDS = { parameters: 'set parameters', judge: 'judge images', read: 'read findings' } as const;

/** Traps that nobody is asked to notice, or that the patient does not bear out. */
function trapWarnings({ traps, patient }: Scenario, isJudged: (step: string) => boolean): CheckWarning[] {
  const definition = 'definition' in patient ? patient.definition : null;
  return traps.flatMap((trap, i): CheckWarning[] => {
    const at: Path = ['traps', i];
    switch (trap.kind) {
      case 'motion':
        return isJudged(trap.step)
          ? []
          : [{ at, message: `The patient moves in "${trap.step}", but no task asks to judge that step.` }];
      case 'metal':
        return definition && !definition.findings.some(({ kind }) => kind === 'pedicle-screws')
          ? [{ at, message: 'The trap is metal, but the patient has none.' }]
          : [];
      case 'transitional-level':
        return definition && definition.transition === 'none' && definition.lumbarVertebrae === 5
          ? [{ at, message: 'The numbering is said to mislead, but the patient has the usual levels.' }]
          : [];
      case 'wrong-preset':
        return [];
    }
  });
}
