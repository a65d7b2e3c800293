import { calibrated } from '../../src/anatomy';
import { blandAltman, delong, repeatability, type Auc } from '../../src/scoring/statistics';
import { axialNetwork } from '../reading/engine';
import { fillSeed } from '../reading/kept';
import { measureSeed, type ReadLevel } from '../reading/measure';
import { STACKS, type StackName } from '../reading/stacks';
import { judgements, TASKS, type TaskName } from '../reading/tasks';
import { table } from './markdown';

/** Scans are kept here, outside the project: the next run goes on from them. */
const WORK = process.env['ISOCENTER_READING'] ?? '/tmp/isocenter-reading';
/** None of them was trained or fitted on. */
const FIRST_SEED = 3000;
/** Patients whose stacks of a name are read. */
const PATIENTS: Readonly<Record<StackName, number>> = {
  planned: Number(process.env['ISOCENTER_READING_PATIENTS'] ?? 300),
  again: 60,
  'tilted 5': 40,
  'tilted 10': 40,
  'tilted 20': 40,
};
/** Asked for of every task. */
const WANTED = 0.95;

type Levels = Readonly<Record<StackName, readonly ReadLevel[]>>;

async function readAll(): Promise<{ levels: Levels; network: string }> {
  const { network, dispose } = await axialNetwork();
  const levels = Object.fromEntries(STACKS.map((name) => [name, [] as ReadLevel[]])) as Record<
    StackName,
    ReadLevel[]
  >;
  for (const name of STACKS)
    for (let seed = FIRST_SEED; seed < FIRST_SEED + Math.min(PATIENTS[name], PATIENTS.planned); seed++) {
      fillSeed(WORK, seed, [name]);
      levels[name].push(...(await measureSeed(WORK, network, seed, name)));
    }
  dispose();
  return { levels, network: `${network.manifest.name} ${network.manifest.version}` };
}

const aucOf = (task: TaskName, levels: readonly ReadLevel[]): Auc | null => {
  const cases = judgements(task, levels);
  if (!cases.some(({ present }) => present) || cases.every(({ present }) => present)) return null;
  return delong({ marks: cases.map(({ mark }) => mark), present: cases.map(({ present }) => present) });
};

const words = (auc: Auc | null): string =>
  auc === null
    ? 'no case'
    : `${auc.auc.toFixed(3)} (${auc.interval.low.toFixed(3)}–${auc.interval.high.toFixed(3)})`;

const taskRow = (task: TaskName, levels: readonly ReadLevel[]): string[] => {
  const auc = aucOf(task, levels);
  return [
    task,
    String((auc?.positives ?? 0) + (auc?.negatives ?? 0)),
    String(auc?.positives ?? 0),
    words(auc),
    auc !== null && auc.auc > WANTED ? 'met' : '**missed**',
  ];
};

/** A measure beside what is true: null where one of them says nothing. */
interface Quantity {
  readonly title: string;
  readonly unit: string;
  readonly of: (
    level: ReadLevel,
  ) => readonly { readonly key: string; readonly found: number; readonly truth: number }[];
}

const QUANTITIES: readonly Quantity[] = [
  {
    ...{ title: 'dural sac, area', unit: 'mm²' },
    of: ({ measures: { sac }, truth }) =>
      sac && truth.sacAreaMm2 > 0
        ? [{ key: '', found: calibrated('sacAreaMm2', sac.areaMm2), truth: truth.sacAreaMm2 }]
        : [],
  },
  {
    ...{ title: 'dural sac, AP diameter', unit: 'mm' },
    of: ({ measures: { sac }, truth }) =>
      sac && truth.sacAreaMm2 > 0
        ? [{ key: '', found: calibrated('sacApMm', sac.apMm), truth: truth.sacApMm }]
        : [],
  },
  {
    ...{ title: 'lateral recess, height', unit: 'mm' },
    of: ({ measures: { recessHeightMm }, truth }) =>
      recessHeightMm
        ? (['left', 'right'] as const).map((side) => ({
            key: side,
            found: calibrated('recessHeightMm', recessHeightMm[side]),
            truth: truth.recessHeightMm[side],
          }))
        : [],
  },
  {
    ...{ title: 'herniation, depth', unit: 'mm' },
    of: ({ measures: { herniation }, truth }) => {
      const [only] = truth.herniations;
      return herniation && only && truth.herniations.length === 1
        ? [{ key: '', found: calibrated('herniationDepthMm', herniation.depthMm), truth: only.mm }]
        : [];
    },
  },
];

