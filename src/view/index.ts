export * from './palette';
export * from './planView';
export * from './types';
export type { SliceView } from './sliceView';
export type { WindowLevel } from './windowLevel';
export * from './seriesViewer';
