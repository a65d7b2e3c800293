import { describe, expect, it } from 'vitest';
import { mergeRecords, parseShard, partOf, shardOfEnvironment } from './shards';
import type { CaseRecord } from './record';
import { casesOf, isVolumeCase, noiseSeedOf, parseSuite } from './suite';

const record = (id: string, index: number, version = '1'): CaseRecord => ({
  schemaVersion: 1,
  suite: { name: 's', sha256: 'a', cases: 3 },
  versions: { program: version },
  case: { id, index, seed: 1, strata: {} },
  ...{ refused: null, rows: [], judgements: [], fingerprint: [], seconds: {}, peakMemoryMb: null },
});

describe('shards', () => {
  it('hold every case once, whatever their number, each a piece of about the same size', () => {
    const cases = Array.from({ length: 20 }, (_, i) => i);
    for (const of of [1, 2, 3, 7, 23]) {
      const parts = Array.from({ length: of }, (_, i) => partOf(cases, parseShard(`${i + 1}/${of}`)));
      expect(parts.flat()).toEqual(cases);
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('of a shard are parts of it: the processes of one machine among several', () => {
    const shard = partOf([...'abcdefgh'], parseShard('2/2'));
    expect([1, 2].map((worker) => partOf(shard, { index: worker, of: 2 }))).toEqual([
      ['e', 'f'],
      ['g', 'h'],
    ]);
  });

  it.each(['0/3', '4/3', 'a/b', '1', '-1/2', ''])('"%s" is refused', (text) =>
    expect(() => parseShard(text)).toThrow(/not a shard/),
  );

  it.each<[string, Record<string, string>, unknown]>([
    ['no job system', {}, null],
    ['a Kubernetes Indexed Job', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '4' }, { index: 1, of: 4 }],
    [
      'a Slurm array from 0',
      { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0' },
      { index: 4, of: 4 },
    ],
    [
      'a Slurm array from 1',
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' },
      { index: 1, of: 4 },
    ],
    ['GNU parallel', { PARALLEL_SEQ: '2', PARALLEL_SHARDS: '8' }, { index: 2, of: 8 }],
  ])('of %s', (_, env, shard) => expect(shardOfEnvironment(env)).toEqual(shard));

  it('of a job system that does not say how many there are, are refused', () =>
    expect(() => shardOfEnvironment({ JOB_COMPLETION_INDEX: '0' })).toThrow(/JOB_COMPLETIONS/));
});

describe('merged shards', () => {
  const expected = ['a', 'b', 'c'];
  const [a, b, c] = [record('a', 0), record('b', 1), record('c', 2)];

  it('stand in the order of the suite', () =>
    expect(mergeRecords([c, a, b], expected).map((r) => r.case.id)).toEqual(expected));

  it.each<[string, CaseRecord[], RegExp]>([
    ['a missing case', [a, c], /no result of b/],
    ['a case twice', [a, b, b, c], /more than one result of b/],
    ['two versions', [a, b, record('c', 2, '2')], /different versions/],
    ['a case of another suite', [a, b, c, record('d', 3)], /no case d/],
  ])('with %s are refused', (_, records, words) =>
    expect(() => mergeRecords(records, expected)).toThrow(words),
  );
});

describe('a suite', () => {
  const scan = { sequence: 't2-tse-sag', fieldStrengthT: 1.5 };
  const one = {
    id: 'a',
    patient: { phantom: 'phantoms/normal.json', seed: 1 },
    scan,
    level: 'L4-L5',
    strata: {},
  };
  const suite = { schemaVersion: 1, name: 's', description: 'd' };

  it('has a case for every pathology with every scan; patients take turns', () => {
    const p = (phantom: string) => ({ phantom, level: 'L4-L5' });
    const patients = casesOf(
      parseSuite({
        ...suite,
        cells: {
          firstSeed: 10,
          pathologies: [
            { name: 'x', patients: [p('x1'), p('x2')] },
            { name: 'y', patients: [p('y1')] },
          ],
          scans: ['t2', 't1', 'stir'].map((id) => ({ ...scan, id })),
        },
      }),
    ).map((one) => ({ id: one.id, ...('patient' in one ? one.patient : { seed: NaN }) }));
    expect(patients.map(({ id }) => id)).toEqual(['x-t2', 'x-t1', 'x-stir', 'y-t2', 'y-t1', 'y-stir']);
    expect(patients.map((p) => ('phantom' in p ? p.phantom : ''))).toEqual([
      ...['x1', 'x2', 'x1'],
      ...['y1', 'y1', 'y1'],
    ]);
    expect(new Set(patients.map((p) => p.seed)).size).toBe(6);
  });

  it('scans its patients over and over with other noise: how often changes no case', () => {
    const repeats = {
      ...{ firstNoiseSeed: 50, count: 3 },
      patients: ['x', 'y'].map((name, seed) => ({ name, phantom: `${name}.json`, seed, level: 'L4-L5' })),
      scans: [{ ...scan, id: 't2' }],
    };
    const phantoms = (count?: number) =>
      casesOf(parseSuite({ ...suite, repeats }), count).flatMap((one) => (isVolumeCase(one) ? [] : [one]));
    const cases = phantoms();
    expect(cases.map(({ id }) => id)).toEqual([
      ...['x-t2-50', 'x-t2-51', 'x-t2-52'],
      ...['y-t2-50', 'y-t2-51', 'y-t2-52'],
    ]);
    expect(cases.map(noiseSeedOf)).toEqual([50, 51, 52, 50, 51, 52]);
    expect(new Set(cases.map(({ patient }) => JSON.stringify(patient))).size).toBe(2);
    expect(phantoms(2)).toEqual(cases.filter(({ noiseSeed }) => noiseSeed !== 52));
  });

  it.each<[string, object, RegExp]>([
    ['an unknown key', { colour: 'blue' }, /colour/],
    ['a case twice', { cases: [one, one] }, /two cases are called "a"/],
    ['no case', {}, /no cases/],
    [
      'an unknown value of a sequence',
      { cases: [{ ...one, scan: { ...scan, settings: { teslas: 3 } } }] },
      /teslas/,
    ],
  ])('with %s is refused', (_, change, words) =>
    expect(() => casesOf(parseSuite({ ...suite, ...change }))).toThrow(words),
  );
});
