import { table } from '../validation/markdown';
import { DICE_KEYS, SURFACE_KEYS, type DiceKey } from '../../src/regression';
import { PLANNER_RULES } from '../../src/planning/plannerSettings';
import type { ImageResult, Measurements, PhantomResult } from './results';
import { FURTHER_STACKS, MAIN_STACKS, STACK_TITLE } from './stacks';
import { correlation, meanOf, present, quantile } from './statistics';
import { isShown, levelsRight, planeErrors, TARGET_STACKS, verdict, written, type Target } from './targets';

const figure =
  (digits: number) =>
  (value: number | null | undefined): string =>
    typeof value === 'number' && Number.isFinite(value) ? value.toFixed(digits) : '–';
const [one, two, three] = [figure(1), figure(2), figure(3)];

export const targetTable = (targets: readonly Target[]): string =>
  table(
    ['measure', 'on', 'wanted', 'measured', ''],
    targets.map((t) => [
      t.measure,
      t.on,
      `${t.sense === 'at least' ? '≥' : '≤'} ${t.wanted}${t.unit}`,
      written(t.measured, t),
      verdict(t),
    ]),
  );

/** Mean Dice of every structure on every kind of image. */
export function stackTable({ phantoms }: Measurements): string {
  const rows = [...MAIN_STACKS, ...FURTHER_STACKS].flatMap((stack) => {
    const results = phantoms.flatMap(({ stacks }) => stacks[stack] ?? []);
    if (results.length === 0) return [];
    const mean = (key: DiceKey): string => three(meanOf(present(results.map(({ dice }) => dice[key]))));
    const refused = results.filter((r) => r.refused !== undefined).length;
    return [[STACK_TITLE[stack], String(results.length), ...DICE_KEYS.map(mean), String(refused)]];
  });
  return table(['image', 'phantoms', ...DICE_KEYS, 'refused'], rows);
}

const CASE_KEYS = ['vertebra', 'disc', 'canal', 'sacrum'] as const;

/** One line a phantom: Dice on T2, T1 and STIR, and from T2 levels and planes. */
export function phantomTable({ phantoms }: Measurements): string {
  const rows = phantoms.map(({ seed, transitional, stacks }) => {
    const t2 = stacks.t2;
    const { angles, centres } = planeErrors(t2 ? [t2] : []);
    const { right, counted } = levelsRight(t2 ? [t2] : []);
    return [
      `${seed}${transitional ? ' (t)' : ''}`,
      ...CASE_KEYS.map((key) => TARGET_STACKS.map((stack) => three(stacks[stack]?.dice[key])).join(' ')),
      `${one(t2?.hausdorffMm.vertebra)} ${one(t2?.hausdorffMm.disc)}`,
      `${right}/${counted}`,
      `${one(quantile(angles, 0.5))} ${one(quantile(angles, 1))}`,
      one(quantile(centres, 0.5)),
    ];
  });
  return table(
    [
      'seed',
      ...CASE_KEYS.map((key) => `${key}: T2 T1 STIR`),
      'HD95 vertebra, disc (T2) mm',
      'levels',
      'angle median, worst °',
      'centre median mm',
    ],
    rows,
  );
}

/** Findings that bend, break or hide what a label map is read by, and the kinds that change the count of levels. */
const HARD_FINDINGS = {
  listhesis: 'a slip',
  'compression-fracture': 'a fracture',
  'pedicle-screws': 'screws and rods',
  metastasis: 'a metastasis',
} as const;
const HARD: readonly (readonly [string, (phantom: PhantomResult) => boolean])[] = [
  [
    'none of these',
    (p) => !p.transitional && !Object.keys(HARD_FINDINGS).some((kind) => p.findings.includes(kind)),
  ],
  ...Object.entries(HARD_FINDINGS).map(
    ([kind, title]) => [title, (p: PhantomResult) => p.findings.includes(kind)] as const,
  ),
  ['a transitional vertebra and five lumbar ones', (p) => p.transitional && p.lumbarVertebrae === 5],
  ['four or six lumbar vertebrae', (p) => p.lumbarVertebrae !== 5],
];

