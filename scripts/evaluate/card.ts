import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../validation/markdown';
import { showWorst, type Folders, type Shown } from './cases';
import { MODEL, shippedModels, stagesOf, weightBytes, type ModelText, type TrainingLog } from './model';
import type { Measurements } from './results';
import { readJson, writeWhole } from './store';
import {
  calibrationTable,
  findingTable,
  phantomTable,
  planeTable,
  realTable,
  sliceTable,
  stackTable,
  targetTable,
} from './tables';
import { targetsOf } from './targets';

/** One row of models/lumbar-vnet/ablation.json. */
interface Ablation {
  readonly data: string;
  readonly steps: number;
  readonly minutes: number;
  readonly note?: string;
  readonly heldOut?: Readonly<Record<string, number>>;
  readonly phantoms?: Readonly<Record<string, number>>;
}

const figures = (dice: Readonly<Record<string, number>> | undefined, keys: readonly string[]): string[] =>
  keys.map((key) => dice?.[key]?.toFixed(3) ?? '–');

function ablationPart(): string[] {
  const rows = readJson(join(MODEL, 'ablation.json')) as readonly Ablation[] | undefined;
  if (!rows) return [];
  const held = ['vertebra', 'disc', 'canal'];
  const drawn = [...held, 'sacrum'];
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  return [
    '## What each kind of data bought',
    [
      'Dice of one network trained alike on phantoms only, on patients only and on both; on patients held out from training and on',
      `unseen phantoms (seeds 1600 and up, never the evaluation's).${notes.map((note) => ` ${note}`).join('')}`,
    ].join('\n'),
    table(
      [
        'trained on',
        'steps',
        'minutes',
        ...held.map((k) => `patients: ${k}`),
        ...drawn.map((k) => `phantoms: ${k}`),
      ],
      rows.map((r) => [
        r.data,
        String(r.steps),
        r.minutes.toFixed(0),
        ...figures(r.heldOut, held),
        ...figures(r.phantoms, drawn),
      ]),
    ),
    'These runs stop where discs have just begun to be told apart. What scanned stacks bought the finished V-Net is in [0040](../../docs/decisions/0040-learning-from-scanned-stacks.md).',
  ];
}

const percent = (share: number | undefined): string => `${(100 * (share ?? 0)).toFixed(0)} %`;

function stageSentence(log: TrainingLog, isFirst: boolean): string {
  const steps = `${(log.steps ?? 0).toLocaleString('en')} ${isFirst ? '' : 'more '}steps in ${((log.seconds ?? 0) / 60).toFixed(0)} minutes`;
  const scanned = log.scanCount
    ? `, ${percent(log.scanShare)} stacks that the virtual scanner took of ${log.scanCount} phantoms`
    : '';
  const data = `${log.trainPatients?.length ?? 0} patients and ${log.phantomCount ?? 0} phantoms, ${percent(log.realShare)} of the samples real${scanned}`;
  const held =
    log.heldOut && log.heldOut.length > 0 ? ` Held out for choices: patients ${log.heldOut.join(', ')}.` : '';
  return `${isFirst ? '' : 'Then '}${steps} on ${data}; seed ${log.seed ?? 'not recorded'}.${held}${log.note ? ` ${log.note}` : ''}`;
}

function trainingPart(models: readonly ModelText[]): string[] {
  const parts = models.flatMap(({ name, training }) => [
    `**${name}.** ${stagesOf(training.log)
      .map((log, n) => stageSentence(log, n === 0))
      .join(' ')}`,
  ]);
  const curves = existsSync(join(MODEL, 'training.png')) ? ['![Training curves](training.png)'] : [];
  return [
    '## Training',
    'Step by step in [models/training](../training/README.md); hashes of the data are in each `manifest.json`.',
    ...parts,
    ...curves,
  ];
}

const LIMITS = `- Real training and test images are all sagittal T2 SPACE of one data set, 12–27 mm wide: on other sequences and on the lateral
  parts of vertebrae only phantoms taught the network, and only phantoms and the T1 pictures above measure it.
- Real discs vary: six test patients are few, and three for choices are fewer.
- The sacrum was learnt from phantoms alone; real images give no number for it.
- Implants, fractures, tumours and transitional vertebrae were in the training data only as the phantoms of a population draw
  them; infections and children not at all.
- A vertebra cut by the edge of the field is segmented less well than one inside.`;

function picturesPart(shown: readonly Shown[]): string[] {
  if (shown.length === 0) return [];
  return [
    '## The worst cases',
    'The plane with most wrong voxels of the worst case of each structure: true outline orange, found outline blue, both white.',
    ...shown.map(
      ({ file, title, caption }) => `![${title}](../../docs/images/model/${file}.png)\n\n${caption}`,
    ),
  ];
}

