import { join } from 'node:path';
import { IsocenterError } from '../geometry';
import { writeNifti } from '../io';
import {
  drawPopulationDefinition,
  flattenPhantom,
  generatePhantom,
  parsePhantomDefinition,
  renderPhantom,
  wholeMap,
  type PhantomDefinition,
  type PhantomPatient,
} from '../patient';
import { patientSignals, sequenceByName } from '../scanner';
import { readPath, writeBytes } from './files';
import { indexHeader, indexRows } from './phantomIndex';
import { readPopulation } from './population';

export interface PhantomCommandOptions {
  /** Folder for the patient's files, or for one folder a patient. */
  readonly out: string;
  /** Which patient; of a population, the first. */
  readonly seed: number;
  /** Name or path of a population to draw patients from, in place of a definition. */
  readonly population?: string;
  /** How many patients of the population. */
  readonly count?: number;
}

/** Noise of the T2 picture, fraction of CSF. */
const NOISE = 0.015;
const SEQUENCE = 't2-tse-sag';
/** About 9 MB a patient: more in one run is a slip of the finger. */
const MOST_PATIENTS = 10_000;
const TRUTH_VERSION = 2;

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(
      'phantom-definition-invalid',
      `"${path}" is not JSON.`,
      'Compare with phantoms/normal.json.',
      { cause },
    );
  }
}

/**
 * `phantom DEFINITION --seed N --out DIR` draws one patient; `phantom --population NAME --count N --seed FIRST --out DIR`
 * one folder a patient and `index.csv`. Maps and T2 picture are NIfTI on one grid of 1 mm, the truth is in LPS mm.
 */
export async function runPhantom(
  definitionPath: string | undefined,
  options: PhantomCommandOptions,
  print: (text: string) => void,
): Promise<void> {
  checkOptions(definitionPath, options);
  if (definitionPath === undefined) return drawPopulation(options, print);
  const { out, seed } = options;
  const [file] = await readPath(definitionPath);
  const definition = parsePhantomDefinition(parseJson(new TextDecoder().decode(file?.bytes), definitionPath));
  const { patient, flat } = await writePatient(definition, seed, out);
  print(
    `${patient.name}, seed ${seed}: ${flat.labels.dims.join(' × ')} voxels, ${patient.truth.discs.length} discs → ${out}`,
  );
}

/** Refuses what cannot be meant, before anything is drawn. */
function checkOptions(
  definitionPath: string | undefined,
  { population, count }: PhantomCommandOptions,
): void {
  const refuse = (code: string, sentence: string, hint: string): never => {
    throw new IsocenterError(code, sentence, hint);
  };
  if (definitionPath === undefined && population === undefined)
    refuse('phantom-source', 'There is nothing to draw.', 'Give a definition file, or --population clinic.');
  if (definitionPath !== undefined && population !== undefined)
    refuse(
      'phantom-source',
      `Both a definition ("${definitionPath}") and a population ("${population}") are given.`,
      'Leave one out.',
    );
  if (population === undefined && count !== undefined)
    refuse(
      'phantom-count',
      'A definition is one patient: --count belongs to --population.',
      'Use --seed for another one.',
    );
  if (count !== undefined && (!Number.isInteger(count) || count < 1 || count > MOST_PATIENTS))
    refuse('phantom-count', `${count} patients cannot be drawn.`, `Ask for 1 to ${MOST_PATIENTS}.`);
}

async function drawPopulation(
  { out, seed, population: name = '', count = 1 }: PhantomCommandOptions,
  print: (text: string) => void,
): Promise<void> {
  const population = await readPopulation(name);
  const rows: string[] = [indexHeader];
  for (let n = seed; n < seed + count; n++) {
    const definition = drawPopulationDefinition(population, n);
    const { patient } = await writePatient(definition, n, join(out, definition.name));
    rows.push(...indexRows(definition, patient.truth, n));
    print(`${definition.name}: ${definition.findings.length} findings`);
  }
  await writeBytes(join(out, 'index.csv'), `${rows.join('\n')}\n`);
  print(`${count} patients of ${population.name}, seeds ${seed} to ${seed + count - 1} → ${out}`);
}

/** The text of a phantom's truth.json, which `score` reads. */
export const truthText = ({ name, truth }: PhantomPatient, seed: number): string =>
  `${JSON.stringify({ schemaVersion: TRUTH_VERSION, name, seed, ...truth }, null, 2)}\n`;

async function writePatient(
  definition: PhantomDefinition,
  seed: number,
  out: string,
): Promise<{ patient: PhantomPatient; flat: PhantomPatient }> {
  const patient = generatePhantom(definition, seed);
  const flat = flattenPhantom(patient);
  const t2 = renderPhantom(flat, patientSignals(patient, sequenceByName(SEQUENCE)), { noise: NOISE, seed });
  const volumes = {
    labels: flat.labels,
    tissues: wholeMap(flat).tissues,
    structures: flat.structures,
    instances: flat.instances,
    t2,
  };
  for (const [name, volume] of Object.entries(volumes))
    await writeBytes(join(out, `${name}.nii.gz`), writeNifti(volume, { gzip: true }));
  await writeBytes(join(out, 'truth.json'), truthText(patient, seed));
  await writeBytes(join(out, 'definition.json'), `${JSON.stringify(definition, null, 2)}\n`);
  return { patient, flat };
}
