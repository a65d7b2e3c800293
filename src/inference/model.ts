import { IsocenterError } from '../geometry';
import { parseManifest, type VnetInput, type VnetManifest } from '../segmentation';

/** The files of models/<name>/, checked against the manifest. */
export interface Model {
  readonly manifest: VnetManifest;
  readonly weights: ArrayBuffer;
  readonly selfCheck: ArrayBuffer;
}

/** In the order in which they run. */
export const NETWORK_NAMES = ['locator', 'vnet', 'axial'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** What an engine runs; without a locator the V-Net has to take the whole field. */
export interface Models {
  readonly locator?: Model;
  readonly vnet: Model;
  readonly axial?: Model;
}

/** Throws when there is none: a bug of the caller. */
export function modelOf(models: Models, name: NetworkName): Model {
  const model = models[name];
  if (!model) throw new Error(`there is no model for the ${name}`);
  return model;
}

const HINT = 'Reload the page, or install the program again.';

/** Checks length and, where the platform has SubtleCrypto (https, localhost, Node), the sha256 of every file. */
export async function createModel(
  manifestJson: unknown,
  weights: ArrayBuffer,
  selfCheck: ArrayBuffer,
): Promise<Model> {
  const manifest = parseManifest(manifestJson);
  for (const [bytes, expected] of [
    [weights, manifest.weights],
    [selfCheck, manifest.selfCheck],
  ] as const) {
    if (bytes.byteLength !== expected.byteLength || !(await hasHash(bytes, expected.sha256))) {
      throw new IsocenterError(
        'model-damaged',
        `The model file ${expected.file} is incomplete or damaged.`,
        HINT,
      );
    }
  }
  return { manifest, weights, selfCheck };
}

async function hasHash(bytes: ArrayBuffer, sha256: string): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

/** Loads a model from the page's own server (or its service worker, when offline). */
export async function fetchModel(urls: {
  manifest: string;
  weights: string;
  selfCheck: string;
}): Promise<Model> {
  const get = async (url: string): Promise<Response> => {
    const response = await fetch(url);
    if (!response.ok) {
      throw new IsocenterError('model-missing', `The model file ${url} could not be loaded.`, HINT);
    }
    return response;
  };
  const [manifest, weights, selfCheck] = await Promise.all([
    get(urls.manifest).then((r) => r.json() as Promise<unknown>),
    get(urls.weights).then((r) => r.arrayBuffer()),
    get(urls.selfCheck).then((r) => r.arrayBuffer()),
  ]);
  return createModel(manifest, weights, selfCheck);
}

/** The stored input of the self-check and the logits PyTorch gives for it. */
export function selfCheckData({ manifest, selfCheck }: Model): { input: VnetInput; logits: Float32Array } {
  const { input, logits } = manifest.selfCheck;
  const [slices = 0, rows = 0, columns = 0] = input.shape;
  return {
    input: {
      data: new Float32Array(selfCheck, input.byteOffset, input.byteLength / 4),
      slices,
      rows,
      columns,
    },
    logits: new Float32Array(selfCheck, logits.byteOffset, logits.byteLength / 4),
  };
}
