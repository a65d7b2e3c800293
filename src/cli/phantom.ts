import { join } from 'node:path';
import { IsocenterError } from '../geometry';
import { writeNifti } from '../io';
import { flattenPhantom, generatePhantom, parsePhantomDefinition, renderPhantom } from '../patient';
import { patientSignals, sequenceByName } from '../scanner';
import { readPath, writeBytes } from './files';

export interface PhantomCommandOptions {
  /** Folder for labels.nii.gz, t2.nii.gz and truth.json. */
  readonly out: string;
  readonly seed: number;
}

/** Noise of the T2 picture, fraction of CSF. */
const NOISE = 0.015;
const SEQUENCE = 't2-tse-sag';

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

/** `phantom DEFINITION --seed N --out DIR`: label map, T2-weighted image and exact truth (LPS mm) of one patient. */
export async function runPhantom(
  definitionPath: string,
  { out, seed }: PhantomCommandOptions,
  print: (text: string) => void,
): Promise<void> {
  const [file] = await readPath(definitionPath);
  const definition = parsePhantomDefinition(parseJson(new TextDecoder().decode(file?.bytes), definitionPath));
  const patient = flattenPhantom(generatePhantom(definition, seed));
  const sequence = sequenceByName(SEQUENCE);
  const signals = patientSignals(patient, sequence);
  const t2 = renderPhantom(patient, signals, { noise: NOISE, seed });
  await writeBytes(join(out, 'labels.nii.gz'), writeNifti(patient.labels, { gzip: true }));
  await writeBytes(join(out, 't2.nii.gz'), writeNifti(t2, { gzip: true }));
  const truth = { schemaVersion: 1, name: patient.name, seed, ...patient.truth };
  await writeBytes(join(out, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  print(
    `${patient.name}, seed ${seed}: ${patient.labels.dims.join(' × ')} voxels, ${patient.truth.discs.length} discs → ${out}`,
  );
}
