import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { recordBundleToJson } from '../competency';
import {
  examPatient,
  headlessAttempt,
  planForScenario,
  simulateExam,
  simulatedOperator,
  type Attempt,
  type ExamPatient,
  type Operator,
  type Scenario,
  type ScenarioPlan,
  type SkillName,
} from '../exercise';
import { IsocenterError } from '../geometry';
import { generatePhantom } from '../patient';
import { STANDARD_RUBRIC } from '../scoring';
import { version as program } from '../../package.json';
import { writeBytes } from './files';
import { definitionOf, readScenario } from './scenarioFiles';

export interface ClassOptions {
  readonly trainees: number;
  /** Ids or files, separated by commas. */
  readonly scenarios: string;
  readonly seed: number;
  /** New or empty folder. */
  readonly out: string;
  /** How many of the trainees are trained; half when left out. */
  readonly trained?: number;
  /** Every case once more with the AI's plan taken over and edited. */
  readonly assisted?: boolean;
  /** Voxel of the patients, mm; that of the page when left out. */
  readonly voxelMm?: number;
}

const MOST_TRAINEES = 500;
/** The class sits on one day; the exams of a trainee follow each other, by hand and with AI a wash-out of four weeks apart. */
const FIRST_DAY = Date.UTC(2026, 0, 12, 8);
const MINUTE = 60_000;
const WASH_OUT = 28 * 24 * 60 * MINUTE;
const SLOT_MINUTES = 30;

interface Case {
  readonly scenario: Scenario;
  readonly patient: ExamPatient;
  readonly name: string;
  readonly right: ScenarioPlan;
}

interface Member {
  readonly id: string;
  readonly name: string;
  readonly operator: Operator;
  readonly seed: number;
}

async function openCase(idOrPath: string, voxelMm: number | undefined): Promise<Case> {
  const scenario = await readScenario(idOrPath);
  const { patient } = scenario;
  if ('volume' in patient)
    throw new IsocenterError(
      'class-own-volume',
      `"${scenario.id}" asks for a volume of one's own.`,
      'Choose scenarios with a patient: `npx isocenter scenario list`.',
    );
  const definition = await definitionOf(patient);
  const phantom = generatePhantom(definition, patient.seed, voxelMm === undefined ? {} : { voxelMm });
  const right = planForScenario(scenario, phantom.truth);
  const name = `Phantom ${phantom.name}, ${patient.seed}`;
  return { scenario, patient: examPatient(phantom), name, right };
}

function membersOf({ trainees, seed, trained = Math.floor(trainees / 2) }: ClassOptions): Member[] {
  if (trainees < 1 || trainees > MOST_TRAINEES || trained > trainees)
    throw new IsocenterError(
      'class-size',
      `A class of ${trainees} trainees, ${trained} of them trained, cannot be simulated.`,
      `Ask for 1 to ${MOST_TRAINEES} trainees.`,
    );
  return Array.from({ length: trainees }, (_, i) => {
    // The trained ones lie scattered, so that nothing follows from the order of names.
    const isTrained = Math.floor(((i + 1) * trained) / trainees) > Math.floor((i * trained) / trainees);
    const skill: SkillName = isTrained ? 'trained' : 'untrained';
    const number = String(i + 1).padStart(String(trainees).length, '0');
    const own = seed * MOST_TRAINEES + i;
    return {
      ...{ id: `trainee-${number}`, name: `Trainee ${number}`, seed: own },
      operator: simulatedOperator(skill, own),
    };
  });
}

async function refuseFull(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) return;
  throw new IsocenterError(
    'class-folder',
    `The folder "${folder}" is not empty.`,
    'Give a new or an empty one.',
  );
}

function attemptOf(
  member: Member,
  { scenario, patient, name, right }: Case,
  slot: number,
  isAssisted: boolean,
): Attempt {
  const arm = isAssisted ? 'ai-edited' : 'manual';
  const exam = simulateExam(scenario, patient, member.operator, member.seed, { arm, right });
  const started = FIRST_DAY + slot * SLOT_MINUTES * MINUTE + (isAssisted ? WASH_OUT : 0);
  return headlessAttempt(exam, {
    ...{ arm, mode: 'exercise', seconds: exam.seconds, patientName: name },
    trainee: { id: member.id, name: member.name },
    startedAt: new Date(started).toISOString(),
    submittedAt: new Date(started + 1000 * exam.seconds).toISOString(),
    versions: { program, rubric: STANDARD_RUBRIC.name, trainee: `simulated, seed ${member.seed}` },
  });
}

/**
 * `class --trainees N --scenarios A,B --seed S --out DIR`: simulated trainees of two skills work through scenarios; one record a trainee, as
 * a trainee exports it, and `skills.csv` with what nobody knows of a real class.
 */
export async function runClass(options: ClassOptions, print: (text: string) => void): Promise<void> {
  const members = membersOf(options);
  await refuseFull(options.out);
  const cases: Case[] = [];
  for (const id of options.scenarios.split(',')) {
    cases.push(await openCase(id.trim(), options.voxelMm));
    print(`${cases.at(-1)?.scenario.id}: ${cases.at(-1)?.name}`);
  }
  for (const member of members) {
    const attempts = cases.flatMap((one, slot) => [
      attemptOf(member, one, slot, false),
      ...(options.assisted ? [attemptOf(member, one, slot, true)] : []),
    ]);
    const { id, name } = member;
    const exportedAt =
      attempts
        .map(({ submittedAt }) => submittedAt)
        .toSorted()
        .at(-1) ?? '';
    const bundle = { program, exportedAt, trainee: { id, name }, attempts };
    await writeBytes(join(options.out, `${id}.json`), recordBundleToJson(bundle));
    const passed = attempts.filter(({ outcome }) => outcome.passed).length;
    print(`${name}: ${passed} of ${attempts.length} passed`);
  }
  const rows = members.map(({ id, operator }) => `${id},${operator.skill},${operator.care.toFixed(3)}`);
  await writeBytes(join(options.out, 'skills.csv'), `${['trainee,skill,care', ...rows].join('\n')}\n`);
  print(`${members.length} trainees, ${cases.length} scenarios → ${options.out}`);
}
