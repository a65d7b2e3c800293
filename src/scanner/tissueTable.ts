import { TISSUES, type FieldKey, type TissueSource } from '../patient';
import type { SignalTissue } from './pools';
import type { FieldStrengthT } from './types';

const fieldKey = (fieldStrengthT: FieldStrengthT): FieldKey => `${fieldStrengthT}`;

/**
 * Relaxation and fat fraction by tissue index of a phantom's tissue map, with the patient's own fat fractions where it has
 * any. The one place where the scanner meets the patient's table.
 */
export const relaxationTable = (
  fieldStrengthT: FieldStrengthT,
  fatFractions: TissueSource['fatFractions'] = {},
): readonly SignalTissue[] =>
  TISSUES.map(({ name, relaxation, fatFraction, r2PrimePerS }) => ({
    ...relaxation[fieldKey(fieldStrengthT)],
    fatFraction: fatFractions[name] ?? fatFraction,
    ...(r2PrimePerS === undefined ? {} : { r2PrimePerS }),
  }));
