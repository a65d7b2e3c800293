import { IsocenterError } from '../geometry';
import type { Spine } from '../patient';
import { parsePrescription, type Prescription } from '../planning';
import { parseSpine, scorePrescription, type Finding, type GroupScore, type Score } from '../scoring';
import { readPath } from './files';

export interface ScoreCommandOptions {
  /** The trainee's prescription. */
  readonly plan: string;
  /** A prescription or a truth. */
  readonly reference: string;
  readonly json?: boolean;
}

async function readJson(path: string): Promise<unknown> {
  const [file] = await readPath(path);
  try {
    return JSON.parse(new TextDecoder().decode(file?.bytes)) as unknown;
  } catch (cause) {
    throw new IsocenterError(
      'json-invalid',
      `"${path}" is not a JSON file.`,
      'Give a plan.json or truth.json.',
      {
        cause,
      },
    );
  }
}

function parseReference(json: unknown): Spine | Prescription {
  const isObject = typeof json === 'object' && json !== null;
  if (isObject && 'groups' in json) {
    const plan = parsePrescription(json);
    if (plan.groups.length > 0) return plan;
    throw new IsocenterError(
      'score-reference',
      'The reference plan has no slice groups.',
      'Give a finished plan.',
    );
  }
  if (isObject && 'discs' in json) return parseSpine(json);
  throw new IsocenterError(
    'score-reference',
    'The reference is neither a plan nor a truth.',
    'A plan has "groups", a truth has "discs".',
  );
}

/** One decimal, and never −0.0. */
const tenth = (value: number): string => (Math.round(value * 10) / 10 || 0).toFixed(1);

const words = (f: Finding): string =>
  `  ${f.label}: ${tenth(f.value)}${f.unit === 'deg' ? '°' : ` ${f.unit}`}, ${f.band}, ${f.points.toFixed(1)}/${f.maxPoints}. ${f.sentence}`;

const line = (group: GroupScore): string[] => {
  const head = `${group.name}: ${group.points.toFixed(1)} of ${group.maxPoints} (${group.counts ? group.band : 'not counted'})`;
  const comparison = group.counted === 'truth' ? group.againstTruth : group.againstReference;
  return [
    head,
    ...group.criticalErrors.map((e) => `  ! ${e}`),
    ...(comparison?.findings ?? []).map(words),
    ...group.notes.map((n) => `  ${n}`),
  ];
};

const report = (score: Score): string =>
  [
    ...score.groups.flatMap(line),
    ...(score.exam.findings.length > 0 ? ['exam:', ...score.exam.findings.map(words)] : []),
    ...score.known,
    ...score.summary,
    `${score.points.toFixed(1)} of 100 points: ${score.passed ? 'passed' : 'not passed'}`,
  ].join('\n');

/** `score --plan P --reference R [--json]`: 0 when the plan passes, 1 below the pass mark. */
export async function runScore(options: ScoreCommandOptions, out: (text: string) => void): Promise<number> {
  const trainee = parsePrescription(await readJson(options.plan));
  const reference = parseReference(await readJson(options.reference));
  const score = scorePrescription({
    trainee,
    ...('groups' in reference ? { reference } : { truth: reference }),
  });
  out(options.json ? JSON.stringify(score, null, 2) : report(score));
  return score.passed ? 0 : 1;
}
