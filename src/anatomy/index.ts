export { spineFromLabels, lordosisDeg, slipMm, type SpineEstimate } from './spine';