/** What findings do to labels, levels and planes of sagittal T2, and of whom it was said that the count is doubtful. */
export function findingTable({ phantoms }: Measurements): string {
  const rows = HARD.flatMap(([title, is]) => {
    const results = phantoms.filter(is).flatMap(({ stacks }) => stacks.t2 ?? []);
    if (results.length === 0) return [];
    const mean = (key: DiceKey): string => three(meanOf(present(results.map(({ dice }) => dice[key]))));
    const { right, counted } = levelsRight(results);
    const { angles } = planeErrors(results);
    const doubted = results.filter(
      ({ spine }) => (spine?.levelConfidence ?? 0) < PLANNER_RULES.confidence.levelsBelow,
    ).length;
    return [
      [
        ...[title, String(results.length), ...(['vertebra', 'disc', 'canal'] as const).map(mean)],
        ...[`${right}/${counted}`, two(quantile(angles, 0.5)), two(quantile(angles, 1))],
        `${doubted}/${results.length}`,
      ],
    ];
  });
  return table(
    [
      ...['patients with', 'phantoms', 'vertebra', 'disc', 'canal'],
      ...['levels right', 'angle median °', 'worst °', 'count doubted'],
    ],
    rows,
  );
}

export function realTable({ real }: Measurements): string {
  const cells = (
    name: string,
    get: (kind: 'dice' | 'hausdorffMm', key: (typeof SURFACE_KEYS)[number]) => number,
  ): string[] => [
    name,
    ...SURFACE_KEYS.map((key) => three(get('dice', key))),
    ...SURFACE_KEYS.map((key) => one(get('hausdorffMm', key))),
  ];
  const mean = (kind: 'dice' | 'hausdorffMm', key: (typeof SURFACE_KEYS)[number]): number =>
    meanOf(present(real.map((r) => r[kind][key])));
  return table(
    ['patient', ...SURFACE_KEYS, ...SURFACE_KEYS.map((key) => `HD95 ${key} mm`)],
    [...real.map((r) => cells(r.patient, (kind, key) => r[kind][key] ?? NaN)), cells('**mean**', mean)],
  );
}

export function sliceTable({ slices }: Measurements): string {
  const shown = slices.filter(isShown).sort((a, b) => a.contrast.localeCompare(b.contrast));
  return table(
    ['picture', 'contrast', 'vertebrae shown', 'height chosen mm', 'expected Dice', 'Dice vertebra'],
    shown.map((s) => [
      s.file.replace('.png', ''),
      s.contrast,
      String(s.vertebrae),
      s.heightMm === null ? '–' : String(s.heightMm),
      three(s.expected),
      three(s.dice),
    ]),
  );
}

/** How well the expected Dice foretells the measured one. */
export function calibrationTable({ phantoms, real }: Measurements): string {
  const groups: [string, readonly ImageResult[], readonly DiceKey[]][] = [
    ...TARGET_STACKS.map((stack): [string, ImageResult[], readonly DiceKey[]] => [
      STACK_TITLE[stack],
      phantoms.flatMap(({ stacks }) => stacks[stack] ?? []),
      CASE_KEYS,
    ]),
    ['test patients', real, SURFACE_KEYS],
  ];
  const rows = groups.flatMap(([title, results, keys]) =>
    keys.flatMap((key) => {
      const pairs = results.flatMap(({ expected, dice }): [number, number][] => {
        const [e, d] = [expected[key], dice[key]];
        return typeof e === 'number' && typeof d === 'number' ? [[e, d]] : [];
      });
      if (pairs.length === 0) return [];
      return [
        [
          title,
          key,
          three(meanOf(pairs.map(([e]) => e))),
          three(meanOf(pairs.map(([, d]) => d))),
          three(meanOf(pairs.map(([e, d]) => Math.abs(e - d)))),
          three(correlation(pairs)),
        ],
      ];
    }),
  );
  return table(['on', 'structure', 'expected', 'measured', 'mean difference', 'correlation'], rows);
}

/** Levels and planes from every stack that is planned on; transitional spines apart. */
export function planeTable({ phantoms }: Measurements): string {
  const rows = MAIN_STACKS.flatMap((stack) => {
    const of = (transitional: boolean) =>
      phantoms.filter((p) => p.transitional === transitional).flatMap(({ stacks }) => stacks[stack] ?? []);
    const [usual, transitional] = [of(false), of(true)];
    const all = [...usual, ...transitional];
    if (all.length === 0) return [];
    const { angles, centres } = planeErrors(all);
    const share = ({ right, counted }: { right: number; counted: number }): string => `${right}/${counted}`;
    return [
      [
        STACK_TITLE[stack],
        share(levelsRight(usual)),
        share(levelsRight(transitional)),
        ...[0.5, 0.95, 1].map((q) => two(quantile(angles, q))),
        ...[0.5, 0.95].map((q) => two(quantile(centres, q))),
        String(all.filter(({ spine }) => spine?.refused !== undefined).length),
      ],
    ];
  });
  return table(
    [
      'image',
      'levels right',
      'of transitional spines',
      'angle median °',
      '95 % °',
      'worst °',
      'centre median mm',
      '95 % mm',
      'refused',
    ],
    rows,
  );
}
