import { meanOf, present, quantile } from './statistics';
import type { DiceKey, SurfaceKey } from '../../src/regression';
import type { ImageResult, Measurements, PhantomResult, StackResult } from './results';
import { STACK_TITLE, type StackName } from './stacks';

/** A wanted figure and what was measured. */
export interface Target {
  readonly measure: string;
  readonly on: string;
  readonly sense: 'at least' | 'at most';
  readonly wanted: number;
  /** NaN when nothing was measured. */
  readonly measured: number;
  readonly digits: number;
  readonly unit: string;
}

/** `met by 0.012`, `**missed by 0.004**` or `not measured`. */
export function verdict({ sense, wanted, measured, digits, unit }: Target): string {
  if (!Number.isFinite(measured)) return 'not measured';
  const margin = sense === 'at least' ? measured - wanted : wanted - measured;
  const by = `by ${Math.abs(margin).toFixed(digits)}${unit}`;
  return margin >= 0 ? `met ${by}` : `**missed ${by}**`;
}

export const written = (value: number, { digits, unit }: Pick<Target, 'digits' | 'unit'>): string =>
  Number.isFinite(value) ? `${value.toFixed(digits)}${unit}` : '–';

/** Stacks that an exam takes and the targets are for. */
export const TARGET_STACKS: readonly StackName[] = ['t2', 't1', 'stir'];
const PHANTOM_DICE: Readonly<Partial<Record<DiceKey, number>>> = {
  body: 0.95,
  vertebra: 0.93,
  disc: 0.94,
  canal: 0.94,
  sacrum: 0.94,
};
const REAL_DICE: Readonly<Record<SurfaceKey, number>> = { vertebra: 0.92, disc: 0.9, canal: 0.92 };
const HAUSDORFF_MM: Readonly<Partial<Record<SurfaceKey, number>>> = { vertebra: 2.5, disc: 2 };
const T1_SLICE_DICE = 0.85;

const entries = <K extends string>(record: Readonly<Partial<Record<K, number>>>): [K, number][] =>
  Object.entries(record) as [K, number][];

const dice = (measure: string, on: string, wanted: number, values: readonly number[]): Target => ({
  ...{ measure: `Dice ${measure}`, on, sense: 'at least', wanted },
  ...{ measured: meanOf(values), digits: 3, unit: '' },
});

const distance = (measure: string, on: string, wanted: number, values: readonly number[]): Target => ({
  ...{ measure: `95 % Hausdorff ${measure}`, on, sense: 'at most', wanted },
  ...{ measured: meanOf(values), digits: 2, unit: ' mm' },
});

const stackResults = (phantoms: readonly PhantomResult[], stack: StackName): StackResult[] =>
  phantoms.flatMap(({ stacks }) => stacks[stack] ?? []);

const diceOf = (images: readonly ImageResult[], key: DiceKey): number[] =>
  present(images.map((i) => i.dice[key]));
const hausdorffOf = (images: readonly ImageResult[], key: SurfaceKey): number[] =>
  present(images.map((i) => i.hausdorffMm[key]));

/** Levels with their right name, of those shown, in per cent: of the phantoms whose counting is not in doubt. */
export function levelsRight(results: readonly StackResult[]): { right: number; counted: number } {
  const spines = results.flatMap(({ spine }) => spine ?? []);
  const sum = (key: 'right' | 'counted'): number => spines.reduce((total, spine) => total + spine[key], 0);
  return { right: sum('right'), counted: sum('counted') };
}

/** Angles and centre distances of all planes. */
export function planeErrors(results: readonly StackResult[]): { angles: number[]; centres: number[] } {
  const planes = results.flatMap(({ spine }) => spine?.planes ?? []);
  return { angles: planes.map((p) => p.angleDeg), centres: planes.map((p) => p.centreMm) };
}

/** What was asked for before training, and what was measured. `weightBytes`: of all networks together. */
export function targetsOf({ phantoms, real, slices }: Measurements, weightBytes: number): Target[] {
  const usual = phantoms.filter(({ transitional }) => !transitional);
  const t2 = stackResults(phantoms, 't2');
  const right = levelsRight(stackResults(usual, 't2'));
  const { angles, centres } = planeErrors(t2);
  const patients = `${real.length} test patients`;
  const onPhantoms = (stack: StackName): string =>
    `${stackResults(phantoms, stack).length} phantoms, ${STACK_TITLE[stack]}`;
  const limit = (measure: string, wanted: number, measured: number, unit: string): Target => ({
    ...{ measure, on: onPhantoms('t2'), sense: 'at most', wanted, measured, digits: 2, unit },
  });
  const t1Slices = slices.filter((s) => s.contrast === 'T1' && isShown(s));
  return [
    ...entries(PHANTOM_DICE).flatMap(([key, wanted]) =>
      TARGET_STACKS.map((stack) =>
        dice(key, onPhantoms(stack), wanted, diceOf(stackResults(phantoms, stack), key)),
      ),
    ),
    ...entries(REAL_DICE).map(([key, wanted]) => dice(key, patients, wanted, diceOf(real, key))),
    ...entries(HAUSDORFF_MM).flatMap(([key, wanted]) => [
      ...TARGET_STACKS.map((stack) =>
        distance(key, onPhantoms(stack), wanted, hausdorffOf(stackResults(phantoms, stack), key)),
      ),
      distance(key, patients, wanted, hausdorffOf(real, key)),
    ]),
    {
      ...{
        measure: 'levels right',
        on: `${onPhantoms('t2')}, non-transitional`,
        sense: 'at least',
        wanted: 99,
      },
      ...{ measured: (100 * right.right) / right.counted, digits: 1, unit: ' %' },
    },
    limit('plane of a disc: angle, median', 1, quantile(angles, 0.5), '°'),
    limit('plane of a disc: angle, 95th percentile', 2.5, quantile(angles, 0.95), '°'),
    limit('plane of a disc: centre, median', 0.8, quantile(centres, 0.5), ' mm'),
    dice(
      'vertebra',
      `${t1Slices.length} T1 pictures of spider-slices`,
      T1_SLICE_DICE,
      t1Slices.map((s) => s.dice),
    ),
    {
      ...{ measure: 'weights', on: 'download, all networks', sense: 'at most', wanted: 4 },
      ...{ measured: weightBytes / 1e6, digits: 2, unit: ' MB' },
    },
  ];
}

/** Vertebrae a picture must show for its Dice to say something. */
const LEAST_VERTEBRAE = 3;
export const isShown = ({ vertebrae }: { readonly vertebrae: number }): boolean =>
  vertebrae >= LEAST_VERTEBRAE;
