import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { BOUNDARIES, PURE_FOLDERS } from '../boundaries.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const eslint = new ESLint({ cwd: ROOT });

/** Messages of the boundary and purity rules for one imagined file. */
async function violations(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${ROOT}${filePath}` });
  return (result?.messages ?? []).filter((m) => m.ruleId?.startsWith('no-restricted')).map((m) => m.message);
}

describe('the table of boundaries', () => {
  it('names every folder of src/, and only those', () => {
    const folders = readdirSync(`${ROOT}src`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    expect(folders).toEqual(Object.keys(BOUNDARIES).sort());
  });

  it('lets a folder import only folders that stand above it', () => {
    const order = Object.keys(BOUNDARIES);
    for (const [folder, { mayImport }] of Object.entries(BOUNDARIES)) {
      for (const other of mayImport)
        expect(order.indexOf(other), `${folder} → ${other}`).toBeLessThan(order.indexOf(folder));
    }
  });

  it('lists only known folders as pure', () => {
    expect(Object.keys(BOUNDARIES)).toEqual(expect.arrayContaining([...PURE_FOLDERS]));
  });
});

describe('the linter', () => {
  it.each([
    ['src/geometry/x.ts', "import { a } from '../volume'; export { a };"],
    ['src/scanner/deep/x.ts', "import { a } from '../../planning'; export { a };"],
    ['src/ui/x.ts', "import { a } from '../geometry/vec3'; export { a };"],
    ['src/ui/x.ts', "import { a } from 'three'; export { a };"],
    ['src/view/x.ts', "import { a } from '@tensorflow/tfjs'; export { a };"],
    ['src/io/x.ts', "import { a } from 'node:fs'; export { a };"],
    ['src/exercise/x.ts', 'export const a = Date.now();'],
    ['src/patient/x.ts', 'export const a = Math.random();'],
  ])('refuses in %s: %s', async (path, code) => {
    expect(await violations(path, code)).not.toEqual([]);
  });

  it.each([
    ['src/volume/x.ts', "import { a } from '../geometry'; export { a };"],
    ['src/view/x.ts', "import { a } from 'three'; export { a };"],
    ['src/ui/author/x.ts', "import { a } from '../../app/author'; export { a };"],
    ['src/cli/x.ts', "import { a } from 'node:fs'; import { b } from '../inference'; export { a, b };"],
  ])('allows in %s: %s', async (path, code) => {
    expect(await violations(path, code)).toEqual([]);
  });
});

describe('package.json', () => {
  it('pins every version exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(`${ROOT}package.json`, 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});