function headPart(models: readonly ModelText[]): string[] {
  const vnet = models.at(-1);
  if (!vnet) throw new Error('there is no model to write a card of');
  const lines = models.map(
    ({ name, version, date, grid, cost, weights }) =>
      `- **${name} ${version}** (${date}): ${cost.parameters.toLocaleString('en')} parameters, ${grid.inPlaneSpacingMm} mm in the slices' plane, ` +
      `${(cost.flopsPerVoxel / 1000).toFixed(1)} kFLOP a voxel of its grid, ${(weights.byteLength / 1e6).toFixed(2)} MB, SHA-256 \`${weights.sha256}\``,
  );
  return [
    `# ${vnet.name} ${vnet.version}`,
    `3-D V-Net for lumbar MRI: ${vnet.classes.join(', ')}.`,
    lines.join('\n'),
    'For teaching and for testing planning algorithms on virtual and anonymous images. **Not a medical device.**',
  ];
}

function dataPart(models: readonly ModelText[]): string {
  const lines = models.flatMap(({ training }) =>
    training.data.map(({ name, licence, attribution }) => `- ${name}. Licence: ${licence}. ${attribution}.`),
  );
  return [...new Set(lines)].join('\n');
}

/** The card's text. */
export function cardText(
  measured: Measurements,
  models: readonly ModelText[],
  bytes: number,
  shown: readonly Shown[],
): string {
  const seeds = measured.phantoms.map(({ seed }) => seed);
  const range = seeds.length > 0 ? `seeds ${Math.min(...seeds)}–${Math.max(...seeds)}` : 'none measured';
  const further = measured.phantoms.filter(({ stacks }) => stacks.coronal).length;
  return `${[
    ...headPart(models),
    '## Result',
    `Measured on ${measured.date} by \`npm run evaluate\` through the product: WebAssembly in Node, the labels the page shows. Means over cases.
Speed is in [docs/performance.md](../../docs/performance.md).`,
    targetTable(targetsOf(measured, bytes)),
    '## How it is measured',
    `**Phantoms.** Drawn from the clinic population (${range}, never trained on) and scanned by the virtual scanner at 1.5 T with noise,
breathing and pulsation, on the sagittal group that the automatic planner places on the true spine; the localizer lies still. The
network's scores are interpolated to points 1 mm apart, the largest wins, and the labels are cleaned up as ever; truth is the majority of
27 points in the cube around each, and only points between the outer faces of the first and last slice and in the field of view count. Body
and arch: found bone is given to the nearer true part. 95 % Hausdorff: both directions pooled, surface of the whole structure, cut faces
included. Levels: every true disc whose centre lies in the field, 10 mm from its edges and from the upper end of what is drawn of the
phantom, must be found within 12 mm by its name;
(t) marks transitional spines, which are counted apart. Planes: angle between the normals, distance between the centres.

**Patients.** Dice and distances on the image's own grid. The sacrum is not labelled there and counts as background. Never used for
training or choices.`,
    '## Kinds of images',
    `Mean Dice of the phantoms; those below the localizer on the first ${further}. A refused image counts as Dice 0.`,
    stackTable(measured),
    '## Levels and planes',
    planeTable(measured),
    '## What findings do to it',
    `Sagittal T2; a patient may be in several rows. Count doubted: it is said before the plan is used that the names of the levels are uncertain.
Four or six lumbar vertebrae without a transitional one show no sign in labels that know no ribs, and every name is wrong there.`,
    findingTable(measured),
    '## Real test patients',
    realTable(measured),
    '## Single pictures (spider-slices)',
    `Two-dimensional pictures of unknown size, taken as images of one 4 mm slice. Their height is the one of 220, 260, … 420 mm on which the
network is surest; the mask has no part in it. T1 or T2 is told by the fluid behind the bodies against the marrow, and a series
shares it. Pictures that show fewer than three vertebrae are left out. S1 is not in the masks and counts as background.`,
    sliceTable(measured),
    '## Does it know how good it is?',
    'The Dice that the network expects from its own probabilities, beside the measured one.',
    calibrationTable(measured),
    ...picturesPart(shown),
    ...ablationPart(),
    ...trainingPart(models),
    '## Every phantom',
    phantomTable(measured),
    '## Data and licences',
    dataPart(models),
    '## Limits',
    LIMITS,
    '## Reproduce',
    `    npm run evaluate -- --card

Scans (about half a minute a phantom) and results are kept in \`--work\`, so that it goes on where it stopped and measures new weights on
the same scans. \`measured.json\` holds every case. \`npm run train\` does everything from nothing.`,
  ].join('\n\n')}\n`;
}

/** Renews the card, its pictures and measured.json. */
export async function writeCard(measured: Measurements, folders: Folders): Promise<void> {
  const shown = await showWorst(measured, folders);
  const text = cardText(measured, shippedModels(), weightBytes(), shown);
  writeWhole(join(MODEL, 'measured.json'), `${JSON.stringify(measured, rounded, 1)}\n`);
  writeWhole(join(MODEL, 'card.md'), text);
}

/** Four decimals say all that is to be said. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
