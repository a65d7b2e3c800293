import { appendFileSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programVersion } from './programVersion';

const ROOT = join(import.meta.dirname, '../..');

/** A working copy of one's own. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isocenter-version-'));
  for (const name of ['src', 'package-lock.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  return folder;
}

describe('the version that results are made with', () => {
  const [before, folder] = [programVersion(), copy()];

  it('is that of the sources, wherever they lie', () => {
    expect(programVersion(folder)).toBe(before);
  });

  it('stays where only a test or the page changes', () => {
    appendFileSync(join(folder, 'src/geometry/index.test.ts'), '// more\n');
    appendFileSync(join(folder, 'src/ui/element.ts'), '// more\n');
    expect(programVersion(folder)).toBe(before);
  });

  it('is another where a source or its data change', () => {
    appendFileSync(join(folder, 'src/regression/metrics.json'), '\n');
    const second = programVersion(folder);
    expect(second).not.toBe(before);
    appendFileSync(join(folder, 'src/segmentation/index.ts'), '// more\n');
    expect(programVersion(folder)).not.toBe(second);
  });
});
