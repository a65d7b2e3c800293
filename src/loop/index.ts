export { runLoop } from './runLoop';
export { assessSeries, type AssessedSeries, type Take } from './assessSeries';
export { correctedTake } from './correctedTake';
export { measureAxialSeries, measuredDisc, measureSagittalSeries } from './measures';
export type * from './types';
