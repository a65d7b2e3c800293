export { checkSeries } from './check';
export { checkKnown, type KnownRun } from './known';
export { applyCorrection, type Corrected } from './corrections';
export type * from './types';
