export { studentQuantile } from './distributions';
export { blandAltman, repeatability, type BlandAltman, type Repeatability } from './agreement';
export { blandAltmanRepeated, limitWithMean, type RepeatedBlandAltman } from './agreementRepeated';
export { aucCovariance, clusteredAuc, type AucCovariance } from './aucCovariance';
export { icc21, icc21OfRatings, type IntraclassCorrelation } from './icc';
export { lightKappa, weightedKappa, type KappaWeights, type MeanKappa, type WeightedKappa } from './kappa';
export {
  againstStandalone,
  obuchowskiRockette,
  testArms,
  type ArmDifference,
  type ArmEstimates,
  type ArmMean,
  type ArmTest,
  type MrmcResult,
} from './mrmc';
export { orNull, wilsonInterval, type Interval } from './interval';
export { lcCusum, signalChance, type LcCusum, type LcCusumDesign } from './lcCusum';
export {
  delong,
  delongPaired,
  rocCurve,
  type Auc,
  type AucDifference,
  type Marks,
  type RocPoint,
} from './roc';
export { cronbachAlpha, itemRestCorrelations, pearson, type Alpha, type Correlation } from './testTheory';
export type { Rating } from './twoWay';
export { meanDifference, type MeanDifference } from './welch';
