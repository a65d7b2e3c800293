import wasmUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { expose, transfer } from 'comlink';
import { isIsocenterError } from '../geometry';
import { segmentVolume, type Segmentation, type SegmentationStage } from '../segmentation';
import type { Volume } from '../volume';
import type { BackendName } from './backends';
import { createEngine, type Engine, type EngineReport } from './engine';
import { fetchShippedModels } from './shippedModels';

/** What the page may ask for; plain data only, so that it crosses to the worker. */
export interface SegmenterSettings {
  readonly order?: readonly BackendName[];
  readonly allowSoftware?: boolean;
  readonly wasmThreads?: number;
}

/** An IsocenterError as plain data: errors lose their own fields on the way through postMessage. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export type Outcome<T> =
  { readonly value: T } | { readonly expected: PlainError } | { readonly cancelled: true };

let engine: Promise<Engine> | undefined;
let running: AbortController | undefined;

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (running?.signal.aborted) return { cancelled: true };
    if (!isIsocenterError(error)) throw error;
    const { code, message, hint } = error;
    return { expected: { code, message, hint } };
  }
}

async function open(
  settings: SegmenterSettings,
  onProgress: (backend: BackendName, fraction: number) => void,
): Promise<Engine> {
  return createEngine({
    ...settings,
    models: await fetchShippedModels(),
    onProgress,
    wasmPaths: {
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedUrl,
    },
  });
}

const api = {
  /** Loads the models and takes the best backend. */
  start: (
    settings: SegmenterSettings,
    onProgress: (backend: BackendName, fraction: number) => void,
  ): Promise<Outcome<EngineReport>> =>
    outcome(async () => {
      engine = open(settings, onProgress);
      return (await engine).report;
    }),

  segment: (
    volume: Volume,
    onProgress: (stage: SegmentationStage, fraction: number) => void,
  ): Promise<Outcome<{ segmentation: Segmentation; report: EngineReport }>> =>
    outcome(async () => {
      if (!engine) throw new Error('the segmenter has not been started');
      const current = await engine;
      running = new AbortController();
      const segmentation = await segmentVolume(volume, current.networks, {
        now: () => performance.now(),
        onProgress,
        signal: running.signal,
      });
      return { segmentation, report: current.report };
    }).then((result) => ('value' in result ? transfer(result, buffersOf(result.value)) : result)),

  cancel: (): void => running?.abort(),
};

const buffersOf = ({ segmentation }: { segmentation: Segmentation }): ArrayBuffer[] => [
  segmentation.labels.data.buffer as ArrayBuffer,
];

export type SegmenterApi = typeof api;

expose(api);
