import { basename } from 'node:path';
import { IsocenterError } from '../geometry';
import {
  generatePhantom,
  hybridPatient,
  imagePatient,
  parsePhantomDefinition,
  type Patient,
  type PhantomDefinition,
} from '../patient';
import { patientSignals, sequenceByName } from '../scanner';
import { readOneVolume } from './files';
import { asLabels } from './plan';
import { readText } from './scanGroups';

export interface PatientOptions {
  /** Phantom definition (.json), or a real volume: file or folder. */
  readonly patient: string;
  /** Which phantom of the definition, and which noise. */
  readonly seed: number;
  /** Label map on the grid of a real volume: with it, other contrasts are estimated. */
  readonly labels?: string;
  /** Sequence the real volume was acquired with; `t2-space-sag` when not given. */
  readonly original?: string;
}

/** What most labelled lumbar volumes at hand are. */
const ORIGINAL = 't2-space-sag';

/** A phantom's definition. @throws IsocenterError `phantom-definition-invalid` */
export async function readDefinition(path: string): Promise<PhantomDefinition> {
  const text = await readText(path);
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(
      'phantom-definition-invalid',
      `"${basename(path)}" is not a JSON file.`,
      'Give a phantom definition such as phantoms/normal.json, or an image.',
      { cause },
    );
  }
  return parsePhantomDefinition(definition);
}

async function readHybrid(path: string, labelPath: string, original: string): Promise<Patient> {
  const sequence = sequenceByName(original);
  const volume = await readOneVolume(path);
  const labels = asLabels(await readOneVolume(labelPath));
  if (!labels)
    throw new IsocenterError(
      'scan-labels-unknown',
      `"${basename(labelPath)}" is not a label map of Isocenter.`,
      'Give labels 1 vertebra, 2 disc, 3 canal, 4 sacrum, as `isocenter segment` writes them.',
    );
  const signals = patientSignals({ tissueMaps: [], fatFractions: {}, seed: 0 }, sequence);
  return hybridPatient(volume, labels, volume.name, signals);
}

/** The patient of `scan`: a phantom, a real volume, or a real volume whose contrast is estimated from its labels. */
export async function readPatient({ patient, seed, labels, original }: PatientOptions): Promise<Patient> {
  const isPhantom = patient.toLowerCase().endsWith('.json');
  if (labels === undefined && original !== undefined)
    throw new IsocenterError(
      'scan-original-alone',
      'The sequence of the original says nothing without a label map.',
      'Give the label map of the volume with --labels, or leave --original out.',
    );
  if (labels !== undefined && isPhantom)
    throw new IsocenterError(
      'scan-labels-of-phantom',
      'A phantom has its own tissues: it takes no label map.',
      'Leave --labels out, or give a real volume with --patient.',
    );
  if (isPhantom) return generatePhantom(await readDefinition(patient), seed);
  if (labels !== undefined) return readHybrid(patient, labels, original ?? ORIGINAL);
  const volume = await readOneVolume(patient);
  return imagePatient(volume, volume.name);
}
