import { proxy, releaseProxy, wrap } from 'comlink';
import { IsocenterError } from '../geometry';
import type { Segmentation, SegmentationStage } from '../segmentation';
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
  return {
    get report() {
      return report;
    },
    segment: async (volume, { onProgress, signal } = {}) => {
      signal?.throwIfAborted();
      const cancel = (): void => void remote.cancel();
      signal?.addEventListener('abort', cancel);
      try {
        const result = unpack(
          await Promise.race([remote.segment(volume, proxy(onProgress ?? (() => undefined))), broken]),
          signal,
        );
        report = result.report;
        return result.segmentation;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    dispose,
  };
}
