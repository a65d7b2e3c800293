// `npm run fit:reading -- --work DIR`: fits what src/anatomy/reading/settings.json says of this network, on phantoms of training seeds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { logOdds } from '../../src/anatomy';
import { axialNetwork } from './engine';
import {
  logisticRegression,
  regression,
  typicalOffset,
  weightedAuc,
  type Case,
  type Straight,
  type Weighed,
} from './fitLines';
import { fillSeed, levelsWithFindings } from './kept';
import { measureSeed, type ReadLevel } from './measure';
import { casesOf, TASKS, type TaskName } from './tasks';

const FIRST_SEED = 1240;
/** More patients, of whom only discs with findings are read: herniations are too few among the others. */
const FIRST_FOUND = 4000;
const FOLDS = 10;
const SETTINGS = join(import.meta.dirname, '../../src/anatomy/reading/settings.json');

const { work, patients, found } = new Command('fit')
  .option('--work <folder>', 'scans are kept here', '/tmp/isocenter-reading')
  .option('--patients <n>', 'virtual patients', Number, 87)
  .option('--found <n>', 'more patients, only discs with a finding', Number, 200)
  .parse()
  .opts<{ work: string; patients: number; found: number }>();

const { network, dispose } = await axialNetwork();
const levels: ReadLevel[] = [];
for (let seed = FIRST_SEED; seed < FIRST_SEED + patients; seed++) {
  fillSeed(work, seed, ['planned']);
  levels.push(...(await measureSeed(work, network, seed, 'planned')));
}
const foundLevels: ReadLevel[] = [];
for (let seed = FIRST_FOUND; seed < FIRST_FOUND + found; seed++) {
  fillSeed(join(work, 'found'), seed, ['planned'], levelsWithFindings(seed));
  foundLevels.push(...(await measureSeed(join(work, 'found'), network, seed, 'planned')));
}
dispose();

const rounded = ({ intercept, slope }: Straight): Straight => ({
  intercept: Number(intercept.toPrecision(5)),
  slope: Number(slope.toPrecision(5)),
});
const line = (
  pair: (level: ReadLevel) => (readonly [number, number])[],
  of: readonly ReadLevel[] = levels,
): Straight => rounded(regression(of.flatMap(pair)));
/** Discs with findings were drawn from more patients: each counts by how many it stands for among the first. */
const weighted = [...levels, ...foundLevels].map((level) => ({
  level,
  weight: levelsWithFindings(level.seed).includes(level.level) ? patients / (patients + found) : 1,
}));
interface FitCase extends Case {
  readonly seed: number;
}
const casesFor = (task: TaskName): FitCase[] =>
  weighted.flatMap(({ level, weight }) =>
    casesOf(task, level).map((c) => ({ ...c, weight, seed: level.seed })),
  );
const logistic = (task: TaskName): Weighed => {
  const { intercept, weights } = logisticRegression(casesFor(task));
  return {
    intercept: Number(intercept.toPrecision(5)),
    weights: weights.map((weight) => Number(weight.toPrecision(5))),
  };
};
/** AUC of cases read by what was fitted on the other patients. */
function crossValidated(task: TaskName): string {
  const cases = casesFor(task);
  const marked = Array.from({ length: FOLDS }, (_, fold) => {
    const isHeld = ({ seed }: FitCase): boolean => seed % FOLDS === fold;
    const fitted = logisticRegression(cases.filter((c) => !isHeld(c)));
    return cases.filter(isHeld).map((c) => ({ ...c, mark: logOdds(fitted, c.evidence) }));
  }).flat();
  const present = cases.filter((c) => c.present).length;
  return `${task}: AUC ${weightedAuc(marked).toFixed(3)} of ${cases.length} cases, ${present} present`;
}
for (const task of TASKS) console.log(crossValidated(task));

const settings = JSON.parse(readFileSync(SETTINGS, 'utf8')) as Record<string, Record<string, unknown>>;
const [herniation, central, recess] = TASKS.map(logistic);
const { name, version } = network.manifest;
const fitted = {
  ...settings,
  fitted: {
    network: `${name} ${version}`,
    seeds: `${FIRST_SEED}-${FIRST_SEED + patients - 1}`,
    levels: levels.length,
    foundSeeds: `${FIRST_FOUND}-${FIRST_FOUND + found - 1}`,
    foundLevels: foundLevels.length,
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
    herniationDepthMm: line(
      ({ measures: { herniation: h }, truth }) =>
        h && truth.herniations.length === 1 ? [[h.depthMm, truth.herniations[0]?.mm ?? 0]] : [],
      [...levels, ...foundLevels],
    ),
  },
  herniation: { ...settings['herniation'], logistic: herniation },
  centralStenosis: { ...settings['centralStenosis'], logistic: central },
  recessStenosis: { ...settings['recessStenosis'], logistic: recess },
};
writeFileSync(SETTINGS, `${JSON.stringify(fitted, null, 2)}\n`);
