/*
 * `npm run train`: everything from nothing to measured weights, in steps that are skipped when their result is there.
 * models/training/README.md tells what each step does.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { ROOT, run } from './setup.mjs';

const program = new Command('train')
  .option(
    '--work <folder>',
    'phantoms, checkpoints and curves; outside the project',
    '/tmp/isocenter-training',
  )
  .option(
    '--real <folder>',
    'patients with labels (NIfTI)',
    join(ROOT, '../shared/data/spider-t2-space/train'),
  )
  .option('--test <folder>', 'patients for measuring only', join(ROOT, '../shared/data/spider-t2-space/test'))
  .option('--phantoms <n>', 'virtual patients, seeds 1000 and up', Number, 240)
  .option(
    '--minutes <n>',
    'of training of the V-Net, on the phantoms and all but three patients',
    Number,
    100,
  )
  .option('--finish-minutes <n>', 'of further training on every patient', Number, 15)
  .option('--scan-minutes <n>', 'of further training on scanned sagittal stacks too', Number, 120)
  .option('--locator-minutes <n>', 'of training of the locator', Number, 30)
  .option('--axial-minutes <n>', 'of training of the network of axial slices', Number, 100)
  .option('--python <command>', 'Python 3 with torch, nibabel, scipy, matplotlib', 'python3')
  .option('--model-version <semver>', 'version of the exported models', '0.0.0')
  .option('--out <folder>', 'where the model folders go', join(ROOT, 'models'))
  .option('--ablation', 'also train the locator on phantoms only and on patients only', false)
  .parse();

const options = program.opts<{
  work: string;
  real: string;
  test: string;
  phantoms: number;
  minutes: number;
  finishMinutes: number;
  scanMinutes: number;
  locatorMinutes: number;
  axialMinutes: number;
  python: string;
  modelVersion: string;
  out: string;
  ablation: boolean;
}>();
const { work, out } = options;
if (!existsSync(options.real)) {
  program.error(
    `There are no patients in ${options.real}. Name their folder with --real (SPIDER, CC BY 4.0).`,
  );
}
const inWork = (name: string): string => join(work, name);
const script = (name: string): string => join(ROOT, 'models/training', `${name}.py`);
const python = (name: string, ...args: (string | number)[]): void =>
  run(options.python, [script(name), ...args.map(String)]);

function exported(
  program: string,
  folder: string,
  firstSeed: number,
  count: number,
  more: readonly string[] = [],
): void {
  const seeds = ['--first-seed', String(firstSeed), '--count', String(count)];
  run('npx', ['tsx', `src/cli/${program}.ts`, '--out', inWork(folder), ...seeds, ...more]);
}

interface Training {
  readonly network: 'lumbar-locator' | 'lumbar-vnet' | 'lumbar-axial';
  readonly folder: string;
  readonly minutes: number;
  readonly seed: number;
  readonly realShare?: number;
  readonly more?: readonly (string | number)[];
}

/** Goes on from its last checkpoint, and does nothing once its minutes are spent. */
function train({ network, folder, minutes, seed, realShare = 0.4, more = [] }: Training): void {
  const phantoms = realShare < 1 ? ['--phantoms', inWork('phantoms')] : [];
  const others = network === 'lumbar-axial' ? [] : ['--real', options.real, '--real-share', realShare];
  python(
    'train',
    ...['--network', network, ...others, ...phantoms, '--run', inWork(folder)],
    ...['--minutes', minutes, '--seed', seed, ...more],
  );
}

function exportModel(folder: string, name: string): void {
  python(
    'export',
    '--checkpoint',
    join(inWork(folder), 'last.pt'),
    '--out',
    join(out, name),
    '--version',
    options.modelVersion,
  );
  python('curves', '--run', inWork(folder), '--out', join(out, name));
}

exported('exportPhantoms', 'phantoms', 1000, options.phantoms);
train({ network: 'lumbar-locator', folder: 'locator', minutes: options.locatorMinutes, seed: 5 });
train({ network: 'lumbar-vnet', folder: 'vnet', minutes: options.minutes, seed: 1 });
// Choices are made by now: the held-out patients join.
train({
  network: 'lumbar-vnet',
  folder: 'vnet-finish',
  minutes: options.finishMinutes,
  seed: 2,
  more: ['--finish-from', join(inWork('vnet'), 'last.pt'), '--peak-rate', 6e-4],
});
// Phantoms and scans as they are today: what the program draws of a contrast is not quite what the scanner shows.
exported('exportSagittalScans', 'sagittal-scans', 1000, 132);
train({
  ...{ network: 'lumbar-vnet', folder: 'vnet-scans', minutes: options.scanMinutes, seed: 6, realShare: 0.25 },
  more: [
    ...['--finish-from', join(inWork('vnet-finish'), 'last.pt'), '--peak-rate', 1e-3],
    ...['--scans', inWork('sagittal-scans'), '--scan-share', 0.5],
  ],
});
// Axial slices have no labelled patients: stacks as the virtual scanner takes them stand in their place.
exported('exportAxialScans', 'axial-scans', 1000, options.phantoms);
// What the readings are about is rare: as many again of the discs that have it. 1240-1359 fit the readings and are left out.
const herniations = ['protrusion', 'extrusion', 'sequestration'];
exported('exportAxialScans', 'axial-scans', 1360, 640, ['--with', ...herniations, 'lateral-recess-stenosis']);
// Herniations in and beyond the foramen are rarer still.
const lateral = ['--with', ...herniations, '--zones', 'extraforaminal', 'foraminal'];
exported('exportAxialScans', 'axial-scans', 5000, 2000, lateral);
// Of fewer patients small protrusions are learned by heart.
exported('exportAxialScans', 'axial-scans', 5000, 960, ['--with', ...herniations]);
train({
  ...{ network: 'lumbar-axial', folder: 'axial', minutes: options.axialMinutes, seed: 11 },
  more: ['--scans', inWork('axial-scans'), '--scan-share', 0.75],
});
exportModel('locator', 'lumbar-locator');
exportModel('axial', 'lumbar-axial');
exportModel('vnet-scans', 'lumbar-vnet');
if (options.ablation) {
  const [phantomsOnly, patientsOnly] = ['locator-phantoms', 'locator-patients'];
  const alike = { network: 'lumbar-locator', minutes: options.locatorMinutes, seed: 5 } as const;
  train({ ...alike, folder: phantomsOnly, realShare: 0 });
  train({ ...alike, folder: patientsOnly, realShare: 1 });
  exported('exportPhantoms', 'phantoms-unseen', 1600, 12);
  python(
    'ablation',
    ...['--real', options.real, '--phantoms', inWork('phantoms-unseen')],
    ...['--out', join(out, 'lumbar-vnet/ablation.json'), `phantoms only=${inWork(phantomsOnly)}`],
    ...[`patients only=${inWork(patientsOnly)}`, `both=${inWork('locator')}`],
  );
}
run('npx', ['tsx', 'scripts/checkModels.ts', '--models', out]);
run('npm', ['run', 'evaluate', '--', '--work', inWork('evaluation'), '--real', options.test, '--card']);
