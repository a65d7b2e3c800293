export { axialMeasures, type AxialMeasures, type DiscPlaceOnAxials, type HerniationExtent } from './axial';
export { assessConfidence } from './confidence';
export { instanceMap, INSTANCE, type InstanceNames } from './instances';
export {
  sagittalMeasures,
  type CobbAngle,
  type Deformity,
  type Listhesis,
  type Measured,
  type SagittalDisc,
  type SagittalMeasures,
  type SagittalVertebra,
} from './sagittal';
export {
  calibrated,
  evidenceOf,
  logOdds,
  marksOf,
  PRESENT_BELOW,
  readDisc,
  type DiscReading,
} from './reading';
export { spineFromLabels, type SpineEstimate } from './spine';
export type { TransitionSign } from './transition';
