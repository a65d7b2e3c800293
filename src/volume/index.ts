export * from './labels';
export * from './volume';
export * from './sample';
