export { MeasureBook } from './measureBook';
export type { Measure, MeasureKind } from './measure';
