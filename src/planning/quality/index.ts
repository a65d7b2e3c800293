export { checkSeries } from './check';
export { applyCorrection, type Corrected } from './corrections';
export type * from './types';
