export * from './attempt';
export * from './caseReducer';
export * from './caseState';
export * from './queue';
export * from './scenario';
