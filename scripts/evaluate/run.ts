import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fillCase } from './fill';
import { measurePhantom, measureReal, realPatients } from './measure';
import { openNetworks, weightsKey, type Evaluated } from './networks';
import type { Measurements, PhantomResult, RealResult, SliceResult } from './results';
import { measureSlice, seriesContrasts, sliceFiles } from './slices';
import { FURTHER_STACKS, MAIN_STACKS, type StackName } from './stacks';
import { readJson, writeWhole } from './store';

export interface Plan {
  /** Folder of scans and results, outside the project. */
  readonly work: string;
  readonly firstSeed: number;
  readonly phantoms: number;
  /** How many of the first phantoms are also taken in other orientations and samplings. */
  readonly further: number;
  readonly real: string;
  readonly slices: string;
  /** Measures again what was measured with these weights. */
  readonly fresh: boolean;
}

/** Seeds of a plan. */
export const seedsOf = ({ firstSeed, phantoms }: Plan): number[] =>
  Array.from({ length: phantoms }, (_, n) => firstSeed + n);

const stacksOf = (plan: Plan, seed: number): StackName[] => [
  ...MAIN_STACKS,
  ...(seed < plan.firstSeed + plan.further ? FURTHER_STACKS : []),
];

/** A case of one network run, kept as a file. */
interface Case {
  readonly name: string;
  readonly measure: (evaluated: Evaluated, results: string) => Promise<unknown>;
}

function casesOf(plan: Plan): Case[] {
  return [
    ...realPatients(plan.real).map((patient): Case => ({
      name: `real-${patient}`,
      measure: ({ networks }, results) => measureReal(networks, plan.real, results, patient),
    })),
    ...sliceFiles(plan.slices).map((file): Case => ({
      name: `slice-${file.replace('.png', '')}`,
      measure: ({ networks }, results) => measureSlice(networks, plan.slices, results, file),
    })),
    ...seedsOf(plan).map((seed): Case => ({
      name: `phantom-${seed}`,
      measure: ({ networks }, results) => {
        fillCase(plan.work, seed, stacksOf(plan, seed));
        return measurePhantom(networks, plan.work, results, seed);
      },
    })),
  ];
}

export const resultsFolder = (plan: Plan, names: Measurements['networks']): string =>
  join(plan.work, 'results', weightsKey(names));

const fileOf = (results: string, name: string): string => join(results, `${name}.json`);

/** Does a share of the work: every `of`-th seed or case from `share` on. What is there already is left. */
export function scanShare(plan: Plan, share: number, of: number): void {
  seedsOf(plan).forEach((seed, n) => {
    if (n % of !== share) return;
    const started = performance.now();
    if (fillCase(plan.work, seed, stacksOf(plan, seed)))
      console.error(`phantom ${seed} scanned in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  });
}

export async function measureShare(plan: Plan, share: number, of: number): Promise<void> {
  const evaluated = await openNetworks();
  const results = resultsFolder(plan, evaluated.names);
  try {
    for (const [n, { name, measure }] of casesOf(plan).entries()) {
      const file = fileOf(results, name);
      if (n % of !== share || (!plan.fresh && existsSync(file))) continue;
      const started = performance.now();
      writeWhole(file, JSON.stringify(await measure(evaluated, results)));
      console.error(`${name} measured in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  } finally {
    evaluated.dispose();
  }
}

/** What has been measured of a plan with these weights; cases that have not are left out. */
export function collect(plan: Plan, names: Measurements['networks']): Measurements {
  const results = resultsFolder(plan, names);
  const read = <T>(prefix: string): T[] =>
    casesOf(plan).flatMap(({ name }) => {
      const value = name.startsWith(prefix) ? readJson(fileOf(results, name)) : undefined;
      return value === undefined ? [] : [value as T];
    });
  const slices = read<SliceResult>('slice-');
  const contrasts = seriesContrasts(slices);
  return {
    networks: names,
    date: new Date().toISOString().slice(0, 10),
    phantoms: read<PhantomResult>('phantom-').map((result) =>
      onlyStacks(result, stacksOf(plan, result.seed)),
    ),
    real: read<RealResult>('real-'),
    slices: slices.map((slice, n) => ({ ...slice, contrast: contrasts[n] ?? 'unknown' })),
  };
}

/** Without stacks that another plan has added. */
const onlyStacks = (result: PhantomResult, stacks: readonly StackName[]): PhantomResult => ({
  ...result,
  stacks: Object.fromEntries(
    stacks.flatMap((stack) => (result.stacks[stack] ? [[stack, result.stacks[stack]]] : [])),
  ),
});
