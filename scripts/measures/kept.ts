import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Affine } from '../../src/geometry';
import { imageAffine } from '../../src/scanner';
import { LABEL, type LabelVolume, type Volume } from '../../src/volume';
import type { PhantomTruth } from '../../src/patient';
import { phantomOf } from '../evaluate/fill';
import { TRUE_ARCH, truthOn } from '../../src/regression';
import { segmentImage, weightsKey, type Evaluated } from '../evaluate/networks';
import { readJson, readStored, readStoredBytes, writeStored, writeWhole } from '../evaluate/store';
import { scan, type ScanName } from './scans';

/** What is kept of a scan beside its voxels. */
export interface ScanNote {
  /** From voxels to the patient at rest, in whose coordinates the truth is told; images and labels are in the scanner's. */
  readonly voxelToRest: Affine;
}

/** Labels of one scan: what the networks gave, or the product's code for not giving any. */
export type FoundNote = { readonly confidence: number } | { readonly refused: string };

const folderOf = (work: string, seed: number): string => join(work, 'scans', String(seed).padStart(4, '0'));
const foundBase = (work: string, key: string, seed: number, name: ScanName): string =>
  join(work, 'found', key, `${String(seed).padStart(4, '0')}-${name}`);

/** Scans what is missing of a seed's series, with the truth's labels on each image's grid. */
export function fillScans(work: string, seed: number, names: readonly ScanName[]): void {
  const folder = folderOf(work, seed);
  const missing = names.filter((name) => !existsSync(join(folder, `${name}.json`)));
  const truth = join(folder, 'truth.json');
  if (missing.length === 0 && existsSync(truth)) return;
  const patient = phantomOf(seed);
  writeWhole(truth, JSON.stringify(patient.truth));
  for (const name of missing) {
    const { series, prescribed } = scan(patient, name, seed);
    const { volume } = series;
    const voxelToPatient = imageAffine(prescribed, series.sequence);
    const labels = truthOn(volume, patient);
    const data = labels.data.map((code) => (code === TRUE_ARCH ? LABEL.vertebra : code));
    writeStored(join(folder, `${name}.gz`), { ...volume, voxelToPatient });
    writeStored(join(folder, `${name}-truth.gz`), { ...labels, data, voxelToPatient });
    const note: ScanNote = { voxelToRest: volume.voxelToPatient };
    // Last: a scan with a note is whole.
    writeWhole(join(folder, `${name}.json`), JSON.stringify(note));
  }
}

/** Labels a scan by the networks, unless that was done with these weights. */
export async function fillFound(
  work: string,
  { networks, names }: Evaluated,
  seed: number,
  name: ScanName,
): Promise<void> {
  const base = foundBase(work, weightsKey(names), seed, name);
  if (existsSync(`${base}.json`)) return;
  const image: Volume = readStored(join(folderOf(work, seed), `${name}.gz`));
  const result = await segmentImage(networks, image);
  if (!('refused' in result)) writeStored(`${base}.gz`, result.own.labels);
  const note: FoundNote =
    'refused' in result ? { refused: result.refused } : { confidence: result.own.confidence };
  writeWhole(`${base}.json`, JSON.stringify(note));
}

export const readTruth = (work: string, seed: number): PhantomTruth | undefined =>
  readJson(join(folderOf(work, seed), 'truth.json')) as PhantomTruth | undefined;

export const readNote = (work: string, seed: number, name: ScanName): ScanNote | undefined =>
  readJson(join(folderOf(work, seed), `${name}.json`)) as ScanNote | undefined;

/** The truth's labels on the image's grid. */
export const readTrueLabels = (work: string, seed: number, name: ScanName): LabelVolume =>
  readStoredBytes(join(folderOf(work, seed), `${name}-truth.gz`));

/** The networks' labels; undefined where the scan was not labelled or refused. */
export function readFound(
  work: string,
  key: string,
  seed: number,
  name: ScanName,
): { readonly note: FoundNote; readonly labels: LabelVolume | null } | undefined {
  const base = foundBase(work, key, seed, name);
  const note = readJson(`${base}.json`) as FoundNote | undefined;
  return note && { note, labels: 'refused' in note ? null : readStoredBytes(`${base}.gz`) };
}
