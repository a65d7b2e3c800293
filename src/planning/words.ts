import { radToDeg } from '../geometry';

/** Numbers as they stand in decisions. */
export const mm = (value: number): string => `${value.toFixed(0)} mm`;
export const deg = (value: number): string => `${Math.abs(value).toFixed(0)}°`;
export const asin = (sine: number): number => radToDeg(Math.asin(Math.max(-1, Math.min(1, sine))));
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Minutes and seconds, e.g. `3:07`. */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `A`, `A and B`, `A, B and C`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
