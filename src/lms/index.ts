export { browserEngines } from './browserEngines';
export { Learning } from './learning';
export * from './learningRecord';
export { readLaunch, type PackageLaunch } from './package/launch';
export * from './package/scormPackage';
export { startPackage } from './package/start';
export { SCORM_VERSIONS, type ScormVersion } from './scorm/runtime';
export { ScormReporter, type ScormStatus } from './scorm/scormReporter';
