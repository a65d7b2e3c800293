export * from './palette';
export { viewPicture } from './picture';
export type { PhaseMark } from './phaseShapes';
export * from './planView';
export { discText } from './readout';
export * from './types';
export type { SliceView } from './sliceView';
export { MeasureBook, type MeasureKind } from './tools';
export { autoWindow, paintGrey, type WindowLevel } from './windowLevel';
export { WINDOW_PRESETS, type WindowPreset } from './windowPresets';
export * from './seriesViewer';
export type { CrossingMark } from './crossingMarks';
import type { SpineScene } from './spineScene';

export type { LookFrom, SpineScene, SpineSceneEvents } from './spineScene';

/** The 3-D scene's class; three.js is loaded only here, the first time the scene is wanted. */
export const loadSpineScene = async (): Promise<typeof SpineScene> =>
  (await import('./spineScene')).SpineScene;
export { wordViews } from './wording';
