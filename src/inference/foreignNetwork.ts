import type * as Tf from '@tensorflow/tfjs';
import { IsocenterError } from '../geometry';
import type { LabelRunner, VnetInput, VnetRunOptions } from '../segmentation';
import { LABEL } from '../volume';
import { formatOf, writeLabelLogits, type ForeignManifest } from './foreignManifest';
import { cutWindow, windowPlaces, WindowSum, type Size } from './windows';

/** A TensorFlow.js model as its files have it. */
export interface ForeignFiles {
  readonly manifest: ForeignManifest;
  /** model.json, parsed. */
  readonly model: unknown;
  /** The shards one after the other, in the order of model.json. */
  readonly weights: ArrayBuffer;
}

export interface ForeignNetwork extends LabelRunner {
  /** Why it runs on this backend, in a sentence. */
  readonly why: string;
  dispose(): void;
}

type Backend = 'wasm' | 'cpu';

const invalid = (sentence: string, cause?: unknown): IsocenterError =>
  new IsocenterError(
    'foreign-model-invalid',
    sentence,
    'It has to be a layers or graph model of TensorFlow.js with one image in and one map of scores out (docs/regression.md).',
    cause === undefined ? {} : { cause },
  );

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** TensorFlow.js as a whole, with the reader of both kinds of models and both backends. */
async function tensorflow(wasmPaths: string): Promise<typeof Tf> {
  const tf = await import('@tensorflow/tfjs');
  tf.enableProdMode();
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(wasmPaths);
  // One thread: the same sums in the same order on every machine.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return tf;
}

interface ModelJson {
  readonly modelTopology: object;
  readonly format?: string;
  readonly weightsManifest?: readonly { readonly weights: Tf.io.WeightsManifestEntry[] }[];
}

const isModelJson = (json: unknown): json is ModelJson =>
  typeof json === 'object' &&
  json !== null &&
  'modelTopology' in json &&
  typeof json.modelTopology === 'object' &&
  json.modelTopology !== null;

/** Keras's own format says nothing of itself in old files; a GraphDef has nodes. */
const isGraph = ({ format, modelTopology }: ModelJson): boolean =>
  format === 'graph-model' || 'node' in modelTopology;

async function load(
  tf: typeof Tf,
  { model, weights }: ForeignFiles,
): Promise<Tf.LayersModel | Tf.GraphModel> {
  if (!isModelJson(model)) throw invalid('model.json holds no model.');
  const weightSpecs = (model.weightsManifest ?? []).flatMap((group) => group.weights);
  const handler = tf.io.fromMemory({ ...model, weightSpecs, weightData: weights });
  try {
    return await (isGraph(model) ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler));
  } catch (cause) {
    throw invalid(`TensorFlow.js cannot read the model: ${reasonOf(cause)}.`, cause);
  }
}

/** Kernels of tfjs-backend-wasm 4.22 that give wrong numbers without a word (measured against the CPU backend). */
const WRONG_ON_WASM = ['Conv3DTranspose', 'Conv3DBackpropInput'];

/** Largest window on which both backends are compared: plain JavaScript takes seconds for it. */
const MOST_COMPARED = 32 ** 3;
/** Window of a network that takes any size, for that comparison, where its multiples allow. */
const SMALL = 16;
/** Largest difference, of the largest score: float32 sums in another order. */
const TOLERANCE = 1e-3;

/** Any fixed numbers with a mean of 0 and a spread of 1 will do. */
const probe = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => Math.SQRT2 * Math.sin(n * 12.9898 + Math.sin(n * 78.233)));

function largestDifference(a: Float32Array, b: Float32Array): number {
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - (b[n] ?? NaN)) / scale), 0);
}

/** Runs windows of one size through the model. */
class WindowRunner {
  readonly #tf: typeof Tf;
  readonly #model: Tf.LayersModel | Tf.GraphModel;
  readonly #channels: number;
  readonly #isFlat: boolean;

