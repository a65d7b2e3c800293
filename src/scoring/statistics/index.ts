export { blandAltman, repeatability, type BlandAltman, type Repeatability } from './agreement';
export { icc21, type IntraclassCorrelation } from './icc';
export { wilsonInterval, type Interval } from './interval';
export {
  delong,
  delongPaired,
  rocCurve,
  type Auc,
  type AucDifference,
  type Marks,
  type RocPoint,
} from './roc';
