import type { Sequence } from '../scanner';
import type { ScenarioTask } from './scenarioTasks';

export type Expectations = Extract<ScenarioTask, { kind: 'parameters' }>['expect'];
export type Expectation = Expectations[string];

/** A value that is not as it should be. */
export interface UnmetExpectation {
  readonly key: string;
  readonly value: unknown;
  readonly expected: Expectation;
}

function meets(value: unknown, expected: Expectation): boolean {
  if ('is' in expected) return value === expected.is;
  const { min = -Infinity, max = Infinity } = expected;
  return typeof value === 'number' && value >= min && value <= max;
}

/** Values of a sequence that are not as they should be. */
export function unmetExpectations(expect: Expectations, sequence: Sequence): UnmetExpectation[] {
  const values: Record<string, unknown> = { ...sequence };
  return Object.entries(expect).flatMap(([key, expected]) =>
    meets(values[key], expected) ? [] : [{ key, value: values[key], expected }],
  );
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, ' ms'],
  [/Deg$/, '°'],
  [/HzPerPixel$/, ' Hz per pixel'],
  [/StrengthT$/, ' T'],
];
/** Shares that consoles show in percent. */
const PERCENT_KEYS: readonly string[] = ['phaseOversampling', 'phaseResolution', 'partialFourier'];

/** `inversionTimeMs` → `inversion time`. */
export const valueName = (key: string): string =>
  key
    .replace(/(Ms|Deg|HzPerPixel|(?<=Strength)T)$/, '')
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

/** `210 ms to 240 ms`, `at least 2`, `RL`. */
function expectedWords(key: string, expected: Expectation): string {
  if ('is' in expected) return valueWords(key, expected.is);
  const { min, max } = expected;
  if (min !== undefined && max !== undefined) return `${valueWords(key, min)} to ${valueWords(key, max)}`;
  if (min !== undefined) return `at least ${valueWords(key, min)}`;
  return max === undefined ? 'any' : `at most ${valueWords(key, max)}`;
}

/** `inversion time 150 ms, right is 210 ms to 240 ms` */
export const unmetWords = ({ key, value, expected }: UnmetExpectation): string =>
  `${valueName(key)} ${valueWords(key, value)}, right is ${expectedWords(key, expected)}`;
