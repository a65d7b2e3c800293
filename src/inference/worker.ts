import wasmUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { expose, transfer } from 'comlink';
import { isIsocenterError, type Vec3 } from '../geometry';
import {
  labelAxialSlices,
  segmentVolume,
  type AxialSegmentation,
  type Segmentation,
  type SegmentationStage,
  type VnetRunner,
} from '../segmentation';
import type { LabelVolume, Volume } from '../volume';
import type { BackendName } from './backends';
import { createEngine, type Engine, type EngineReport } from './engine';
import { fetchAxialModel, fetchShippedModels } from './shippedModels';

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
/** Loaded when it is first asked for; a load that failed is tried again. */
let axial: Promise<VnetRunner> | undefined;
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

/** The engine, and the way to stop what it is about to do. */
async function begin(): Promise<{ current: Engine; signal: AbortSignal }> {
  if (!engine) throw new Error('the segmenter has not been started');
  const current = await engine;
  running = new AbortController();
  return { current, signal: running.signal };
}

async function axialNetwork(current: Engine): Promise<VnetRunner> {
  axial ??= fetchAxialModel().then((model) => current.add('axial', model));
  try {
    return await axial;
  } catch (error) {
    axial = undefined;
    throw error;
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
      const { current, signal } = await begin();
      const segmentation = await segmentVolume(volume, current.networks, {
        now: () => performance.now(),
        onProgress,
        signal,
      });
      return { segmentation, report: current.report };
    }).then(handOver),

  labelAxial: (
    volume: Volume,
    canal: Vec3,
  ): Promise<Outcome<{ segmentation: AxialSegmentation; report: EngineReport }>> =>
    outcome(async () => {
      const { current, signal } = await begin();
      const network = await axialNetwork(current);
      const segmentation = await labelAxialSlices(volume, network, canal, { signal });
      return { segmentation, report: current.report };
    }).then(handOver),

  cancel: (): void => running?.abort(),
};

/** The labels change hands. */
function handOver<T extends { readonly segmentation: { readonly labels: LabelVolume } }>(
  result: Outcome<T>,
): Outcome<T> {
  if (!('value' in result)) return result;
  return transfer(result, [result.value.segmentation.labels.data.buffer as ArrayBuffer]);
}

export type SegmenterApi = typeof api;

expose(api);
