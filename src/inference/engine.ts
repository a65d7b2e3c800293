import { IsocenterError, isIsocenterError } from '../geometry';
import {
  planPatches,
  runInPatches,
  type Networks,
  type VnetInput,
  type VnetManifest,
  type VnetRunner,
  type VnetRunOptions,
} from '../segmentation';
import {
  backendStarters,
  mostVoxels,
  type BackendName,
  type BackendOptions,
  type BackendStarter,
  type StartedBackend,
} from './backends';
import { modelOf, NETWORK_NAMES, type Model, type Models, type NetworkName } from './model';
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
  /** Of the network that differs most from its stored logits. */
  readonly selfCheck: SelfCheckResult;
  /** Loading, shader compilation and self-checks of the chosen backend. */
  readonly startMs: number;
}

/** All networks on one backend at a time. */
export interface Engine {
  readonly networks: Networks;
  /** Changes when a backend fails later and the next one takes over, with every network. */
  readonly backend: BackendName;
  readonly report: EngineReport;
  /**
   * One more network, checked like the others: on the running backend, or with all of them on the next one where it fails
   * there. Not while another runs.
   */
  add(name: NetworkName, model: Model): Promise<VnetRunner>;
  dispose(): void;
}

export interface EngineOptions extends BackendOptions {
  readonly models: Models;
  /** Best first. */
  readonly order?: readonly BackendName[];
  /** 0 … 1 of one backend's start and self-checks. */
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
 * Takes the first backend that starts and passes the self-check of every network. When it fails later (device lost,
 * memory, a result that cannot be), the next one takes over and the run is done again.
 * Throws `inference-no-backend` when none is left.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { order = BACKEND_ORDER } = options;
  let { models } = options;
  const starters = { ...backendStarters(options), ...options.starters };
  const refused: RefusedBackend[] = [];
  const waiting = [...order];
  const next = async (): Promise<Running> => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      try {
        return await tryBackend(starters[name], name, { ...options, models });
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
  const failed = async (backend: StartedBackend, error: unknown): Promise<void> => {
    refused.push({ backend: backend.name, reason: reasonOf(error) });
    disposeQuietly(backend);
    running = await next();
  };
  const runner = (name: NetworkName): VnetRunner => ({
    manifest: modelOf(models, name).manifest,
    get backend() {
      return running.backend.name;
    },
    run: async (input, runOptions = {}) => {
      for (;;) {
        const { backend } = running;
        try {
          return await guardedRun(backend, modelOf(models, name).manifest, name, input, runOptions);
        } catch (error) {
          if (runOptions.signal?.aborted) throw error;
          await failed(backend, error);
        }
      }
    },
  });
  return {
    networks: {
      vnet: runner('vnet'),
      ...(models.locator ? { locator: runner('locator') } : {}),
      ...(models.axial ? { axial: runner('axial') } : {}),
    },
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
    add: async (name, model) => {
      models = { ...models, [name]: model };
      const { backend, check } = running;
      try {
        backend.load(name, model);
        running = { ...running, check: worst([check, await checked(backend, name, model)]) };
      } catch (error) {
        await failed(backend, error);
      }
      return runner(name);
    },
    dispose: () => disposeQuietly(running.backend),
  };
}

async function tryBackend(
  start: BackendStarter,
  name: BackendName,
  { models, onProgress }: EngineOptions,
): Promise<Running> {
  const started = performance.now();
  onProgress?.(name, 0);
  const backend = await withinTime(start(models));
  try {
    const names = NETWORK_NAMES.filter((network) => models[network]);
    const checks: SelfCheckResult[] = [];
    for (const [n, network] of names.entries()) {
      checks.push(
        await checked(backend, network, modelOf(models, network), (fraction) =>
          onProgress?.(name, (n + fraction) / names.length),
        ),
      );
    }
    return { backend, check: worst(checks), startMs: performance.now() - started };
  } catch (error) {
    disposeQuietly(backend);
    throw error;
  }
}

const worst = (checks: readonly SelfCheckResult[]): SelfCheckResult =>
  checks.reduce((a, b) => (b.maxAbsDifference > a.maxAbsDifference ? b : a));

/** The self-check of one network. @throws Error where it is not passed */
async function checked(
  backend: StartedBackend,
  network: NetworkName,
  model: Model,
  onProgress?: (fraction: number) => void,
): Promise<SelfCheckResult> {
  const run: VnetRunner['run'] = (input, o) => backend.run(network, input, o);
  const check = await selfCheck(model, { run }, backend.halfPrecision, onProgress);
  if (check.passed) return check;
  const found = Number.isNaN(check.maxAbsDifference)
    ? 'gives no numbers'
    : `differs by ${check.maxAbsDifference.toPrecision(2)} (allowed ${check.tolerance})`;
  throw new Error(`its self-check of the ${network} ${found}`);
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

/**
 * What does not fit is run in patches. A device that ran out of something returns zeros without an error: such a result
 * is a failure too.
 */
async function guardedRun(
  backend: StartedBackend,
  manifest: VnetManifest,
  name: NetworkName,
  input: VnetInput,
  options: VnetRunOptions,
): Promise<Float32Array> {
  const most = mostVoxels(manifest, backend);
  const voxels = input.data.length;
  const mostRows = Math.floor(most / (input.slices * input.columns));
  const patches = voxels <= most ? undefined : planPatches(input.rows, mostRows, manifest);
  if (patches === null) {
    const megabytes = Math.ceil((manifest.cost.peakBytesPerVoxel * voxels) / 2 ** 20);
    throw new Error(`an image of this size needs ${megabytes} MB, more than it can hold`);
  }
  const run: VnetRunner['run'] = (part, o) => backend.run(name, part, o);
  const logits = patches
    ? await runInPatches(run, input, patches, manifest.classes.length, options)
    : await run(input, options);
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
