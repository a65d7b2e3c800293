import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Band, Outcome } from './attempt';
import { COMPETENCY_GRID } from './competencies';
import { competencyEvidence } from './evidence';
import { parseScenario } from './scenario';

const scenario = parseScenario(
  JSON.parse(readFileSync(new URL('../../scenarios/normal.json', import.meta.url), 'utf8')),
);
const row = (key: string, band: Band | null): Outcome['exam']['rows'][number] => ({
  ...{ key, label: key, unit: '°', ai: { value: 0, band: 'fail' }, truth: null },
  trainee: band && { value: 1, band },
});
const group = (name: string, rows: Outcome['exam']['rows']): Outcome['groups'][number] => ({
  ...{ name, percent: 50, aiPercent: null, band: 'pass', counted: 'truth', consequence: null },
  ...{ misread: false, advice: [], rows },
});
const task = (kind: string, percent: number | null): Outcome['tasks'][number] => ({
  ...{ kind, title: kind, percent, critical: false, sentence: '', answer: null },
});
const exam: Outcome['exam'] = { percent: 100, advice: [], rows: [row('time', 'full')], crossings: [] };
const found = (outcome: Partial<Outcome>, wrong: string[] = []) =>
  Object.fromEntries(
    competencyEvidence(scenario, { groups: [], exam, tasks: [], ...outcome }, wrong).map((e) => [
      e.competency,
      e,
    ]),
  );

it('credits the trainee’s own rows by their bands, and the tasks by their points', () => {
  const { credit } = COMPETENCY_GRID;
  const groups = [
    group('L4-L5', [row('sagittalTilt', 'full'), row('coronalTilt', 'partial'), row('sacArea', 'unknown')]),
    group('L5-S1', [row('sagittalTilt', 'pass'), row('coronalTilt', null)]),
    group('sagittal', [row('coronalTilt', 'fail')]),
  ];
  const evidence = found({ groups, tasks: [task('judge', 50), task('judge', 100), task('read', null)] });
  expect(evidence['disc-angulation']).toEqual({
    competency: 'disc-angulation',
    credit: (credit.full + credit.partial + credit.pass) / 3,
    items: 3,
  });
  expect(evidence['sagittal-angulation']).toMatchObject({ credit: 0, items: 1 });
  expect(evidence['image-quality']).toMatchObject({ credit: 0.75, items: 2 });
  expect(evidence['time-and-safety']).toMatchObject({ credit: 1, items: 1 });
  // Nothing was seen of them.
  expect(evidence['image-reading']).toBeUndefined();
  expect(evidence['saturation-bands']).toBeUndefined();
});

it('counts every disc’s number, right or wrong', () => {
  const groups = ['L3-L4', 'L4-L5', 'L5-S1', 'sagittal'].map((name) => group(name, []));
  expect(found({ groups })['level-identification']).toMatchObject({ credit: 1, items: 3 });
  expect(found({ groups }, ['L5-S1'])['level-identification']?.credit).toBeCloseTo(2 / 3, 9);
});
