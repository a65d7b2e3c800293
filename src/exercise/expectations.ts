import { discTitle, type PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import type { ScenarioTask } from './scenarioTasks';

export type Expectations = Extract<ScenarioTask, { kind: 'parameters' }>['expect'];
export type Expectation = Expectations[string];

/** A value that is not as it should be. */
export interface UnmetExpectation {
  /** Name of the slice group; absent of a value of the sequence. */
  readonly group?: string;
  readonly key: string;
  readonly value: unknown;
  readonly expected: Expectation;
}

function meets(value: unknown, expected: Expectation): boolean {
  if ('is' in expected) return value === expected.is;
  const { min = -Infinity, max = Infinity } = expected;
  return typeof value === 'number' && value >= min && value <= max;
}

/** Values that are not as they should be. */
export function unmetExpectations(expect: Expectations, sequence: Sequence): UnmetExpectation[] {
  return unmetIn(expect, { ...sequence });
}

const unmetIn = (
  expect: Readonly<Record<string, Expectation | undefined>>,
  values: Readonly<Record<string, unknown>>,
): UnmetExpectation[] =>
  Object.entries(expect).flatMap(([key, expected]) =>
    expected === undefined || meets(values[key], expected) ? [] : [{ key, value: values[key], expected }],
  );

type ParametersTask = Extract<ScenarioTask, { kind: 'parameters' }>;

/** How many values a task asks for. */
export const expectationCount = ({ expect, slices = [] }: ParametersTask): number =>
  slices.reduce(
    (sum, { group: _, ...ranges }) => sum + Object.keys(ranges).length,
    Object.keys(expect).length,
  );

/** Values of a sequence and its slice groups that are not as a task asks for. A group that is not there has none of them. */
export function unmetByTask(
  { expect, slices = [] }: ParametersTask,
  sequence: Sequence,
  groups: readonly PlannedGroup[],
): UnmetExpectation[] {
  const ofSlices = slices.flatMap(({ group: name, ...ranges }) => {
    const group = groups.find((candidate) => candidate.name === name);
    return unmetIn(ranges, { ...group }).map((unmet) => ({ ...unmet, group: name }));
  });
  return [...unmetExpectations(expect, sequence), ...ofSlices];
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, ' ms'],
  [/Mm$|^slice(Thickness|Gap)$/, ' mm'],
  [/Deg$/, '°'],
  [/HzPerPixel$/, ' Hz per pixel'],
  [/StrengthT$/, ' T'],
];
/** Shares that consoles show in percent. */
const PERCENT_KEYS: readonly string[] = ['phaseOversampling', 'phaseResolution', 'partialFourier'];

/** `inversionTimeMs` → `inversion time`. */
export const valueName = (key: string): string =>
  key
    .replace(/(Ms|Mm|Deg|HzPerPixel|(?<=Strength)T)$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const number = (value: number): string => String(Number(value.toFixed(2)));

function valueWords(key: string, value: unknown): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'number') return String(value);
  if (PERCENT_KEYS.includes(key)) return `${number(100 * value)} %`;
  const unit = UNITS.find(([end]) => end.test(key))?.[1] ?? '';
  return `${number(value)}${unit}`;
}

/** The lower end of a range: its unit stands after the upper one. */
const bare = (key: string, value: number): string => valueWords(key, value).split(' ')[0] ?? '';

/** `210–240 ms`, `at least 2`, `RL`. */
function expectedWords(key: string, expected: Expectation): string {
  if ('is' in expected) return valueWords(key, expected.is);
  const { min, max } = expected;
  if (min !== undefined && max !== undefined) return `${bare(key, min)}–${valueWords(key, max)}`;
  if (min !== undefined) return `at least ${valueWords(key, min)}`;
  return max === undefined ? 'any' : `at most ${valueWords(key, max)}`;
}

/** `inversion time 150 ms, right is 210–240 ms`; of a slice group with its disc or name before it. */
export function unmetWords({ group, key, value, expected }: UnmetExpectation): string {
  const found = `${valueName(key)} ${valueWords(key, value)}`;
  const words = `${found}, right is ${expectedWords(key, expected)}`;
  return group === undefined ? words : `${discTitle(group)}: ${words}`;
}
