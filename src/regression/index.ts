export {
  agreementOf,
  DICE_KEYS,
  phantomAgreement,
  surfaceAgreement,
  SURFACE_KEYS,
  type Agreement,
  type DiceKey,
  type Measured,
  type SurfaceKey,
} from './agreement';
export { discsAgainstTruth, type DiscError, type DiscsAgainstTruth } from './discs';
export { coveredSlices, FINE_MM, fineGrid, TRUE_ARCH, truthOn } from './fineGrid';
export { discUnder, planeError, type PlaneError } from './planes';
export { readingKey, type Measure, type Readings } from './readings';
export {
  isCounted,
  readSagittal,
  SAGITTAL_MEASURES,
  trueReadings,
  type SagittalReading,
} from './sagittalReadings';
export {
  compareRecords,
  type Compared,
  type RegressionReport,
  type Verdict,
  type WorstCase,
} from './compare';
export { FINGERPRINT_LENGTH, fingerprint, fingerprintChange } from './fingerprint';
export { assertOneRun, mergeRecords, parseShard, partOf, shardOfEnvironment, type Shard } from './shards';
export { BASELINE_HINT, isBaseline, parseBaseline } from './baseline';
export { openRun, sortRunFiles, type OpenedRun, type RunFiles, type TextFile } from './openRun';
export { caseRows, type CaseRow } from './caseRows';
export { labelsFrom, OWN_PARTS } from './ownParts';
export { OUTLINE, outlinesOf } from './outlines';
export { caseValue } from './statistic';
export type { Algorithms } from './algorithms';
export { CENTRAL_STENOSIS, HERNIATION, presenceOf, readingJudgements, RECESS_STENOSIS } from './judgements';
export { labelsOnImage, trueLabelsOn } from './onImage';
export { METRICS, type Metric } from './metrics';
export * from './record';
export { runCase, type RunContext } from './runCase';
export { runVolumeCase } from './runVolumeCase';
export {
  casesOf,
  identityOf,
  isVolumeCase,
  parseSuite,
  type PhantomCase,
  type RegressionCase,
  type Suite,
  type VolumeCase,
} from './suite';
export {
  metricFigure,
  metricTitle,
  reproduceCommand,
  stageTimes,
  stratumWords,
  type StageTimes,
} from './words';
