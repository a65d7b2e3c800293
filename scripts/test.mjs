// `npm test [-- vitest arguments]`: installs what is missing, finds or gets a Chromium, runs every test,
// and closes with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installChromium, installPackages, requireNode, ROOT } from './setup.mjs';

requireNode();
installPackages();
installChromium();

const folder = mkdtempSync(join(tmpdir(), 'isocenter-test-'));
const report = join(folder, 'report.json');
const result = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' },
);
let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  passed = summary.numPassedTests;
  failed =
    summary.numFailedTests +
    (summary.numFailedTests === 0 && summary.numFailedTestSuites > 0 ? summary.numFailedTestSuites : 0);
  skipped = summary.numPendingTests + summary.numTodoTests;
} catch {
  failed = 1;
}
rmSync(folder, { recursive: true, force: true });
const ok = result.status === 0 && failed === 0 && passed > 0;
console.log(`${passed} passed, ${ok ? 0 : Math.max(failed, 1)} failed, ${skipped} skipped`);
process.exit(ok ? 0 : 1);
