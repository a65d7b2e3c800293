import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DiscMeasures } from '../../src/patient';
import type { Volume } from '../../src/volume';
import type { DiscLevel } from '../../src/volume';
import { definitionOf, phantomOf } from '../evaluate/fill';
import { readJson, readStored, writeStored, writeWhole } from '../evaluate/store';
import { LEVELS, readStacks, type ReadStack, type StackName } from './stacks';

/** A stack without its images. */
export interface KeptStack extends Pick<ReadStack, 'level' | 'name' | 'place'> {
  readonly seed: number;
  readonly truth: DiscMeasures;
  readonly file: string;
}

const folderOf = (work: string, seed: number): string => join(work, String(seed).padStart(4, '0'));
const noteOf = (work: string, seed: number, name: StackName): string =>
  join(folderOf(work, seed), `${name}.json`);

/** Discs of a seed that were given a herniation, or a recess too narrow. */
export function levelsWithFindings(seed: number): DiscLevel[] {
  const { findings } = definitionOf(seed);
  return LEVELS.filter((level) =>
    findings.some(
      (f) =>
        'disc' in f &&
        f.disc === level &&
        (f.kind === 'protrusion' ||
          f.kind === 'extrusion' ||
          f.kind === 'sequestration' ||
          (f.kind === 'lateral-recess-stenosis' && f.grade > 1)),
    ),
  );
}

/** Scans what is missing of a seed's stacks. */
export function fillSeed(
  work: string,
  seed: number,
  names: readonly StackName[],
  at: readonly DiscLevel[] = LEVELS,
): void {
  const missing = names.filter((name) => !existsSync(noteOf(work, seed, name)));
  if (missing.length === 0 || at.length === 0) return;
  const patient = phantomOf(seed);
  for (const name of missing) {
    const kept = [...readStacks(patient, seed, [name], at)].map(({ series, ...rest }): KeptStack => {
      const file = `${name} ${rest.level}.gz`;
      writeStored(join(folderOf(work, seed), file), series.volume);
      return { ...rest, seed, file };
    });
    // Last: stacks with a note are whole.
    writeWhole(noteOf(work, seed, name), JSON.stringify(kept));
  }
}

/** The kept stacks of a seed; none where they are missing. */
export function readSeed(work: string, seed: number, name: StackName): { kept: KeptStack; volume: Volume }[] {
  const kept = (readJson(noteOf(work, seed, name)) ?? []) as KeptStack[];
  return kept.map((k) => ({ kept: k, volume: readStored(join(folderOf(work, seed), k.file)) }));
}
