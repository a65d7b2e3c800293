import type { Spine } from '../patient';
import { checkKnown, type BodyExtent, type Fault, type QualityGrade } from '../planning';
import { bandSentence, crossingBands, rate } from '../scoring';
import type { RunReason } from './answers';
import type { TakenRun } from './examRecord';
import { unmetByTask } from './expectations';
import type { Scenario } from './scenario';
import { rubricOf } from './scenarioRubric';
import { motionInRun } from './traps';

/** What is known of the patient a run was taken of: never what the AI believes. */
export interface RunPatient {
  /** The true anatomy; null of a volume of one's own: where slices should lie is then not judged. */
  readonly truth: Spine | null;
  readonly body: BodyExtent | null;
}

/** What is wrong with a run. */
export interface RunFault {
  readonly reason: RunReason;
  /** `remark`: it can be used all the same. */
  readonly grade: Exclude<QualityGrade, 'ok'>;
  /** For a sentence that goes on, e.g. `the patient moved`. */
  readonly words: string;
}

/**
 * The reason to repeat that a fault of quality control is. How well slices are angled and centred is no reason: the plan is marked
 * for that.
 */
const REASONS: Readonly<Partial<Record<Fault, RunReason>>> = {
  ...{ coverage: 'cut-off', foramina: 'cut-off', clipping: 'cut-off', level: 'other-level' },
  ...{ wrap: 'wrap', saturation: 'saturation', noise: 'noise', fat: 'fat' },
};

/** `The images end early.` → `the images end early` */
const goingOn = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;

function plannedFaults(
  { groups, sequence, saturationBands }: TakenRun,
  spine: Spine,
  body: BodyExtent | null,
) {
  const findings = groups.flatMap((group) =>
    checkKnown({ group, sequence, saturationBands, spine, body: body ?? undefined }),
  );
  return findings.flatMap(({ fault, grade, sentence }): RunFault[] => {
    const reason = REASONS[fault];
    return reason && grade !== 'ok' ? [{ reason, grade, words: goingOn(sentence) }] : [];
  });
}

/** Dark bands of groups that cross over the canal, by the limits of the plan's score. */
function crossingFaults(scenario: Scenario, { groups, sequence, saturationBands }: TakenRun, spine: Spine) {
  if (spine.canal.length < 2) return [];
  const { exam, passFraction } = rubricOf(scenario);
  return crossingBands(groups, sequence, saturationBands.length, spine.canal).flatMap((found): RunFault[] => {
    const { band } = rate(found.canalMm, exam.crossing, passFraction);
    if (band === 'full') return [];
    const [words = ''] = bandSentence(found).split(': ');
    return [{ reason: 'crossing', grade: band === 'fail' ? 'repeat' : 'remark', words: goingOn(words) }];
  });
}

/**
 * Everything that is wrong with a run, by what scenario, scanner and geometry know.
 * @throws IsocenterError `rubric-unknown`, `scenario-invalid`
 */
export function runFaults(scenario: Scenario, run: TakenRun, { truth, body }: RunPatient): RunFault[] {
  const { traps, tasks } = scenario;
  const isMoved = motionInRun(traps, run.stepId, run.run).length > 0;
  const isWrong = tasks.some(
    (task) =>
      task.kind === 'parameters' &&
      task.step === run.stepId &&
      unmetByTask(task, run.sequence, run.groups).length > 0,
  );
  return [
    ...(isMoved ? [{ reason: 'motion', grade: 'repeat', words: 'the patient moved' } as const] : []),
    ...(isWrong ? [{ reason: 'values', grade: 'repeat', words: 'its values were wrong' } as const] : []),
    ...(truth ? [...plannedFaults(run, truth, body), ...crossingFaults(scenario, run, truth)] : []),
  ];
}

/** Whether a run is not to be used. @throws IsocenterError as `runFaults` */
export const isSpoilt = (scenario: Scenario, run: TakenRun, patient: RunPatient): boolean =>
  runFaults(scenario, run, patient).some(({ grade }) => grade === 'repeat');
