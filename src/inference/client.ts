import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { IsocenterError, type Vec3 } from '../geometry';
import type { AxialSegmentation, Segmentation, SegmentationStage } from '../segmentation';
import type { Volume } from '../volume';
import type { BackendName } from './backends';
import type { EngineReport } from './engine';
import type { Outcome, SegmenterApi, SegmenterSettings } from './worker';

export interface SegmenterOptions extends SegmenterSettings {
  /** While a backend starts and checks itself. */
  readonly onStart?: (backend: BackendName, fraction: number) => void;
}

export interface SegmentOptions {
  readonly onProgress?: (stage: SegmentationStage, fraction: number) => void;
  /** Stops after the layer being computed; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The networks in a worker of its own: the page stays free while it computes. */
export interface Segmenter {
  /** Which backend runs and why better ones were refused; changes when one fails. */
  readonly report: EngineReport;
  /** Labels on the volume's own grid. One at a time. The volume is copied to the worker, the labels are handed over. */
  segment(volume: Volume, options?: SegmentOptions): Promise<Segmentation>;
  /**
   * Labels the slices of an axial stack around a point in the canal near it (patient LPS, mm). Its network is loaded with the
   * first call.
   */
  labelAxial(
    volume: Volume,
    canal: Vec3,
    options?: Pick<SegmentOptions, 'signal'>,
  ): Promise<AxialSegmentation>;
  dispose(): void;
}

function unpack<T>(outcome: Outcome<T>, signal?: AbortSignal): T {
  if ('value' in outcome) return outcome.value;
  if ('expected' in outcome) {
    throw new IsocenterError(outcome.expected.code, outcome.expected.message, outcome.expected.hint);
  }
  throw signal?.reason ?? new DOMException('The segmentation was cancelled.', 'AbortError');
}

/** Starts the worker, loads the models and picks a backend. Throws `inference-no-backend`, `model-missing`, `model-damaged`. */
export async function createSegmenterWorker({
  onStart,
  ...settings
}: SegmenterOptions = {}): Promise<Segmenter> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'segmenter' });
  // A worker whose script fails to load answers nothing at all; without this the page would wait for ever.
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      reject(
        new IsocenterError(
          'inference-worker-failed',
          `The segmentation's background program stopped${event.message ? `: ${event.message}` : ''}.`,
          'Reload the page.',
        ),
      );
    };
  });
  broken.catch(() => undefined);
  const remote = wrap<SegmenterApi>(worker);
  const dispose = (): void => {
    remote[releaseProxy]();
    worker.terminate();
  };
  let report: EngineReport;
  try {
    report = unpack(
      await Promise.race([remote.start(settings, proxy(onStart ?? (() => undefined))), broken]),
    );
  } catch (error) {
    dispose();
    throw error;
  }
  /** Asks for one thing; the signal stops it. */
  async function ask<T>(
    signal: AbortSignal | undefined,
    work: (remote: Remote<SegmenterApi>) => Promise<Outcome<{ segmentation: T; report: EngineReport }>>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const cancel = (): void => void remote.cancel();
    signal?.addEventListener('abort', cancel);
    try {
      const result = unpack(await Promise.race([work(remote), broken]), signal);
      report = result.report;
      return result.segmentation;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
  return {
    get report() {
      return report;
    },
    segment: (volume, { onProgress, signal } = {}) =>
      ask(signal, (worker) => worker.segment(volume, proxy(onProgress ?? (() => undefined)))),
    labelAxial: (volume, canal, { signal } = {}) => ask(signal, (worker) => worker.labelAxial(volume, canal)),
    dispose,
  };
}
