export {
  BACKEND_ORDER,
  createEngine,
  type Engine,
  type EngineOptions,
  type EngineReport,
  type RefusedBackend,
} from './engine';
export type { BackendName, BackendOptions, BackendStarter, StartedBackend } from './backends';
export { createModel, fetchModel, type Model, type Models, type NetworkName } from './model';
export { createSegmenterWorker, type Segmenter, type SegmenterOptions, type SegmentOptions } from './client';
