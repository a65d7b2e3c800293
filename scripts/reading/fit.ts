// `npm run fit:reading -- --work DIR`: fits what src/anatomy/reading/settings.json says of this network, on phantoms of training seeds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { axialNetwork } from './engine';
import { logisticRegression, regression, typicalOffset, type Straight } from './fitLines';
import { fillSeed } from './kept';
import { measureSeed, type ReadLevel } from './measure';
import { judgements, TASKS, type TaskName } from './tasks';

const FIRST_SEED = 1240;
const SETTINGS = join(import.meta.dirname, '../../src/anatomy/reading/settings.json');

const { work, patients } = new Command('fit')
  .option('--work <folder>', 'scans are kept here', '/tmp/isocenter-reading')
  .option('--patients <n>', 'virtual patients', Number, 120)
  .parse()
  .opts<{ work: string; patients: number }>();

const { network, dispose } = await axialNetwork();
const levels: ReadLevel[] = [];
for (let seed = FIRST_SEED; seed < FIRST_SEED + patients; seed++) {
  fillSeed(work, seed, ['planned']);
  levels.push(...(await measureSeed(work, network, seed, 'planned')));
}
dispose();

const rounded = ({ intercept, slope }: Straight): Straight => ({
  intercept: Number(intercept.toPrecision(5)),
  slope: Number(slope.toPrecision(5)),
});
const line = (pair: (level: ReadLevel) => (readonly [number, number])[]): Straight =>
  rounded(regression(levels.flatMap(pair)));
const logistic = (task: TaskName): Straight =>
  rounded(
    logisticRegression(
      judgements(task, levels)
        .filter(({ mark }) => mark > -100)
        .map(({ mark, present }) => [mark, present] as const),
    ),
  );

const settings = JSON.parse(readFileSync(SETTINGS, 'utf8')) as Record<string, Record<string, unknown>>;
const [herniation, central, recess] = TASKS.map(logistic);
const { name, version } = network.manifest;
const fitted = {
  ...settings,
  fitted: {
    network: `${name} ${version}`,
    seeds: `${FIRST_SEED}-${FIRST_SEED + patients - 1}`,
    levels: levels.length,
  },
  calibration: {
    sacAreaMm2: line(({ measures: { sac }, truth }) =>
      sac && truth.sacAreaMm2 > 0 ? [[sac.areaMm2, truth.sacAreaMm2]] : [],
    ),
    sacApMm: line(({ measures: { sac }, truth }) =>
      sac && truth.sacAreaMm2 > 0 ? [[sac.apMm, truth.sacApMm]] : [],
    ),
    // A regression would draw low recesses towards the mean, and their grades with them.
    recessHeightMm: rounded(
      typicalOffset(
        levels.flatMap(({ measures: { recessHeightMm: h }, truth: { recessHeightMm: t } }) =>
          h
            ? [
                [h.left, t.left],
                [h.right, t.right],
              ]
            : [],
        ),
      ),
    ),
    herniationDepthMm: line(({ measures: { herniation: h }, truth }) =>
      h && truth.herniations.length === 1 ? [[h.depthMm, truth.herniations[0]?.mm ?? 0]] : [],
    ),
  },
  herniation: { ...settings['herniation'], logistic: herniation },
  centralStenosis: { ...settings['centralStenosis'], logistic: central },
  recessStenosis: { ...settings['recessStenosis'], logistic: recess },
};
writeFileSync(SETTINGS, `${JSON.stringify(fitted, null, 2)}\n`);
