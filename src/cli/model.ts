import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createModel, type Model, type Models, type NetworkName } from '../inference';
import { parseManifest, type VnetManifest } from '../segmentation';

const MODELS = new URL('../../models/', import.meta.url);

const FOLDERS: Readonly<Record<NetworkName, string>> = {
  locator: 'lumbar-locator/',
  vnet: 'lumbar-vnet/',
  axial: 'lumbar-axial/',
};

/** Folder of a network, among those of this installation. */
export const networkFolder = (network: NetworkName, models: URL = MODELS): URL =>
  new URL(FOLDERS[network], models);

const manifestJson = async (folder: URL): Promise<unknown> =>
  JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')) as unknown;

/** What a network's folder says of it, without its weights. @throws IsocenterError `model-manifest-invalid` */
export const readManifest = async (folder: URL): Promise<VnetManifest> =>
  parseManifest(await manifestJson(folder));

/** Reads a network's folder: manifest.json and the files it names. */
export async function readModel(folder: URL): Promise<Model> {
  const bytes = async (name: string): Promise<ArrayBuffer> => {
    const { buffer, byteOffset, byteLength } = await readFile(new URL(name, folder));
    return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
  };
  return createModel(await manifestJson(folder), await bytes('weights.bin'), await bytes('selfcheck.bin'));
}

/** Reads the networks of this installation. */
export async function readModels(models: URL = MODELS): Promise<Required<Models>> {
  return {
    locator: await readModel(networkFolder('locator', models)),
    vnet: await readModel(networkFolder('vnet', models)),
    axial: await readModel(networkFolder('axial', models)),
  };
}

/** Folder with TensorFlow.js's .wasm files, for Node. */
export const wasmFolder = (): string =>
  `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/wasm-out/`;
