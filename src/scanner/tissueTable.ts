import { TISSUES, type FieldKey, type TissueRelaxation } from '../patient';
import type { FieldStrengthT } from './types';

const fieldKey = (fieldStrengthT: FieldStrengthT): FieldKey => `${fieldStrengthT}`;

/** Relaxation by tissue index of a phantom's tissue map. The one place where the scanner meets the patient's table. */
export const relaxationTable = (fieldStrengthT: FieldStrengthT): readonly TissueRelaxation[] =>
  TISSUES.map((tissue) => tissue.relaxation[fieldKey(fieldStrengthT)]);
