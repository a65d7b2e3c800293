import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PhantomTruth } from '../../src/patient';
import { readSagittal, trueReadings, type SagittalReading } from '../../src/regression';
import { shippedModels } from '../evaluate/model';
import { weightsKey } from '../evaluate/networks';
import { readFound, readNote, readTrueLabels, readTruth } from './kept';
import type { ScanName } from './scans';
import { valuesOf, type Value } from './values';

export interface Plan {
  /** Folder of scans and labels, outside the project. */
  readonly work: string;
  readonly firstSeed: number;
  readonly patients: number;
  /** Processes. */
  readonly jobs: number;
}

export const seedsOf = ({ firstSeed, patients }: Plan): number[] =>
  Array.from({ length: patients }, (_, n) => firstSeed + n);

/** Scans and labels what is missing, in several processes; what is there is left. Fails when one of them does. */
export async function fill(plan: Plan): Promise<void> {
  const shares = Array.from({ length: plan.jobs }, (_, share) => share);
  const codes = await Promise.all(
    shares.map(
      (share) =>
        new Promise<number>((resolve, reject) => {
          const args = [join(import.meta.dirname, 'share.ts'), JSON.stringify({ ...plan, share })];
          const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' });
          child.on('error', reject);
          child.on('exit', (code) => resolve(code ?? 1));
        }),
    ),
  );
  if (codes.some((code) => code !== 0)) throw new Error('a process failed; what it has done is kept');
}

/** A patient as measured. */
export interface MeasuredPatient {
  readonly seed: number;
  readonly truth: PhantomTruth;
  readonly values: readonly Value[];
  /** Of the first scan by the networks' labels. */
  readonly found: SagittalReading;
}

/** Of the shipped weights: the folder of their labels. */
export const shippedKey = (): string =>
  weightsKey(
    shippedModels().map(({ name, version, weights }) => ({ name, version, sha256: weights.sha256 })),
  );

/** What is kept of a patient, measured; undefined where he was not scanned and labelled twice. */
export function measurePatient(work: string, key: string, seed: number): MeasuredPatient | undefined {
  const truth = readTruth(work, seed);
  const read = (name: ScanName): SagittalReading | undefined => {
    const note = readNote(work, seed, name);
    const labelled = readFound(work, key, seed, name);
    return truth && note && labelled && readSagittal(labelled.labels, truth, note.voxelToRest);
  };
  const note = readNote(work, seed, 'sagittal');
  const [found, again] = [read('sagittal'), read('sagittal-again')];
  if (!truth || !note || !found || !again) return undefined;
  const onTruth = readSagittal(readTrueLabels(work, seed, 'sagittal'), truth, note.voxelToRest);
  const ways = { found: found.readings, again: again.readings, onTruth: onTruth.readings };
  return { seed, truth, found, values: valuesOf(trueReadings(truth), ways) };
}
