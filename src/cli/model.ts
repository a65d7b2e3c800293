import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createModel, type Model } from '../inference';

const MODEL = new URL('../../models/lumbar-vnet/', import.meta.url);

/** Reads the shipped network from this installation. */
export async function readModel(folder: URL = MODEL): Promise<Model> {
  const bytes = async (name: string): Promise<ArrayBuffer> => {
    const { buffer, byteOffset, byteLength } = await readFile(new URL(name, folder));
    return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
  };
  const manifest: unknown = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'));
  return createModel(manifest, await bytes('weights.bin'), await bytes('selfcheck.bin'));
}

/** Folder with TensorFlow.js's .wasm files, for Node. */
export const wasmFolder = (): string =>
  `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/wasm-out/`;
