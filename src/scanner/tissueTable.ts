import { TISSUES, type TissueRelaxation } from '../patient';
import type { FieldStrengthT } from './types';

/** Relaxation by tissue index of a phantom's tissue map. The one place where the scanner meets the patient's table. */
export const relaxationTable = (fieldStrengthT: FieldStrengthT): readonly TissueRelaxation[] =>
  TISSUES.map((tissue) => tissue.relaxation[fieldStrengthT === 3 ? '3' : '1.5']);
