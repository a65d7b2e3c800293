export { runLoop } from './runLoop';
export type * from './types';
