export { assessConfidence } from './confidence';
export { instanceMap, INSTANCE, type InstanceNames } from './instances';
export { spineFromLabels, lordosisDeg, slipMm, type SpineEstimate } from './spine';
export type { TransitionSign } from './transition';