  constructor(tf: typeof Tf, model: Tf.LayersModel | Tf.GraphModel, { input, output }: ForeignManifest) {
    this.#tf = tf;
    this.#model = model;
    this.#channels = output.channels.length;
    const [only, ...more] = model.inputs;
    const shape = only?.shape ?? [];
    if (!only || more.length > 0) throw invalid(`The model has ${model.inputs.length} inputs.`);
    if (shape.length !== 4 && shape.length !== 5)
      throw invalid(
        `The model takes ${shape.length} dimensions in place of [1, (slices,) rows, columns, 1].`,
      );
    this.#isFlat = shape.length === 4;
    const sizes = this.#isFlat ? [1, input.size.rows, input.size.columns] : Object.values(input.size);
    const asked = [...(this.#isFlat ? [1] : []), ...shape.slice(1, -1)];
    const wrong = asked.some((n, axis) => typeof n === 'number' && n > 0 && n !== sizes[axis]);
    if (wrong || (this.#isFlat && input.size.slices !== 1))
      throw invalid(
        `The model takes windows of ${asked.map((n) => n ?? 'any').join(' × ')} voxels; isocenter.json says ${Object.values(
          input.size,
        )
          .map((n) => n ?? 'any')
          .join(' × ')}.`,
      );
    if (![1, -1, null].includes(shape.at(-1) ?? null))
      throw invalid(`The model takes ${shape.at(-1)} channels; an image has one.`);
  }

  /** Scores of a window, a channel each. @throws Error what TensorFlow.js says */
  async run(backend: Backend, values: Float32Array, size: Size): Promise<Float32Array> {
    const tf = this.#tf;
    // Another engine of this process may have made its own backend current.
    await tf.setBackend(backend);
    const shape = this.#isFlat ? [1, size[1], size[2], 1] : [1, ...size, 1];
    const scores = tf.tidy(() => {
      const out = this.#model.predict(tf.tensor(values, shape));
      if (Array.isArray(out) || !(out instanceof tf.Tensor)) throw new Error('it gives more than one output');
      const wanted = [...shape.slice(0, -1), this.#channels];
      if (out.shape.join() !== wanted.join())
        throw new Error(
          `it gives [${out.shape.join(', ')}] where isocenter.json says [${wanted.join(', ')}]`,
        );
      return out;
    });
    try {
      return Float32Array.from(await scores.data());
    } finally {
      scores.dispose();
    }
  }
}

/** Takes WASM where it gives what the CPU gives. */
async function chooseBackend(
  runner: WindowRunner,
  { manifest, model }: ForeignFiles,
): Promise<{ readonly backend: Backend; readonly why: string }> {
  if (manifest.backend) return { backend: manifest.backend, why: 'isocenter.json asks for it' };
  const topology = JSON.stringify(isModelJson(model) ? model.modelTopology : null);
  const wrong = WRONG_ON_WASM.find((name) => topology.includes(`"${name}`));
  if (wrong) return { backend: 'cpu', why: `WebAssembly computes ${wrong} wrongly` };
  const { size, multipleOf } = manifest.input;
  const small = (axis: keyof typeof size): number =>
    size[axis] ?? multipleOf[axis] * Math.ceil(SMALL / multipleOf[axis]);
  const window: Size = [small('slices'), small('rows'), small('columns')];
  const voxels = window[0] * window[1] * window[2];
  if (voxels > MOST_COMPARED)
    return { backend: 'wasm', why: 'its windows are too large to be compared with plain JavaScript' };
  const expected = await runner.run('cpu', probe(voxels), window).catch((cause: unknown) => {
    throw invalid(`TensorFlow.js cannot run the model: ${reasonOf(cause)}.`, cause);
  });
  try {
    const difference = largestDifference(await runner.run('wasm', probe(voxels), window), expected);
    return difference <= TOLERANCE
      ? { backend: 'wasm', why: 'it gives what plain JavaScript gives' }
      : { backend: 'cpu', why: `WebAssembly differs by ${difference.toPrecision(2)} of the largest score` };
  } catch (error) {
    return { backend: 'cpu', why: `WebAssembly cannot run it: ${reasonOf(error)}` };
  }
}

/**
 * Somebody else's network in the place of the program's own: windows of its size over the conformed image, their scores blended.
 * In Node.
 * @param wasmPaths folder of TensorFlow.js's .wasm files
 * @throws IsocenterError `foreign-model-invalid`. A run throws `regress-model-failed` where TensorFlow.js fails later: that is no refusal
 */
export async function openForeignNetwork(files: ForeignFiles, wasmPaths: string): Promise<ForeignNetwork> {
  const { manifest } = files;
  const tf = await tensorflow(wasmPaths);
  // The model's weights are put on the backend that is current.
  await tf.setBackend('cpu');
  const model = await load(tf, files);
  const runner = new WindowRunner(tf, model, manifest);
  const { backend, why } = await chooseBackend(runner, files);
  const classes = Object.keys(LABEL).length;
  const { size, overlap, padValue } = manifest.input;

  const labelLogits = (scores: Float32Array): Float32Array => {
    const channels = manifest.output.channels.length;
    const out = new Float32Array((scores.length / channels) * classes);
    for (let from = 0, at = 0; from < scores.length; from += channels, at += classes)
      writeLabelLogits(manifest.output, scores, from, out, at);
    return out;
  };

  const run = async (
    input: VnetInput,
    { onProgress, signal }: VnetRunOptions = {},
  ): Promise<Float32Array> => {
    const window: Size = [
      size.slices ?? input.slices,
      size.rows ?? input.rows,
      size.columns ?? input.columns,
    ];
    const places = windowPlaces(input, window, overlap);
    const sum = new WindowSum(input, window, classes);
    for (const [n, place] of places.entries()) {
      signal?.throwIfAborted();
      const values = cutWindow(input, place, window, padValue);
      const scores = await runner.run(backend, values, window).catch((cause: unknown) => {
        throw new IsocenterError(
          'regress-model-failed',
          `"${manifest.name}" cannot be run: ${reasonOf(cause)}.`,
          'Set "backend": "cpu" in isocenter.json, or give label maps with --labels.',
          { cause },
        );
      });
      sum.add(place, labelLogits(scores));
      onProgress?.((n + 1) / places.length);
    }
    return sum.mean();
  };
  return { backend, why, manifest: formatOf(manifest), run, dispose: () => model.dispose() };
}
