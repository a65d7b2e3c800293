export * from './arms';
export * from './assessment';
export * from './attempt';
export { ARMS, BANDS } from './attemptParts';
export * from './caseReducer';
export * from './caseState';
export * from './queue';
export * from './scenario';
export * from './scenarioGroups';
