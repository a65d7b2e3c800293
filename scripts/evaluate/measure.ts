import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOneVolume } from '../../src/cli/files';
import type { Networks, Segmentation } from '../../src/segmentation';
import { createVolume, type LabelVolume, type Volume } from '../../src/volume';
import { agreementOf, phantomAgreement } from '../../src/regression';
import { coveredSlices, FINE_MM } from '../../src/regression';
import { readCase, readStack, type CaseTruth, type StoredStack } from './fill';
import { segmentImage } from './networks';
import { measureSpine } from './spine';
import type { ImageResult, PhantomResult, RealResult, StackResult } from './results';
import { FURTHER_STACKS, MAIN_STACKS, type StackName } from './stacks';
import { writeStored } from './store';

/** Sagittal stacks from which the product names levels and finds planes. */
const PLANNED_ON: readonly StackName[] = MAIN_STACKS;

const expectedOf = ({ structureConfidence }: Segmentation): ImageResult['expected'] => structureConfidence;

const REFUSED = {
  dice: { body: 0, arch: 0, vertebra: 0, disc: 0, canal: 0, sacrum: 0 },
  hausdorffMm: {},
  expected: {},
};

async function measureStack(
  networks: Networks,
  { truth: spine }: CaseTruth,
  stack: StackName,
  { image, truth, extentMm }: StoredStack,
  keepAt: string,
): Promise<StackResult> {
  const result = await segmentImage(networks, image, FINE_MM);
  if ('refused' in result) return { ...REFUSED, ...result };
  const { own, fine, seconds } = result;
  const same = fine?.voxelToPatient.every((v, n) => Math.abs(v - (truth.voxelToPatient[n] ?? NaN)) < 1e-6);
  if (!fine || !same || fine.data.length !== truth.data.length)
    throw new Error('truth was kept on another grid: empty the folder of scans and make them again');
  writeStored(keepAt, fine);
  return {
    ...phantomAgreement(fine, truth, coveredSlices(truth, extentMm)),
    expected: expectedOf(own),
    seconds,
    ...(PLANNED_ON.includes(stack) ? { spine: measureSpine(own.labels, own.confidence, spine, truth) } : {}),
  };
}

/** Where the labels found on a stack's fine grid are kept, for pictures. */
export const foundPath = (results: string, seed: number, stack: StackName): string =>
  join(results, `found/${seed}-${stack}.gz`);

/**
 * A phantom's kept scans through the product: labels against truth on the fine grid, levels and planes.
 * @param results folder of the weights' results
 */
export async function measurePhantom(
  networks: Networks,
  work: string,
  results: string,
  seed: number,
): Promise<PhantomResult> {
  const kept = readCase(work, seed);
  if (!kept) throw new Error(`phantom ${seed} was not scanned`);
  const stacks: Partial<Record<StackName, StackResult>> = {};
  for (const stack of [...MAIN_STACKS, ...FURTHER_STACKS]) {
    const stored = readStack(work, seed, stack);
    if (stored)
      stacks[stack] = await measureStack(networks, kept, stack, stored, foundPath(results, seed, stack));
  }
  const { truth } = kept;
  return {
    seed,
    transitional: truth.transition !== 'none' || truth.lumbarVertebrae !== 5,
    lumbarVertebrae: truth.lumbarVertebrae,
    findings: truth.findings.map(({ kind }) => kind),
    stacks,
  };
}

/** Patients of a folder with NN_image.nii.gz and NN_labels.nii.gz. */
export const realPatients = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .flatMap((name) => /^(\d+)_image\.nii\.gz$/.exec(name)?.[1] ?? [])
        .sort((a, b) => Number(a) - Number(b))
    : [];

/** A real patient's image and labels, on one grid. */
export async function readReal(
  folder: string,
  patient: string,
): Promise<{ image: Volume; truth: LabelVolume }> {
  const image = await readOneVolume(join(folder, `${patient}_image.nii.gz`));
  const reference = await readOneVolume(join(folder, `${patient}_labels.nii.gz`));
  return {
    image,
    truth: createVolume(Uint8Array.from(reference.data), reference.dims, reference.voxelToPatient),
  };
}

export const realFoundPath = (results: string, patient: string): string =>
  join(results, `found/real-${patient}.gz`);

/** A real patient on the image's own grid. The sacrum is not labelled there: finding it counts as background. */
export async function measureReal(
  networks: Networks,
  folder: string,
  results: string,
  patient: string,
): Promise<RealResult> {
  const { image, truth } = await readReal(folder, patient);
  const result = await segmentImage(networks, image);
  if ('refused' in result) return { patient, ...REFUSED, ...result };
  writeStored(realFoundPath(results, patient), result.own.labels);
  return {
    patient,
    ...agreementOf(result.own.labels, truth),
    expected: expectedOf(result.own),
    seconds: result.seconds,
  };
}