function quantityRow(
  { title, unit, of }: Quantity,
  planned: readonly ReadLevel[],
  again: readonly ReadLevel[],
): string[] {
  const found = planned.flatMap(of);
  if (found.length < 3) return [title, String(found.length), '', '', ''];
  const { bias, sd, limits } = blandAltman(found.map(({ found: value, truth }) => [value, truth] as const));
  const keyed = (levels: readonly ReadLevel[]): Map<string, number> =>
    new Map(levels.flatMap((l) => of(l).map((v) => [`${l.seed} ${l.level} ${v.key}`, v.found] as const)));
  const first = keyed(planned);
  const pairs = [...keyed(again)].flatMap(([key, second]) => {
    const value = first.get(key);
    return value === undefined ? [] : [[value, second]];
  });
  const n = (x: number): string => x.toFixed(unit === 'mm²' ? 1 : 2);
  return [
    title,
    String(found.length),
    `${n(bias)} ${unit}`,
    `${n(limits.low)} … ${n(limits.high)} ${unit} (SD ${n(sd)})`,
    pairs.length > 1 ? `${n(repeatability(pairs).withinSd)} ${unit} (${pairs.length} pairs)` : '',
  ];
}

/** Axial stacks of unseen patients are scanned, labelled, measured and read. */
export async function readingPart(): Promise<string> {
  const { levels, network } = await readAll();
  const { planned, again } = levels;
  const tilted = ['tilted 5', 'tilted 10', 'tilted 20'] as const;
  const same = (name: StackName): ReadLevel[] => {
    const seeds = new Set(levels[name].map(({ seed }) => seed));
    return planned.filter(({ seed }) => seeds.has(seed));
  };
  const patients = (name: StackName): number => new Set(levels[name].map(({ seed }) => seed)).size;
  const first = FIRST_SEED;
  return [
    `${patients('planned')} patients of the clinic population (seeds ${first} to ${first + PATIENTS.planned - 1}, none trained or fitted on), discs L3-L4 to L5-S1, ` +
      `axial T2 stacks scanned with noise, a third of the patients breathing and with a pulse, a third moving once by up to 3 mm; planes as planned on truth, then off by 0.6° and 0.7 mm (standard deviations, each axis; more than the automatic plan’s own error), and so is the disc’s place that the reader is told; ` +
      `labelled by ${network}, measured by \`src/anatomy/axial\`, read by \`src/anatomy/reading\`. Intervals: 95 %, DeLong; levels of a patient are taken as independent.`,
    table(
      ['task', 'read', 'present', 'AUC', `> ${WANTED}`],
      TASKS.map((task) => taskRow(task, planned)),
    ),
    'Present: herniated tissue at the disc; thecal sac below 100 mm² on the disc’s plane; recess below 3 mm (each side read).',
    '### Tilted planes',
    `The same ${patients('tilted 5')} patients with the stack tilted in the sagittal view.`,
    table(
      ['task', 'as planned', '5°', '10°', '20°'],
      TASKS.map((task) => [
        task,
        words(aucOf(task, same('tilted 5'))),
        ...tilted.map((name) => words(aucOf(task, levels[name]))),
      ]),
    ),
    '### Measures against truth',
    'Bias and 95 % limits of agreement (Bland–Altman) of measured minus true; repeatability: within-subject standard deviation of a second scan of a patient who lies differently by about 3 mm.',
    table(
      ['measure', 'pairs', 'bias', 'limits of agreement', 'repeatability'],
      QUANTITIES.map((quantity) => quantityRow(quantity, planned, again)),
    ),
  ].join('\n\n');
}
