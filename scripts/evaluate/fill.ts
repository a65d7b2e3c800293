import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackExtentMm } from '../../src/geometry';
import {
  drawPopulationDefinition,
  generatePhantom,
  parsePopulation,
  type PhantomDefinition,
  type PhantomPatient,
  type PhantomTruth,
} from '../../src/patient';
import { fineGrid, truthOn } from '../../src/regression';
import { MAIN_STACKS, scanStack, type StackName } from './stacks';
import { readJson, readStored, readStoredBytes, writeStored, writeWhole } from './store';
import type { Volume } from '../../src/volume';

const ROOT = join(import.meta.dirname, '../..');

/** What is kept of a phantom beside its images. */
export interface CaseTruth {
  readonly seed: number;
  readonly name: string;
  readonly truth: PhantomTruth;
}

/** What is kept of a stack beside its voxels. */
interface StackNote {
  /** Between the outer faces of the first and last slice, mm. */
  readonly extentMm: number;
}

export interface StoredStack extends StackNote {
  readonly image: Volume;
  /** `LABEL`, and `TRUE_ARCH` for arches, on the stack's fine grid. */
  readonly truth: Volume<Uint8Array>;
}

const folderOf = (work: string, seed: number): string => join(work, 'scans', String(seed).padStart(4, '0'));
const paths = (work: string, seed: number, stack: StackName) => {
  const base = join(folderOf(work, seed), stack);
  // T2, T1 and STIR share a group, and so their truth.
  const shared = stack === 't1' || stack === 'stir' ? join(folderOf(work, seed), 't2') : base;
  return { image: `${base}.gz`, note: `${base}.json`, truth: `${shared}-truth.gz` };
};

let population: ReturnType<typeof parsePopulation> | undefined;
/** What the clinic population gives a seed. */
export function definitionOf(seed: number): PhantomDefinition {
  population ??= parsePopulation(
    JSON.parse(readFileSync(join(ROOT, 'phantoms/populations/clinic.json'), 'utf8')),
  );
  return drawPopulationDefinition(population, seed);
}

/** The phantom that the clinic population gives for a seed. */
export const phantomOf = (seed: number): PhantomPatient => generatePhantom(definitionOf(seed), seed);

/** Scans what is missing of a seed's stacks. Returns false when nothing was. */
export function fillCase(work: string, seed: number, stacks: readonly StackName[] = MAIN_STACKS): boolean {
  const missing = stacks.filter((stack) => !existsSync(paths(work, seed, stack).note));
  const truthFile = join(folderOf(work, seed), 'truth.json');
  if (missing.length === 0 && existsSync(truthFile)) return false;
  const patient = phantomOf(seed);
  const kept: CaseTruth = { seed, name: patient.name, truth: patient.truth };
  writeWhole(truthFile, JSON.stringify(kept));
  for (const stack of missing) {
    const series = scanStack(patient, stack, seed);
    const path = paths(work, seed, stack);
    if (!existsSync(path.truth)) writeStored(path.truth, truthOn(fineGrid(series.volume), patient));
    writeStored(path.image, series.volume);
    // Last: a stack with a note is whole.
    const note: StackNote = { extentMm: stackExtentMm(series.group) };
    writeWhole(path.note, JSON.stringify(note));
  }
  return true;
}

/** The scans of a seed that `fillCase` has kept; undefined where they are missing. */
export function readCase(work: string, seed: number): CaseTruth | undefined {
  return readJson(join(folderOf(work, seed), 'truth.json')) as CaseTruth | undefined;
}

export function readStack(work: string, seed: number, stack: StackName): StoredStack | undefined {
  const path = paths(work, seed, stack);
  const note = readJson(path.note) as StackNote | undefined;
  return note && { ...note, image: readStored(path.image), truth: readStoredBytes(path.truth) };
}
