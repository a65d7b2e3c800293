export { planeError, aimError, compareAxial } from './axial';
export { rate } from './bands';
export { parseRubric, STANDARD_RUBRIC, type Criterion, type Rubric } from './rubric';
export { scorePrescription, type ScoreInput } from './score';
export { aimsFromPrescription, aimsFromSpine, type Aims, type AxialAim, type StackAim } from './targets';
export { parseSpine } from './spineSchema';
export type * from './types';
export * from './statistics';
