import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  parseCurriculum,
  parseScenario,
  type Curriculum,
  type DrawnPatient,
  type Scenario,
} from '../exercise';
import { IsocenterError } from '../geometry';
import { drawPopulationDefinition, parsePhantomDefinition, type PhantomDefinition } from '../patient';
import { readPopulation } from './population';
import { readDefinition } from './scanPatient';

const ROOT = new URL('../../', import.meta.url);
const SCENARIOS = new URL('scenarios/', ROOT);
/** Beside the scenarios: their order and their schema. */
const CURRICULUM = 'curriculum.json';
export const SCHEMA_FILE = 'scenario.schema.json';

/** Reads a JSON file. @throws IsocenterError `file-not-found`, `json-invalid` */
export async function readJsonFile(path: string): Promise<unknown> {
  if (!existsSync(path))
    throw new IsocenterError('file-not-found', `"${path}" does not exist.`, 'Check the path.');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new IsocenterError(
      'json-invalid',
      `"${basename(path)}" is not a JSON file.`,
      'Compare it with a file of scenarios/.',
      { cause },
    );
  }
}

/** Paths of the scenarios that come with the program. */
export async function shippedScenarioPaths(): Promise<string[]> {
  const names = (await readdir(SCENARIOS)).filter(
    (name) => name.endsWith('.json') && name !== CURRICULUM && name !== SCHEMA_FILE,
  );
  return names.sort().map((name) => fileURLToPath(new URL(name, SCENARIOS)));
}

export async function shippedScenarios(): Promise<Scenario[]> {
  const paths = await shippedScenarioPaths();
  return Promise.all(paths.map(async (path) => parseScenario(await readJsonFile(path))));
}

export const shippedCurriculum = async (): Promise<Curriculum> =>
  parseCurriculum(await readJsonFile(fileURLToPath(new URL(CURRICULUM, SCENARIOS))));

/**
 * The phantom of a scenario's patient.
 * @throws IsocenterError `phantom-missing`, `population-missing`, `phantom-definition-invalid`
 */
export async function definitionOf(patient: DrawnPatient): Promise<PhantomDefinition> {
  if ('definition' in patient) return parsePhantomDefinition(patient.definition);
  if ('population' in patient)
    return drawPopulationDefinition(await readPopulation(patient.population), patient.seed);
  const path = fileURLToPath(new URL(patient.phantom, ROOT));
  if (patient.phantom.startsWith('phantoms/') && existsSync(path)) return readDefinition(path);
  throw new IsocenterError(
    'phantom-missing',
    `There is no phantom "${patient.phantom}".`,
    'Name a file of phantoms/, such as phantoms/normal.json.',
  );
}

/** A scenario by its `id` or the path of its file. */
export async function readScenario(idOrPath: string): Promise<Scenario> {
  if (existsSync(idOrPath)) return parseScenario(await readJsonFile(idOrPath));
  const shipped = await shippedScenarios();
  const found = shipped.find(({ id }) => id === idOrPath);
  if (found) return found;
  throw new IsocenterError(
    'scenario-unknown',
    `"${idOrPath}" is neither a file nor the id of a scenario.`,
    '`npx isocenter scenario list` shows those that come with the program.',
  );
}
