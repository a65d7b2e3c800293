import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IsocenterError } from '../../geometry';
import {
  drawPopulationDefinition,
  generatePhantom,
  parsePhantomDefinition,
  type PhantomPatient,
} from '../../patient';
import {
  casesOf,
  isVolumeCase,
  parseSuite,
  type CaseRecord,
  type PhantomCase,
  type RegressionCase,
  type VolumeCase,
} from '../../regression';
import type { LabelVolume, Volume } from '../../volume';
import { readOneVolume } from '../files';
import { readLabels } from './external';
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
 * @param count patients of a population, or scans of each repeated one, in place of the suite's own
 * @throws IsocenterError `suite-invalid`
 */
export async function loadSuite(nameOrPath: string, count?: number): Promise<LoadedSuite> {
  const shipped = new URL(`phantoms/suites/${encodeURIComponent(nameOrPath)}.json`, ROOT);
  const path = existsSync(shipped) ? shipped : nameOrPath;
  const suite = parseSuite(
    await readJsonFile(
      path,
      'suite-invalid',
      'Name a shipped one (smoke, core, stress, population, repeats) or give a path.',
    ),
  );
  const folder = dirname(path instanceof URL ? fileURLToPath(path) : path);
  const cases = casesOf(suite, count).map((one) => (isVolumeCase(one) ? placedFrom(one, folder) : one));
  const hash = createHash('sha256').update(JSON.stringify(casesOf(suite, count)));
  // A suite with other images or other true labels is another suite.
  for (const file of cases.filter(isVolumeCase).flatMap(({ image, labels }) => [image, labels]))
    hash.update(await readBytes(file));
  const sha256 = hash.digest('hex');
  return { identity: { name: suite.name, sha256, cases: cases.length }, cases };
}

const placedFrom = (one: VolumeCase, folder: string): VolumeCase => ({
  ...one,
  image: resolve(folder, one.image),
  labels: resolve(folder, one.labels),
});

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new IsocenterError(
      'suite-invalid',
      `"${path}" cannot be read.`,
      "A suite names its images and labels by their paths from the suite's own folder.",
      { cause },
    );
  }
}

/** Image and true labels of a case. @throws IsocenterError for files that are none, and for labels that are none */
export async function volumesOf({
  image,
  labels,
}: VolumeCase): Promise<{ image: Volume; labels: LabelVolume }> {
  return { image: await readOneVolume(image), labels: await readLabels(labels) };
}

async function drawn({ patient }: PhantomCase): Promise<PhantomPatient> {
  const { seed } = patient;
  if ('population' in patient)
    return generatePhantom(drawPopulationDefinition(await readPopulation(patient.population), seed), seed);
  const shipped = new URL(patient.phantom, ROOT);
  const path = existsSync(shipped) ? shipped : patient.phantom;
  const json = await readJsonFile(path, 'suite-invalid', 'A suite names phantoms by their path.');
  return generatePhantom(parsePhantomDefinition(json), seed);
}

/** Draws the patient of a case. @throws IsocenterError for a phantom or population that is not there */
export type PatientSource = (regressionCase: PhantomCase) => Promise<PhantomPatient>;

/** A source that keeps the patient it drew last: repeats of a patient follow each other, and drawing takes longer than a scan. */
export function patientSource(): PatientSource {
  let last: { readonly key: string; readonly patient: PhantomPatient } | null = null;
  return async (regressionCase) => {
    const key = JSON.stringify(regressionCase.patient);
    if (last?.key === key) return last.patient;
    // Let go of it first: two patients at once would be the largest memory of the run.
    last = null;
    const patient = await drawn(regressionCase);
    last = { key, patient };
    return patient;
  };
}
