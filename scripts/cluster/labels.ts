/*
 * `npx tsx scripts/cluster/labels.ts --suite S --count N --out FOLDER`: the true label map of every phantom of a suite, on its image's
 * own grid, as any tool would give it to `isocenter regress --labels FOLDER`. With it a case needs no network.
 */
import { existsSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { spineFromLabels } from '../../src/anatomy';
import { writeBytes } from '../../src/cli/files';
import { loadSuite, patientSource } from '../../src/cli/regress/suiteFiles';
import { writeNifti } from '../../src/io';
import { planAutomatically } from '../../src/planning';
import { isVolumeCase, runCase, trueLabelsOn, type PhantomCase } from '../../src/regression';
import { acquire } from '../../src/scanner';

const { suite, count, out } = new Command('labels')
  .requiredOption('--suite <name or file>', 'which suite')
  .option('--count <n>', "as regress's own", Number)
  .requiredOption('--out <folder>', 'where the label maps go')
  .parse()
  .opts<{ suite: string; count?: number; out: string }>();

/** Cases that differ in nothing but noise have one label map. */
const gridOf = ({ patient, scan }: PhantomCase): string => JSON.stringify([patient, scan]);

const loaded = await loadSuite(suite, count);
const patientOf = patientSource();
const written = new Map<string, string>();

async function writeTruth(regressionCase: PhantomCase, path: string): Promise<void> {
  const patient = await patientOf(regressionCase);
  const record = await runCase(
    regressionCase,
    patient,
    {
      acquire,
      segment: async (image) => {
        const labels = trueLabelsOn(image, patient);
        await writeBytes(path, writeNifti(labels, { gzip: true }));
        return { labels, confidence: 1 };
      },
      spine: spineFromLabels,
      plan: (spine, levels) => Promise.resolve(planAutomatically(spine, { levels }).prescription),
      labelAxial: null,
    },
    {
      ...{ suite: loaded.identity, index: 0, versions: {} },
      now: () => performance.now(),
      peakMemoryMb: () => null,
    },
  );
  if (record.refused) throw new Error(`${regressionCase.id}: ${record.refused.sentence}`);
}

for (const regressionCase of loaded.cases) {
  if (isVolumeCase(regressionCase)) continue;
  const path = join(out, `${regressionCase.id}.nii.gz`);
  const grid = gridOf(regressionCase);
  const same = written.get(grid);
  if (same === undefined) {
    await writeTruth(regressionCase, path);
    written.set(grid, path);
  } else {
    if (existsSync(path)) rmSync(path);
    linkSync(same, path);
  }
}
console.log(`label maps of ${loaded.cases.length} cases, ${written.size} different ones`);
