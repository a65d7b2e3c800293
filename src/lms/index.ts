export * from './learningRecord';
export { ScormReporter, type ScormStatus } from './scorm/scormReporter';
export { SCORM_VERSIONS, type ScormVersion } from './scorm/runtime';
