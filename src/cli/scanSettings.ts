import { IsocenterError, type Vec3 } from '../geometry';
import {
  sequenceByName,
  withSetting,
  type FieldStrengthT,
  type Sequence,
  RESTING_PHYSIOLOGY,
} from '../scanner';
import physiologySettings from './physiology.json';

/** Field strength of an option, or a named refusal. */
export function fieldStrength(text: string): FieldStrengthT {
  if (text === '0.55') return 0.55;
  if (text === '1.5') return 1.5;
  if (text === '3') return 3;
  throw new IsocenterError(
    'field-strength-unknown',
    `There is no scanner of ${text} T here.`,
    'Use 0.55, 1.5 or 3.',
  );
}

/** A preset with the values of `--set key=value` options in place of its own. */
export function sequenceWith(name: string, field: string | undefined, settings: readonly string[]): Sequence {
  return settings.reduce(
    (sequence, setting) => {
      const [key = '', ...value] = setting.split('=');
      if (value.length > 0) return withSetting(sequence, key, value.join('='));
      throw new IsocenterError(
        'setting-without-value',
        `"${setting}" does not set anything.`,
        'Write the name of the value, = and the value, e.g. repetitionTimeMs=3000.',
      );
    },
    sequenceByName(name, field === undefined ? undefined : fieldStrength(field)),
  );
}

/** A length of an option in mm, 0 or more. */
function breathMm(text: string): number {
  const value = Number(text);
  const { maximumMm } = physiologySettings.breathing;
  if (text.trim() !== '' && value >= 0 && value <= maximumMm) return value;
  throw new IsocenterError(
    'breathing-out-of-range',
    `A breath of "${text}" mm is not possible.`,
    `Give a number from 0 to ${maximumMm}.`,
  );
}

export interface PhysiologyOptions {
  /** How far the belly rises on breathing in, mm. */
  readonly breathing?: string;
  readonly pulsation?: boolean;
}

/** A patient at rest who breathes and whose CSF pulsates as asked for; undefined when neither was. */
export function physiologyOf({ breathing = '0', pulsation = false }: PhysiologyOptions) {
  const breathingAmplitudeMm = breathMm(breathing);
  if (breathingAmplitudeMm === 0 && !pulsation) return undefined;
  const { breathingPeriodS, heartRatePerMin } = RESTING_PHYSIOLOGY;
  return { breathingAmplitudeMm, csfPulsation: pulsation ? 1 : 0, breathingPeriodS, heartRatePerMin };
}

/** `0.5@2,0,-3`: half-way through the scan the patient moves by 2 mm to the left and 3 mm towards the feet. */
export function bulkMotion(text: string): { readonly atFraction: number; readonly shiftMm: Vec3 } {
  const [at = '', shift = ''] = text.split('@');
  const [x, y, z, ...more] = shift.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const atFraction = at.trim() === '' ? Number.NaN : Number(at);
  const isShift = [x, y, z].every((value) => Number.isFinite(value)) && more.length === 0;
  if (isShift && x !== undefined && y !== undefined && z !== undefined && atFraction >= 0 && atFraction <= 1)
    return { atFraction, shiftMm: [x, y, z] };
  throw new IsocenterError(
    'motion-invalid',
    `"${text}" does not describe a movement.`,
    'Write when, as a share of the scan, @ and the shift in mm to the left, back and head, e.g. 0.5@2,0,-3.',
  );
}
