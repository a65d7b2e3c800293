import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { IsocenterError } from '../../geometry';
import {
  drawPopulationDefinition,
  generatePhantom,
  parsePhantomDefinition,
  type PhantomPatient,
} from '../../patient';
import { casesOf, parseSuite, type CaseRecord, type RegressionCase } from '../../regression';
import { readPopulation } from '../population';

const ROOT = new URL('../../../', import.meta.url);

/** Reads a JSON file. @throws IsocenterError with the given code where there is none or it is damaged */
export async function readJsonFile(path: string | URL, code: string, hint: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new IsocenterError(code, `"${String(path)}" cannot be read.`, hint, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(code, `"${String(path)}" is not JSON.`, hint, { cause });
  }
}

export interface LoadedSuite {
  readonly identity: CaseRecord['suite'];
  readonly cases: readonly RegressionCase[];
}

/**
 * A suite by its path, or a shipped one by its name.
 * @param count patients of a population in place of the suite's own
 * @throws IsocenterError `suite-invalid`
 */
export async function loadSuite(nameOrPath: string, count?: number): Promise<LoadedSuite> {
  const shipped = new URL(`phantoms/suites/${encodeURIComponent(nameOrPath)}.json`, ROOT);
  const path = existsSync(shipped) ? shipped : nameOrPath;
  const suite = parseSuite(
    await readJsonFile(
      path,
      'suite-invalid',
      'Name a shipped one (smoke, core, stress, population) or give a path.',
    ),
  );
  const cases = casesOf(suite, count);
  const sha256 = createHash('sha256').update(JSON.stringify(cases)).digest('hex');
  return { identity: { name: suite.name, sha256, cases: cases.length }, cases };
}

/** Draws the patient of a case. @throws IsocenterError for a phantom or population that is not there */
export async function patientOf({ patient }: RegressionCase): Promise<PhantomPatient> {
  const { seed } = patient;
  if ('population' in patient)
    return generatePhantom(drawPopulationDefinition(await readPopulation(patient.population), seed), seed);
  const shipped = new URL(patient.phantom, ROOT);
  const path = existsSync(shipped) ? shipped : patient.phantom;
  const json = await readJsonFile(path, 'suite-invalid', 'A suite names phantoms by their path.');
  return generatePhantom(parsePhantomDefinition(json), seed);
}
