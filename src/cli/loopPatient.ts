import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { IsocenterError } from '../geometry';
import { drawPopulationDefinition, generatePhantom, type Patient, type PhantomDefinition } from '../patient';
import { readPopulation } from './population';
import { readDefinition, readPatient, type PatientOptions } from './scanPatient';

const PHANTOMS = new URL('../../phantoms/', import.meta.url);

export interface LoopPatientOptions extends Omit<PatientOptions, 'patient'> {
  /** Name of a shipped phantom, a phantom definition (.json) or a real volume. */
  readonly patient?: string;
  /** Population to draw the patient from in its place. */
  readonly population?: string;
}

/** A patient who is known but not drawn yet: that takes seconds, and the rest of the request may be refused. */
export interface KnownPatient {
  /** Of phantoms. */
  readonly ageYears?: number;
  readonly draw: () => Promise<Patient>;
}

const fromDefinition = (definition: PhantomDefinition, seed: number): KnownPatient => ({
  ageYears: definition.ageYears,
  draw: () => Promise.resolve(generatePhantom(definition, seed)),
});

/** The path of a patient: a file, or a shipped phantom by its name. */
async function pathOf(patient: string): Promise<string> {
  if (existsSync(patient)) return patient;
  const shipped = fileURLToPath(new URL(`${encodeURIComponent(patient)}.json`, PHANTOMS));
  if (existsSync(shipped)) return shipped;
  const names = (await readdir(PHANTOMS)).flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []);
  throw new IsocenterError(
    'patient-unknown',
    `"${patient}" is neither a file nor the name of a phantom.`,
    `Give a path, or one of: ${names.sort().join(', ')}.`,
  );
}

/** The patient of `loop`. @throws IsocenterError for what cannot be a patient */
export async function knownPatient(options: LoopPatientOptions): Promise<KnownPatient> {
  const { patient, population, seed, labels, original } = options;
  if ((patient === undefined) === (population === undefined))
    throw new IsocenterError(
      'loop-patient',
      patient === undefined ? 'There is nobody to scan.' : 'Both a patient and a population are given.',
      'Give --patient with a phantom or a volume, or --population clinic.',
    );
  if (population !== undefined && (labels !== undefined || original !== undefined))
    throw new IsocenterError(
      'scan-labels-of-phantom',
      'A phantom has its own tissues: it takes no label map and no original sequence.',
      'Leave --labels and --original out, or give a real volume with --patient.',
    );
  if (population !== undefined)
    return fromDefinition(drawPopulationDefinition(await readPopulation(population), seed), seed);
  const path = await pathOf(patient ?? '');
  const real = {
    ...(labels === undefined ? {} : { labels }),
    ...(original === undefined ? {} : { original }),
  };
  const isPhantom = path.toLowerCase().endsWith('.json') && Object.keys(real).length === 0;
  if (isPhantom) return fromDefinition(await readDefinition(path), seed);
  return { draw: () => readPatient({ patient: path, seed, ...real }) };
}
