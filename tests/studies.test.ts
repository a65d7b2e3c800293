import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawPopulationDefinition, parsePopulation } from '../src/patient';
import { levelsOf, parseStudy } from '../src/readerStudy';
import { sequenceByName } from '../src/scanner';

const ROOT = new URL('..', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8'));
const files = readdirSync(fileURLToPath(new URL('scenarios/studies/', ROOT)));

describe.each(files)('the shipped study %s', (file) => {
  const study = parseStudy(read(`scenarios/studies/${file}`));

  it('is called like its file, so that the command line finds it by what the records say', () => {
    expect(`${study.id}.json`).toBe(file);
  });

  it('draws patients nobody trained on, who have every disc that is read', () => {
    for (const one of study.cases) {
      if (!('population' in one.patient)) throw new Error('its patients are drawn');
      const { population, seed } = one.patient;
      expect(seed).toBeGreaterThanOrEqual(2000);
      const definition = drawPopulationDefinition(
        parsePopulation(read(`phantoms/populations/${population}.json`)),
        seed,
      );
      expect(definition).toMatchObject({ lumbarVertebrae: 5, transition: 'none' });
      expect(levelsOf(study, one)).toEqual(['L3-L4', 'L4-L5', 'L5-S1']);
    }
  });

  it('scans with sequences that there are', () => {
    expect(sequenceByName(study.sequences.sagittal).kind).toBe('TSE');
    expect(sequenceByName(study.sequences.axial).kind).toBe('TSE');
  });
});

it('there is a small study to look at, and one to work with', () => {
  const sizes = files.map((file) => parseStudy(read(`scenarios/studies/${file}`)).cases.length);
  expect(Math.min(...sizes)).toBeLessThanOrEqual(12);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(50);
});
