import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createModel, type Model, type Models } from '../inference';

const MODELS = new URL('../../models/', import.meta.url);

/** Reads a network's folder: manifest.json and the files it names. */
export async function readModel(folder: URL): Promise<Model> {
  const bytes = async (name: string): Promise<ArrayBuffer> => {
    const { buffer, byteOffset, byteLength } = await readFile(new URL(name, folder));
    return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
  };
  const manifest: unknown = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'));
  return createModel(manifest, await bytes('weights.bin'), await bytes('selfcheck.bin'));
}

/** Reads the networks of this installation. */
export async function readModels(folder: URL = MODELS): Promise<Required<Models>> {
  return {
    locator: await readModel(new URL('lumbar-locator/', folder)),
    vnet: await readModel(new URL('lumbar-vnet/', folder)),
    axial: await readModel(new URL('lumbar-axial/', folder)),
  };
}

/** Folder with TensorFlow.js's .wasm files, for Node. */
export const wasmFolder = (): string =>
  `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/wasm-out/`;
