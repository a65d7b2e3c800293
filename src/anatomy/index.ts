export { assessConfidence } from './plausibility';
export { instanceMap, INSTANCE, type InstanceNames } from './instances';
export { spineFromLabels, lordosisDeg, slipMm, type SpineEstimate } from './spine';
