export { measureAxialSeries, measuredDisc } from './axial';
export { measureSagittalSeries } from './sagittal';
