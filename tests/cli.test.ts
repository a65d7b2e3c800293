import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
// A space in the path: people have them.
const folder = mkdtempSync(join(tmpdir(), 'isocenter cli '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const json = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));

/** Runs `isocenter` as a person does; `npx` only finds this file. */
function isocenter(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [join(ROOT, 'src/cli/isocenter.mjs'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

interface PlanFile {
  schemaVersion: number;
  groups: {
    name: string;
    kind: string;
    rowDirection: number[];
    columnDirection: number[];
    centre: number[];
  }[];
  saturationBands: unknown[];
}

describe('the whole loop, headless', () => {
  it(
    'draws a patient, segments, plans, scores against truth and scans a planned group',
    { timeout: 600_000 },
    () => {
      expect(isocenter('phantom', 'phantoms/normal.json', '--seed', '7', '--out', at('patient')).code).toBe(
        0,
      );
      expect(readdirSync(at('patient')).sort()).toEqual(
        [
          'definition.json',
          'truth.json',
          ...['instances', 'labels', 'structures', 't2', 'tissues'].map((map) => `${map}.nii.gz`),
        ].sort(),
      );
      const truth = json('patient/truth.json') as { discs: Record<string, unknown>[] };
      expect(truth.discs.map((disc) => disc.level)).toContain('L5-S1');
      for (const key of ['centre', 'normal', 'width', 'depth']) expect(truth.discs[0]).toHaveProperty(key);

      const geometry = isocenter('import', at('patient/t2.nii.gz'), '--json');
      expect(geometry.code).toBe(0);
      const [volume] = JSON.parse(geometry.out) as { dims: number[]; affine: number[]; spacing: number[] }[];
      expect(volume?.affine).toHaveLength(16);
      expect(volume?.dims).toHaveLength(3);

      expect(isocenter('segment', at('patient/t2.nii.gz'), '--out', at('labels.nii.gz')).code).toBe(0);
      const labelled = JSON.parse(isocenter('import', at('labels.nii.gz'), '--json').out) as unknown[];
      expect(labelled).toEqual([volume]);

      expect(isocenter('plan', at('labels.nii.gz'), '--out', at('plan.json')).code).toBe(0);
      const plan = json('plan.json') as PlanFile;
      expect(plan.schemaVersion).toBe(1);
      expect(plan.groups.map((group) => group.name)).toEqual(
        expect.arrayContaining(['sagittal', 'coronal', 'L3-L4', 'L4-L5', 'L5-S1']),
      );

      const score = isocenter(
        'score',
        '--plan',
        at('plan.json'),
        '--reference',
        at('patient/truth.json'),
        '--json',
      );
      expect(score.code).toBe(0);
      expect((JSON.parse(score.out) as { points: number }).points).toBeGreaterThan(80);

      const worse: PlanFile = {
        ...plan,
        groups: plan.groups.map((group) => ({
          ...group,
          centre: group.centre.map((mm, axis) => (axis === 2 ? mm + 40 : mm)),
        })),
      };
      writeFileSync(at('worse.json'), JSON.stringify(worse));
      expect(
        isocenter('score', '--plan', at('worse.json'), '--reference', at('patient/truth.json')).code,
      ).toBe(1);

      const scan = ['scan', '--patient', 'phantoms/normal.json', '--seed', '7', '--sequence', 't2-tse-ax'];
      expect(isocenter(...scan, '--group', `${at('plan.json')}#L4-L5`, '--out', at('series')).code).toBe(0);
      const [series] = JSON.parse(isocenter('import', at('series'), '--json').out) as { affine: number[] }[];
      const group = plan.groups.find(({ name }) => name === 'L4-L5');
      const column = [0, 4, 8].map((n) => series?.affine[n] ?? 0);
      const step = Math.hypot(...column);
      column.forEach((value, axis) => expect(value / step).toBeCloseTo(group?.rowDirection[axis] ?? NaN, 4));
    },
  );
});

describe('bad input', () => {
  it.each([
    ['a missing file', ['segment', 'nowhere.nii.gz', '--out', at('x.nii.gz')]],
    ['no such verb', ['diagnose']],
    ['a missing option', ['score', '--plan', 'plan.json']],
    ['a file that is no image', ['import', 'package.json', '--json']],
    ['a file that is no phantom', ['phantom', 'package.json', '--out', at('x')]],
    ['a seed that is no number', ['phantom', 'phantoms/normal.json', '--seed', 'seven', '--out', at('x')]],
    [
      'an unknown backend',
      ['segment', 'phantoms/normal.json', '--out', at('x.nii.gz'), '--backend', 'abacus'],
    ],
  ])('%s: exit code 2, words on stderr, nothing on stdout', (_, args) => {
    const { code, out, err } = isocenter(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.length).toBeGreaterThan(20);
    expect(err).not.toContain('    at ');
  });

  it("a study's patient that is not there: named after the networks have been loaded, as for a study that can be read", () => {
    const study = JSON.parse(readFileSync(join(ROOT, 'scenarios/studies/demonstration.json'), 'utf8')) as {
      cases: object[];
    };
    const nobody = { id: 'nobody', patient: { phantom: 'phantoms/nobody.json', seed: 1 } };
    writeFileSync(at('study.json'), JSON.stringify({ ...study, cases: [nobody, ...study.cases] }));
    const read = isocenter('readers', '--automatic', '--study', at('study.json'), '--out', at('read'));
    expect(read.err).toContain('There is no phantom "phantoms/nobody.json".');
    expect(read.code).toBe(2);
  });
});
