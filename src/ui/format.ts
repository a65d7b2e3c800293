import type { Band } from '../exercise';
import { obliqueNotation, type Vec3 } from '../geometry';

/** 182 → `3:02` */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export { groupTitle } from '../planning';

/** The larger tilt, as a list has room for: `T>C −18.3°`. */
export const shortTilt = (normal: Vec3): string =>
  obliqueNotation(normal).split(' > ').slice(0, 2).join('>').replace('-', '−');

/** `+1.5`, `−0.3`, `0.0`: nothing has no sign. */
export function signed(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `71 %`; a dash where there is none. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${Math.round(value)} %`;

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Band in words: colour is never alone. */
export const BAND_WORDS: Record<Band, string> = {
  full: 'on target',
  pass: 'acceptable',
  partial: 'weak',
  fail: 'off',
  unknown: '–',
};

export const day = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

const ENGINES: Record<string, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain CPU',
};
export const engineName = (backend: string): string => ENGINES[backend] ?? backend;
