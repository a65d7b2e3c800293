import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IsocenterError } from '../geometry';
import {
  countOf,
  analyseStudy,
  exportReadings,
  parseRecords,
  parseStudy,
  reportText,
  type ReaderRecord,
  type ReaderStudy,
} from '../readerStudy';
import { readPath, writeBytes } from './files';

export interface ReadersOptions {
  /** Folder for report, analysis and exports. */
  readonly out: string;
  /** Study file; the shipped one that the records name when left out. */
  readonly study?: string;
  /** Lets the AI read the study's cases alone first. */
  readonly automatic?: boolean;
  /** Of the network, see `segment`. */
  readonly backend?: string;
}

const STUDIES = new URL('../../scenarios/studies/', import.meta.url);

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(
      'study-invalid',
      `"${path}" is not JSON.`,
      'Give the file that the page exported.',
      {
        cause,
      },
    );
  }
}

async function readStudy(path: string): Promise<ReaderStudy> {
  if (!existsSync(path))
    throw new IsocenterError(
      'study-missing',
      `There is no study file "${path}".`,
      'Give the study that the readers read with --study.',
    );
  return parseStudy(parseJson(await readFile(path, 'utf8'), path));
}

/** Files given one by one, or folders of them. */
async function readTexts(paths: readonly string[]): Promise<{ name: string; text: string }[]> {
  const files = (await Promise.all(paths.map(readPath))).flat();
  return files
    .filter(({ name }) => name.endsWith('.json'))
    .map(({ name, bytes }) => ({ name, text: new TextDecoder().decode(bytes) }));
}

/**
 * `readers FILES… --out DIR [--automatic]`: the analysis of the page's results, from readers' exported records, with the AI's own readings where
 * they are asked for. Writes `report.md`, `<study>-analysis.json`,
 * `<study>-readings.csv` and one `.imrmc` a task.
 * @throws IsocenterError `study-missing`, `study-invalid`, `readers-none`
 */
export async function runReaders(
  paths: readonly string[],
  { out, study: studyPath, automatic = false, backend }: ReadersOptions,
  print: (text: string) => void,
  readByAi: (study: ReaderStudy) => Promise<ReaderRecord> = async (study) => {
    const { readAutomatically } = await import('./readersAutomatic');
    return readAutomatically(study, { out, ...(backend !== undefined && { backend }) }, print);
  },
): Promise<void> {
  const raws = (await readTexts(paths)).map(({ name, text }) => ({ name, json: parseJson(text, name) }));
  const { records: given, damaged } = parseRecords(raws.map(({ json }) => json));
  for (const { raw, reason } of damaged) {
    print(`${raws.find(({ json }) => json === raw)?.name ?? ''}: ${reason}`);
  }
  const [first] = given;
  const named =
    studyPath ?? (first && new URL(`${encodeURIComponent(first.study.id)}.json`, STUDIES).pathname);
  if (named === undefined || (!first && !automatic))
    throw new IsocenterError(
      'readers-none',
      'None of the files is a reader’s record.',
      'Export them in the page, or let the AI read a study alone: --automatic --study FILE.',
    );
  const study = await readStudy(named);
  const records = automatic ? [...given, await readByAi(study)] : given;
  const analysis = analyseStudy(study, records);
  const files = [
    { name: 'report.md', text: reportText(analysis) },
    { name: `${study.id}-analysis.json`, text: `${JSON.stringify(analysis, null, 2)}\n` },
    ...exportReadings(study, records),
  ];
  for (const { name, text } of files) await writeBytes(join(out, name), text);
  for (const note of analysis.notes) print(note);
  const who = analysis.readers.length > 0 ? countOf(analysis.readers.length, 'reader') : 'the AI alone';
  print(`"${study.title}", read by ${who}: ${files.map(({ name }) => name).join(', ')} in ${out}`);
}
