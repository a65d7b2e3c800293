export { blandAltman, repeatability, type BlandAltman, type Repeatability } from './agreement';
export { blandAltmanRepeated, limitWithMean, type RepeatedBlandAltman } from './agreementRepeated';
export { aucCovariance, clusteredAuc, type AucCovariance } from './aucCovariance';
export { icc21, type IntraclassCorrelation } from './icc';
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
export { wilsonInterval, type Interval } from './interval';
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
export { meanDifference, type MeanDifference } from './welch';
