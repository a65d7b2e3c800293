import { IsocenterError, isIsocenterError } from '../geometry';
import type { VnetInput, VnetManifest, VnetRunner, VnetRunOptions } from '../segmentation';
import {
  backendStarters,
  largestTensorBytes,
  type BackendName,
  type BackendOptions,
  type BackendStarter,
  type StartedBackend,
} from './backends';
import type { Model } from './model';
import { selfCheck, type SelfCheckResult } from './selfCheck';

export interface RefusedBackend {
  readonly backend: BackendName;
  /** Why, as the end of a sentence: "WebGPU is not used: …". */
  readonly reason: string;
}

/** Which backend runs and why better ones do not: for the interface. */
export interface EngineReport {
  readonly chosen: BackendName;
  readonly description: string;
  readonly refused: readonly RefusedBackend[];
  readonly selfCheck: SelfCheckResult;
  /** Loading, shader compilation and self-check of the chosen backend. */
  readonly startMs: number;
}

export interface Engine extends VnetRunner {
  readonly backend: BackendName;
  /** Changes when a backend fails later and the next one takes over. */
  readonly report: EngineReport;
  readonly manifest: VnetManifest;
  dispose(): void;
}

export interface EngineOptions extends BackendOptions {
  readonly model: Model;
  /** Best first. */
  readonly order?: readonly BackendName[];
  /** 0 … 1 of one backend's start and self-check. */
  readonly onProgress?: (backend: BackendName, fraction: number) => void;
  /** Tests bring their own. */
  readonly starters?: Partial<Record<BackendName, BackendStarter>>;
}

export const BACKEND_ORDER: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

interface Running {
  readonly backend: StartedBackend;
  readonly check: SelfCheckResult;
  readonly startMs: number;
}

/**
 * Takes the first backend that starts and passes the self-check. When it fails later (device lost, memory, a result
 * that cannot be), the next one takes over and the run is done again.
 * Throws `inference-no-backend` when none is left.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { model, order = BACKEND_ORDER } = options;
  const starters = { ...backendStarters(options), ...options.starters };
  const refused: RefusedBackend[] = [];
  const waiting = [...order];
  const next = async (): Promise<Running> => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      try {
        return await tryBackend(starters[name], name, options);
      } catch (error) {
        refused.push({ backend: name, reason: reasonOf(error) });
      }
    }
    throw new IsocenterError(
      'inference-no-backend',
      `The network cannot run here: ${refused.map((r) => `${r.backend}: ${r.reason}`).join('; ')}.`,
      'Choose another backend, a current browser, a computer with at least 4 GB of memory, or a smaller image.',
    );
  };
  let running = await next();
  return {
    manifest: model.manifest,
    get backend() {
      return running.backend.name;
    },
    get report() {
      const { backend, check, startMs } = running;
      return {
        chosen: backend.name,
        description: backend.description,
        refused: [...refused],
        selfCheck: check,
        startMs,
      };
    },
    run: async (input, runOptions = {}) => {
      for (;;) {
        try {
          return await guardedRun(running.backend, model.manifest, input, runOptions);
        } catch (error) {
          if (runOptions.signal?.aborted) throw error;
          refused.push({ backend: running.backend.name, reason: reasonOf(error) });
          disposeQuietly(running.backend);
          running = await next();
        }
      }
    },
    dispose: () => disposeQuietly(running.backend),
  };
}

async function tryBackend(
  start: BackendStarter,
  name: BackendName,
  { model, onProgress }: EngineOptions,
): Promise<Running> {
  const started = performance.now();
  onProgress?.(name, 0);
  const backend = await withinTime(start(model));
  try {
    const check = await selfCheck(model, backend, backend.halfPrecision, (f) => onProgress?.(name, f));
    if (!check.passed) {
      const found = Number.isNaN(check.maxAbsDifference)
        ? 'gives no numbers'
        : `differs by ${check.maxAbsDifference.toPrecision(2)} (allowed ${check.tolerance})`;
      throw new Error(`its self-check ${found}`);
    }
    return { backend, check, startMs: performance.now() - started };
  } catch (error) {
    disposeQuietly(backend);
    throw error;
  }
}

/** A driver or a worker may answer never; the shaders are compiled later, in the self-check. */
const START_LIMIT_MS = 60_000;

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not start within a minute')), START_LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A device that ran out of something returns zeros without an error: such a result is a failure too. */
async function guardedRun(
  backend: StartedBackend,
  manifest: VnetManifest,
  input: VnetInput,
  options: VnetRunOptions,
): Promise<Float32Array> {
  const total = manifest.cost.peakBytesPerVoxel * input.data.length;
  const largest = largestTensorBytes(manifest, input.data.length);
  if (total > backend.maxTotalBytes || largest > backend.maxTensorBytes) {
    throw new Error(`an image of this size needs ${Math.ceil(total / 2 ** 20)} MB, more than it can hold`);
  }
  const logits = await backend.run(input, options);
  if (!logits.every(Number.isFinite)) throw new Error('it gave values that are not numbers');
  if (!logits.some((value) => value !== 0)) throw new Error('it gave nothing but zeros');
  return logits;
}

const reasonOf = (error: unknown): string => {
  const text = isIsocenterError(error) || error instanceof Error ? error.message : String(error);
  return text.replace(/\.$/, '');
};

/** A lost device may throw while its tensors are freed; nothing is left to free then. */
function disposeQuietly(backend: StartedBackend): void {
  try {
    backend.dispose();
  } catch {
    // The device is gone, and its memory with it.
  }
}
