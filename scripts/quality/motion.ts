// Judges motion alone, three slices a stack, at the preset's matrix and at 256:
// `tsx scripts/quality/motion.ts --work DIR --first 2200 --count 12`.
import { join } from 'node:path';
import { Command } from 'commander';
import { checkSeries } from '../../src/planning';
import { fillSeed, labelsOn, readPatient, readScan } from './kept';
import type { ScanName } from './scans';

const NAMES = ['sag', 'sag-motion', 'ax', 'ax-motion'] as const satisfies readonly ScanName[];
const SIZES = { preset: null, '256': 256 } as const;
const SLICES = 3;

const { work, first, count, kept } = new Command('motion')
  .requiredOption('--work <folder>')
  .requiredOption('--first <seed>', 'first seed', Number)
  .requiredOption('--count <n>', 'how many', Number)
  .option('--kept', 'judge what is there, scan nothing', false)
  .parse()
  .opts<{ work: string; first: number; count: number; kept: boolean }>();

for (const [title, matrix] of Object.entries(SIZES)) {
  const folder = join(work, title);
  for (const name of NAMES) {
    const values: number[] = [];
    for (let seed = first; seed < first + count; seed++) {
      if (!kept) fillSeed(folder, seed, [name], { matrix, slices: SLICES });
      const patient = readPatient(folder, seed);
      const scan = readScan(folder, seed, name);
      if (!patient || !scan) continue;
      const { series, recipe } = scan;
      const report = checkSeries({
        ...{ series, group: recipe.group, companions: recipe.companions, planned: patient.truth },
        labels: labelsOn(patient, series),
        spine: null,
      });
      values.push(...report.findings.filter((f) => f.fault === 'motion').map((f) => f.value));
    }
    const above = values.filter((v) => v > 1).length;
    const list = values.map((v) => v.toFixed(2)).join(' ');
    process.stdout.write(
      `${title} ${name}: ${above} of ${values.length} named; ratios to the limit ${list}\n`,
    );
  }
}
