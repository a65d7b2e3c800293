import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { curriculumTable, runScenarioList, runScenarioValidate, schemaText } from './scenario';

const folder = mkdtempSync(join(tmpdir(), 'isocenter-scenario-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const normal = JSON.parse(
  readFileSync(new URL('../../scenarios/normal.json', import.meta.url), 'utf8'),
) as object;
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const changed = (name: string, change: object): string =>
  file(name, JSON.stringify({ ...normal, ...change }));

async function validate(...files: string[]): Promise<{ faults: number; lines: string[] }> {
  const lines: string[] = [];
  const faults = await runScenarioValidate(files, (text) => lines.push(text));
  return { faults, lines: lines.map((text) => text.replace(`${folder}/`, '')) };
}

describe('isocenter scenario', () => {
  it('finds no fault in what comes with the program, its curriculum included', async () => {
    expect(await validate()).toMatchObject({ faults: 0 });
  });

  it('names every fault of every file at its place', async () => {
    const format = changed('format.json', { passMark: 140, title: '' });
    const missing = changed('missing.json', {
      patient: { phantom: 'phantoms/nobody.json', seed: 1 },
      tasks: [{ kind: 'parameters', step: 'sag-t2', expect: { tiMs: { min: 1 } } }],
    });
    const { faults, lines } = await validate(format, missing);
    expect(faults).toBe(4);
    expect(lines.slice(0, 2).sort()).toEqual([
      expect.stringMatching(/^format\.json: passMark: /),
      expect.stringMatching(/^format\.json: title: /),
    ]);
    expect(lines.slice(2)).toEqual([
      'missing.json: tasks.0.expect.tiMs: a sequence has no value called "tiMs"',
      'missing.json: patient: There is no phantom "phantoms/nobody.json".',
      '2 scenarios: 4 faults.',
    ]);
  });

  it.each([
    ['a population that is not there', { population: 'nowhere', seed: 1 }, /patient: .*"nowhere"/],
    ['a phantom outside the program', { phantom: '../secret.json', seed: 1 }, /patient: .*secret/],
    ['a patient without the disc', { phantom: 'phantoms/four-lumbar-vertebrae.json', seed: 1 }, /L5-S1/],
  ])('refuses %s', async (_, patient, words) => {
    const { lines } = await validate(changed('patient.json', { patient }));
    expect(lines.join('\n')).toMatch(words);
  });

  it('tells what is no file and what is no JSON', async () => {
    const { lines } = await validate(join(folder, 'none.json'), file('text.json', 'hello'));
    expect(lines[0]).toMatch(/does not exist/);
    expect(lines[1]).toMatch(/is not a JSON file/);
  });

  it('tells the curriculum as docs/curriculum.md has it (renew it with `scenario list --markdown`)', async () => {
    const docs = readFileSync(new URL('../../docs/curriculum.md', import.meta.url), 'utf8');
    expect(docs).toContain(await curriculumTable());
  });

  it('lists modules with their scenarios and prints the format', async () => {
    const lines: string[] = [];
    await runScenarioList((text) => lines.push(text));
    const module = lines.indexOf('Two tilts (scoliosis)');
    expect(lines[module + 1]).toMatch(/^ {2}2 {2}scoliosis .*Scoliosis \[scoliosis 11\]$/);
    expect(lines.at(-1)).toContain('own volume');
    expect(JSON.parse(schemaText())).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    });
  });
});
