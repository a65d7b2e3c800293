export * from './aiClient';
export * from './appState';
export * from './attemptStore';
export * from './caseController';
export * from './engines';
export { toCaseError } from './errors';
export type { GroupChange } from './planActions';
export * from './scannerClient';
export { scorer } from './scorer';
