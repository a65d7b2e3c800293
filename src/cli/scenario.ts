import { relative } from 'node:path';
import {
  COMPETENCY_GRID,
  curriculumFaults,
  inModules,
  parseScenario,
  patientFaults,
  referenceFaults,
  scenarioFaults,
  scenarioJsonSchema,
  type Scenario,
  type ScenarioFault,
} from '../exercise';
import { isIsocenterError } from '../geometry';
import {
  definitionOf,
  readJsonFile,
  shippedCurriculum,
  shippedScenarioPaths,
  shippedScenarios,
} from './scenarioFiles';

type Print = (text: string) => void;

async function faultsOfPatient(scenario: Scenario): Promise<ScenarioFault[]> {
  const { patient } = scenario;
  if ('volume' in patient) return [];
  try {
    return patientFaults(scenario, await definitionOf(patient));
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return [{ path: 'patient', message: error.message }];
  }
}

/** Every fault of one file: what the format refuses, then what the program does not have. */
async function faultsOfFile(path: string): Promise<ScenarioFault[]> {
  let json: unknown;
  try {
    json = await readJsonFile(path);
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return [{ path: '', message: error.message }];
  }
  const faults = scenarioFaults(json);
  if (faults.length > 0) return faults;
  const scenario = parseScenario(json);
  return [...referenceFaults(scenario), ...(await faultsOfPatient(scenario))];
}

const line = (file: string, { path, message }: ScenarioFault): string =>
  path === '' ? `${file}: ${message}` : `${file}: ${path}: ${message}`;

/**
 * `scenario validate [FILE…]`: every fault of every file with its place; the shipped ones and their curriculum when none is named.
 * @returns number of faults
 */
export async function runScenarioValidate(files: readonly string[], print: Print): Promise<number> {
  const shipped = files.length === 0;
  const paths = shipped ? await shippedScenarioPaths() : files;
  let count = 0;
  for (const path of paths) {
    const name = shipped ? relative(process.cwd(), path) : path;
    const faults = await faultsOfFile(path);
    count += faults.length;
    for (const fault of faults) print(line(name, fault));
  }
  if (shipped && count === 0) {
    const faults = curriculumFaults(await shippedCurriculum(), await shippedScenarios());
    count += faults.length;
    for (const fault of faults) print(line('scenarios/curriculum.json', fault));
  }
  const what = `${paths.length} ${paths.length === 1 ? 'scenario' : 'scenarios'}`;
  print(count === 0 ? `${what}: no fault.` : `${what}: ${count} ${count === 1 ? 'fault' : 'faults'}.`);
  return count;
}

const patientWords = ({ patient }: Scenario): string => {
  if ('volume' in patient) return 'own volume';
  if ('population' in patient) return `${patient.population} ${patient.seed}`;
  return `${'phantom' in patient ? patient.phantom.replace(/^phantoms\/|\.json$/g, '') : patient.definition.name} ${patient.seed}`;
};

/** `scenario list`: module by module what comes with the program. */
export async function runScenarioList(print: Print): Promise<void> {
  for (const { module, scenarios } of inModules(await shippedCurriculum(), await shippedScenarios())) {
    print(module ? `${module.title} (${module.id})` : 'Of no module');
    for (const scenario of scenarios) {
      const grade = scenario.grade === undefined ? ' ' : String(scenario.grade);
      print(`  ${grade}  ${scenario.id.padEnd(28)} ${scenario.title} [${patientWords(scenario)}]`);
    }
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Titles of the competencies that a module's objectives name, in the order of the grid. */
const competenciesOf = (scenarios: readonly Scenario[]): string[] => {
  const named = scenarios.flatMap(({ objectives }) => objectives.map(({ competency }) => competency));
  return COMPETENCY_GRID.competencies.flatMap(({ id, title }) => (named.includes(id) ? [title] : []));
};

/** `scenario list --markdown`: the curriculum as the table of docs/curriculum.md. */
export async function curriculumTable(): Promise<string> {
  const modules = inModules(await shippedCurriculum(), await shippedScenarios());
  const rows = modules.flatMap(({ module, scenarios }) => {
    if (!module) return [];
    const named = scenarios.map(({ id, title, grade = 1 }) => `${title} (\`${id}\`, grade ${grade})`);
    const cells = [module.title, named.join('; '), competenciesOf(scenarios).join('; '), module.source];
    return [`| ${cells.map(cell).join(' | ')} |`];
  });
  const head = '| module | scenarios | competencies | why |';
  return [head, '|---|---|---|---|', ...rows].join('\n');
}

/** `scenario schema`: the format as JSON Schema 2020-12. */
export const schemaText = (): string => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
