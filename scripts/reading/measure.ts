import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { axialMeasures, type AxialMeasures } from '../../src/anatomy';
import { labelAxialSlices, type VnetRunner } from '../../src/segmentation';
import { readJson, writeWhole } from '../evaluate/store';
import { readSeed, type KeptStack } from './kept';
import type { StackName } from './stacks';

/** What a stack measures beside what is true. */
export interface ReadLevel extends Pick<KeptStack, 'seed' | 'level' | 'name' | 'truth'> {
  readonly measures: AxialMeasures;
}

/** Measures of the kept stacks of a seed by one network, which are kept too. Increase when the measuring changes. */
const MEASURING = 9;

export async function measureSeed(
  work: string,
  network: VnetRunner,
  seed: number,
  name: StackName,
): Promise<ReadLevel[]> {
  const { sha256 } = network.manifest.weights;
  const file = join(work, 'measured', `${sha256.slice(0, 12)}-${MEASURING}`, `${seed}-${name}.json`);
  if (existsSync(file)) return readJson(file) as ReadLevel[];
  const found: ReadLevel[] = [];
  for (const { kept, volume } of readSeed(work, seed, name)) {
    const { level, place, truth } = kept;
    const labelled = await labelAxialSlices(volume, network, place.canal);
    found.push({ seed, level, name, truth, measures: axialMeasures(labelled, place) });
  }
  if (found.length > 0) writeWhole(file, JSON.stringify(found));
  return found;
}
