import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIO } from '../app/testing';
import { runPackage } from './package';

const folder = mkdtempSync(join(tmpdir(), 'isocenter package '));
const dist = join(folder, 'dist');
const out = join(folder, 'course.zip');
const own = (name: string, json: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
};

beforeAll(() => {
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(dist, 'index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(dist, 'assets', 'page.js'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pack = (names: string[], options: object = {}): Promise<string[]> => {
  const said: string[] = [];
  return runPackage(names, { scorm: '1.2', out, dist, ...options }, (text) => said.push(text)).then(
    () => said,
  );
};

describe('isocenter package', () => {
  it('packs a shipped scenario beside one from a file and says what is in it', async () => {
    const said = await pack(['scoliosis', own('mine.json', SCENARIO)], { title: 'Week 3' });
    const files = unzipSync(new Uint8Array(readFileSync(out)));
    const [program, exam, ...others] = Object.keys(files).sort();
    expect([program, ...others]).toEqual(['assets/page.js', 'imsmanifest.xml', 'straight.html']);
    // Help is hidden in this exam: its address does not name what is to be found.
    expect(exam).toMatch(/^exam-[0-9a-f]{10}\.html$/);
    expect(strFromU8(files['imsmanifest.xml'] ?? new Uint8Array())).toContain('<title>Week 3</title>');
    expect(said[0]).toMatch(
      /SCORM 1\.2, exercise: scoliosis \(passed at \d+ %\), straight \(passed at 60 %\)/,
    );
    expect(said[1]).toMatch(/^4 files, 0\.0 MB/);
  });

  it.each([
    ['scorm-version', ['scoliosis'], { scorm: '1.3' }],
    ['package-mode', ['scoliosis'], { mode: 'practice' }],
    ['file-not-found', ['no-such-scenario'], {}],
    ['file-not-found', ['scoliosis'], { dist: join(folder, 'nothing') }],
    ['package-own-volume', ['own-volume'], {}],
  ])('refuses with %s: %j %j', async (code, names, options) => {
    await expect(pack(names, options)).rejects.toMatchObject({ name: 'IsocenterError', code });
  });

  it('refuses a scenario that is damaged, or whose patient the page does not have', async () => {
    const damaged = own('damaged.json', { ...SCENARIO, title: '' });
    await expect(pack([damaged])).rejects.toMatchObject({ code: 'scenario-invalid' });
    const patient = { phantom: 'phantoms/mine.json', seed: 1 };
    const unknown = own('unknown.json', { ...SCENARIO, patient });
    await expect(pack([unknown])).rejects.toMatchObject({ code: 'phantom-missing' });
  });
});
