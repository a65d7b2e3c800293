import { instanceMap } from '../anatomy';
import { IsocenterError } from '../geometry';
import { createEngine, type BackendName, type Engine } from '../inference';
import { writeNifti } from '../io';
import { segmentVolume } from '../segmentation';
import { assertNiftiName, readOneVolume, writeBytes } from './files';
import { readModels, wasmFolder } from './model';

export interface SegmentOptions {
  /** Path of the NIfTI label map to write, `.nii` or `.nii.gz`. */
  readonly out: string;
  /** `wasm`, `webgpu` or `cpu`; the best that runs in Node without further packages when left out. */
  readonly backend?: string;
  /** Number every vertebra and disc instead of labelling by class. */
  readonly instances?: boolean;
  /** Which of several volumes, from 0. */
  readonly volume?: number;
}

const NODE_BACKENDS: readonly BackendName[] = ['wasm', 'cpu'];

function chosenOrder(backend: string | undefined): readonly BackendName[] {
  if (backend === undefined) return NODE_BACKENDS;
  if (backend === 'wasm' || backend === 'cpu' || backend === 'webgpu') return [backend];
  throw new IsocenterError(
    'backend-unknown',
    `There is no backend "${backend}".`,
    'Give --backend wasm, webgpu or cpu, or leave it out.',
  );
}

/** @throws IsocenterError `backend-unknown` */
export const assertBackend = (backend: string | undefined): void => void chosenOrder(backend);

/** Node's WebGPU: Dawn, in a package of its own that is not installed with the program (130 MB). */
async function dawn(): Promise<{ gpu: GPU; release: () => void }> {
  const name = 'webgpu';
  let module: { create(options: string[]): GPU; globals: object };
  try {
    module = (await import(name)) as typeof module;
  } catch (cause) {
    throw new IsocenterError(
      'webgpu-missing',
      'WebGPU in Node needs the package "webgpu", which is not installed.',
      'Run: npm install --no-save webgpu, or leave --backend out.',
      { cause },
    );
  }
  Object.assign(globalThis, module.globals);
  const gpu = module.create([]);
  // TensorFlow.js asks for navigator.gpu, and Node 20 has no navigator. Node does not end while it is referenced.
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  const release = (): void => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  };
  return { gpu, release };
}

/**
 * An engine for Node with the shipped networks; that of axial slices only where `withAxial` asks for it, for each network costs a
 * self-check. A backend that was asked for by name is never replaced by another.
 */
export async function createNodeEngine(
  backend?: string,
  { withAxial = false }: { readonly withAxial?: boolean } = {},
): Promise<Engine> {
  const order = chosenOrder(backend);
  const { axial, ...sagittal } = await readModels();
  const models = withAxial ? { ...sagittal, axial } : sagittal;
  const opened = backend === 'webgpu' ? await dawn() : undefined;
  try {
    const engine = await createEngine({
      models,
      order,
      wasmPaths: wasmFolder(),
      allowSoftware: true,
      gpu: opened?.gpu,
    });
    const dispose = (): void => {
      engine.dispose();
      opened?.release();
    };
    return Object.create(engine, { dispose: { value: dispose } }) as Engine;
  } catch (error) {
    opened?.release();
    throw error;
  }
}

/** `segment IN --out labels.nii.gz`: labels on the input's own grid. */
export async function runSegment(
  input: string,
  options: SegmentOptions,
  out: (text: string) => void,
): Promise<void> {
  // What can be refused at once is refused before minutes of work.
  assertNiftiName(options.out);
  assertBackend(options.backend);
  const volume = await readOneVolume(input, options.volume);
  const engine = await createNodeEngine(options.backend);
  try {
    const segmentation = await segmentVolume(volume, engine.networks, { now: () => performance.now() });
    const { labels, timings, confidence, structureConfidence, backend } = segmentation;
    const instances = options.instances ? instanceMap(labels) : undefined;
    const map = instances?.map ?? labels;
    await writeBytes(options.out, writeNifti(map, { gzip: options.out.endsWith('.gz') }));
    const perStructure = Object.entries(structureConfidence)
      .map(([name, dice]) => `${name} ${dice === null ? 'not seen' : dice.toFixed(3)}`)
      .join(', ');
    const s = (ms: number): string => (ms / 1000).toFixed(2);
    out(
      `${options.out}: ${backend} (${engine.report.description}), expected Dice ${confidence.toFixed(3)} ` +
        `(${perStructure}); locator ${s(timings.locateMs)} s, conform ${s(timings.conformMs)} s, network ${s(timings.networkMs)} s, labels ${s(timings.postMs)} s`,
    );
    for (const [number, name] of Object.entries(instances?.names ?? {})) out(`${number} ${name}`);
  } finally {
    engine.dispose();
  }
}
