import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isIsocenterError } from '../../src/geometry';
import { runLoop, type LoopInput, type LoopPlan, type LoopResult, type LoopSeries } from '../../src/loop';
import type { PhantomPatient, PhantomTruth, Spine } from '../../src/patient';
import type { ExamRequest } from '../../src/planning';
import { acquire, RESTING_PHYSIOLOGY } from '../../src/scanner';
import { segmentVolume, type Networks } from '../../src/segmentation';
import { phantomOf } from '../evaluate/fill';
import { readJson, writeStored, writeWhole } from '../evaluate/store';

/** A series of the loop without its voxels. */
export type KeptSeries = Pick<
  LoopSeries,
  'step' | 'group' | 'companions' | 'saturationBands' | 'attempt' | 'quality'
> & { readonly found: Spine | null };

/** What is kept of one run of the loop. */
export interface KeptLoop {
  readonly name: string;
  readonly request: ExamRequest;
  /** The product's own code and sentence where it refused. */
  readonly refused?: { readonly code: string; readonly sentence: string };
  readonly series: readonly KeptSeries[];
  readonly plans: readonly LoopPlan[];
  readonly announced: readonly string[];
  /** The whole loop on one process, s. */
  readonly seconds: number;
}

export interface KeptPhantom extends KeptLoop {
  readonly seed: number;
  readonly truth: PhantomTruth;
}

/** What the exams acquire of the protocol. */
const STEPS = ['sag-t2', 'ax-t2'];
const REQUEST: ExamRequest = {
  ...{ indication: 'radiculopathy', ageYears: 50, fieldStrengthT: 1.5, implants: 'none' },
  timeBudgetS: 3600,
};

const phantomFile = (work: string, seed: number): string => join(work, `phantom-${seed}.json`);
export const labelsFile = (work: string, seed: number): string => join(work, `phantom-${seed}-labels.gz`);

const keptSeries = ({
  step,
  group,
  companions,
  saturationBands,
  attempt,
  quality,
  analysis,
}: LoopSeries): KeptSeries => ({
  ...{ step, group, companions, saturationBands, attempt, quality },
  found: analysis.spine,
});

/** One exam from the localizer to the last axial series. */
async function runKept(
  networks: Networks,
  patient: PhantomPatient,
  input: Pick<LoopInput, 'request' | 'seed' | 'physiology'>,
): Promise<KeptLoop> {
  const started = performance.now();
  const common = (): Pick<KeptLoop, 'name' | 'request' | 'seconds'> => ({
    ...{ name: patient.name, request: input.request },
    seconds: (performance.now() - started) / 1000,
  });
  let result: LoopResult;
  try {
    result = await runLoop(
      { patient, ...input, onlySteps: STEPS },
      { acquire, segment: (volume) => segmentVolume(volume, networks, { now: () => performance.now() }) },
    );
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    const refused = { code: error.code, sentence: error.message };
    return { ...common(), refused, series: [], plans: [], announced: [error.message] };
  }
  const { localizer, series, plans, announced } = result;
  return { ...common(), series: [localizer, ...series].map(keptSeries), plans, announced };
}

/** Runs and keeps the loop on the phantom of a seed; false when it is there already. */
export async function fillPhantom(networks: Networks, work: string, seed: number): Promise<boolean> {
  const file = phantomFile(work, seed);
  if (existsSync(file)) return false;
  const patient = phantomOf(seed);
  const { truth } = patient;
  // What the patient is asked before every exam.
  const hasMetal = truth.findings.some(({ kind }) => kind === 'pedicle-screws');
  const request: ExamRequest = { ...REQUEST, implants: hasMetal ? 'spinal-metal' : 'none' };
  const loop = await runKept(networks, patient, { request, seed, physiology: RESTING_PHYSIOLOGY });
  writeStored(labelsFile(work, seed), patient.labels);
  // Last: a case with this file is whole.
  writeWhole(file, JSON.stringify({ seed, truth, ...loop } satisfies KeptPhantom));
  return true;
}

export const readPhantom = (work: string, seed: number): KeptPhantom | undefined =>
  readJson(phantomFile(work, seed)) as KeptPhantom | undefined;

/** Series as they were left in the end: the last attempt at each group. */
export const finalSeries = ({ series }: KeptLoop): KeptSeries[] =>
  series.filter(
    (s) => !series.some((o) => o.step === s.step && o.group.name === s.group.name && o.attempt > s.attempt),
  );
