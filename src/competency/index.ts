export * from './certificate';
export * from './chosen';
export * from './classBook';
export * from './cohort';
export * from './counted';
export * from './csv';
export * from './interObserver';
export * from './items';
export * from './learningCurve';
export * from './planeReadings';
export * from './readingArm';
export * from './record';
export {
  readRecordText,
  recordBundleToJson,
  type ImportedAttempt,
  type ImportedFile,
  type RecordBundle,
  type Refusal,
  type Seal,
} from './recordBundle';
export * from './separation';
