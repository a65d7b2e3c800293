export { runLoop } from './runLoop';
export { assessSeries, type AssessedSeries, type Take } from './assessSeries';
export { correctedTake } from './correctedTake';
export { measuredDisc } from './measures';
export type * from './types';
