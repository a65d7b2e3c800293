import { basename, join } from 'node:path';
import {
  attemptsCsv,
  classBook,
  cohort,
  competencyTable,
  criteriaCsv,
  interObserver,
  itemAnalysis,
  readRecordText,
  separation,
  USUAL_CHOICE,
  type Choice,
  type CohortRow,
  type ImportedFile,
} from '../competency';
import { webCryptoVerifier } from '../exercise';
import { IsocenterError } from '../geometry';
import { agreementCsv, itemsCsv, readingsCsv } from './cohortCsv';
import { cohortReport, type ClassFigures } from './cohortReport';
import { readPath, writeBytes } from './files';

export interface CohortOptions {
  readonly out: string;
  readonly take?: string;
  /** Text that the ids or names of one of two groups have. */
  readonly split?: string;
  /** CSV file: a trainee's id and the group's name on each line, below a head. */
  readonly groups?: string;
}

/** Group by the trainee's id. */
async function readGroups(path: string): Promise<ReadonlyMap<string, string>> {
  const [file] = await readPath(path);
  const lines = new TextDecoder().decode(file?.bytes).split(/\r?\n/).slice(1);
  const groups = new Map(
    lines.flatMap((line): [string, string][] => {
      const [id, group] = line.split(',').map((cell) => cell.trim());
      return id && group ? [[id, group]] : [];
    }),
  );
  if (groups.size > 0) return groups;
  throw new IsocenterError(
    'cohort-groups',
    `"${path}" names no group.`,
    'Give a CSV file with a head and lines such as trainee-01,first-year.',
  );
}

/** Two groups of the class, by a file or by a text in ids and names; null where none are asked for. */
async function groupsOf({
  split,
  groups: path,
}: CohortOptions): Promise<((row: CohortRow) => string | null) | null> {
  if (path !== undefined) {
    const groups = await readGroups(path);
    return ({ trainee }) => groups.get(trainee.id) ?? null;
  }
  const wanted = split?.trim().toLowerCase() ?? '';
  if (wanted === '') return null;
  return ({ trainee: { id, name } }) =>
    `${id} ${name}`.toLowerCase().includes(wanted) ? wanted : `not ${wanted}`;
}

function takeOf(value: string | undefined): Choice['take'] {
  if (value === undefined || value === 'first' || value === 'last' || value === 'best')
    return value ?? 'first';
  throw new IsocenterError(
    'cohort-take',
    `"${value}" is no way to choose among tries.`,
    'Give first, last or best.',
  );
}

async function readFiles(paths: readonly string[]): Promise<ImportedFile[]> {
  const verify = webCryptoVerifier(globalThis.crypto.subtle);
  const read: ImportedFile[] = [];
  for (const path of paths)
    for (const { name, bytes } of await readPath(path))
      if (name.endsWith('.json'))
        read.push(await readRecordText(new TextDecoder().decode(bytes), basename(name), verify));
  return read;
}

/** `cohort FILES… --out DIR`: 0 when all was read, 1 when something was refused. */
export async function runCohort(
  paths: readonly string[],
  options: CohortOptions,
  out: (text: string) => void,
): Promise<number> {
  const choice: Choice = { ...USUAL_CHOICE, take: takeOf(options.take) };
  const book = classBook(await readFiles(paths));
  if (book.members.length === 0) {
    const reason = book.refused[0] ? ` ${book.refused[0].file}: ${book.refused[0].reason}` : '';
    throw new IsocenterError(
      'cohort-empty',
      `No attempt could be read.${reason}`,
      'Give records or attempts exported from Isocenter, or a folder with them.',
    );
  }
  const table = cohort(book.members, choice);
  const groupOf = await groupsOf(options);
  const figures: ClassFigures = {
    book,
    choice,
    table,
    competencies: competencyTable(book.members),
    tests: itemAnalysis(table),
    observers: interObserver(book.members, choice),
    separation: groupOf && separation(table.rows, groupOf),
  };
  const owned = book.members.flatMap(({ trainee, attempts }) =>
    attempts.map((attempt) => ({ trainee, attempt })),
  );
  const report = cohortReport(figures);
  const files: Record<string, string> = {
    'cohort.json': `${JSON.stringify(figuresJson(figures), null, 2)}\n`,
    'attempts.csv': attemptsCsv(owned),
    'criteria.csv': criteriaCsv(owned),
    'items.csv': itemsCsv(figures.tests),
    'readings.csv': readingsCsv(figures.observers),
    'agreement.csv': agreementCsv(figures.observers),
    'report.md': report,
  };
  for (const [name, content] of Object.entries(files)) await writeBytes(join(options.out, name), content);
  out(report);
  return book.refused.length === 0 ? 0 : 1;
}

/** The figures without the attempts themselves: those are in the tables. */
function figuresJson({
  book,
  choice,
  table,
  competencies,
  tests,
  observers,
  separation: apart,
}: ClassFigures) {
  return {
    schemaVersion: 1,
    choice,
    trainees: book.members.map(({ trainee, attempts }) => ({ ...trainee, attempts: attempts.length })),
    refused: book.refused,
    notes: [...book.notes, ...table.notes],
    scenarios: table.scenarios,
    rows: table.rows.map(({ cells, ...row }) => ({
      ...row,
      cells: cells.map((cell) => {
        if (!cell) return null;
        const { attempt, ...rest } = cell;
        return { attempt: attempt.id, ...rest };
      }),
    })),
    competencies: {
      shares: competencies.shares,
      trainees: competencies.rows.map(({ trainee, credits, records }) => ({
        trainee: trainee.id,
        credits,
        mastery: records.map(({ mastery }) => mastery),
      })),
    },
    items: tests,
    observers: observers.map(({ measure, arms, comparison }) => ({
      measure,
      arms: arms.map(({ readings: _, ...arm }) => arm),
      comparison,
    })),
    separation: apart,
  };
}
