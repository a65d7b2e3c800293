import { msg } from '@lit/localize';
import type { Band } from '../exercise';
import { obliqueNotation, type CardinalOrientation, type Vec3 } from '../geometry';
import { groupTitle as coreTitle } from '../planning';
import { decimal, language, said, type Language } from './language';

/** 182 → `3:02`; a dash where there is no end to it. */
export function minutes(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** What a slice group is called, in the language of the page. */
export const groupTitle = (group: Parameters<typeof coreTitle>[0]): string => said(coreTitle(group));

const PLANES: Record<CardinalOrientation, () => string> = {
  sagittal: () => msg('sagittal'),
  coronal: () => msg('coronal'),
  axial: () => msg('axial'),
};
export const planeName = (orientation: CardinalOrientation): string => PLANES[orientation]();

/** The larger tilt, as a list has room for: `T>C −18.3°`. */
export const shortTilt = (normal: Vec3): string =>
  obliqueNotation(normal).split(' > ').slice(0, 2).join('>').replace('-', '−');

/** `+1.5`, `−0.3`, `0.0`: nothing has no sign. */
export function signed(value: number, digits = 1): string {
  const text = decimal(Math.abs(value), digits);
  if (Number(Math.abs(value).toFixed(digits)) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `71 %`; a dash where there is none. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${Math.round(value)} %`;

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Band in words: colour is never alone. */
const BAND_WORDS: Record<Band, () => string> = {
  full: () => msg('on target'),
  pass: () => msg('acceptable'),
  partial: () => msg('weak'),
  fail: () => msg('off'),
  unknown: () => '–',
};
export const bandWords = (band: Band): string => BAND_WORDS[band]();

/** Dates of the page are British where they are not German. */
const REGIONS: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };
export const region = (): string => REGIONS[language()];

export const day = (iso: string): string =>
  new Date(iso).toLocaleString(region(), { dateStyle: 'medium', timeStyle: 'short' });

const ENGINES: Record<string, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
};
export const engineName = (backend: string): string =>
  backend === 'cpu' ? msg('plain CPU') : (ENGINES[backend] ?? backend);
