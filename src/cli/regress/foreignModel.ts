import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { IsocenterError } from '../../geometry';
import {
  openForeignNetwork,
  parseForeignManifest,
  shardsOf,
  type ForeignManifest,
  type ForeignNetwork,
} from '../../inference/foreign';
import { wasmFolder } from '../model';
import { readJsonFile } from './suiteFiles';

// A folder with isocenter.json: somebody else's TensorFlow.js model (docs/regression.md).

const HINT =
  'A folder of a TensorFlow.js model has model.json, its shards, and isocenter.json (docs/regression.md).';

export const isForeignModel = (folder: string): boolean => existsSync(join(folder, 'isocenter.json'));

/** @throws IsocenterError `foreign-manifest-invalid`, `model-missing` */
export const readForeignManifest = async (folder: string): Promise<ForeignManifest> =>
  parseForeignManifest(await readJsonFile(join(folder, 'isocenter.json'), 'model-missing', HINT));

/** model.json and the bytes of its shards in order. @throws IsocenterError `model-missing`, `foreign-model-invalid` */
async function readModelFiles(folder: string): Promise<{ model: unknown; weights: Buffer }> {
  const model = await readJsonFile(join(folder, 'model.json'), 'model-missing', HINT);
  return {
    model,
    weights: Buffer.concat(await Promise.all(shardsOf(model).map((path) => readShard(folder, path)))),
  };
}

async function readShard(folder: string, path: string): Promise<Buffer> {
  const file = resolve(folder, path);
  try {
    if (!file.startsWith(resolve(folder) + sep)) throw new Error('it lies outside the folder');
    return await readFile(file);
  } catch (cause) {
    throw new IsocenterError('model-missing', `The model's "${path}" cannot be read.`, HINT, { cause });
  }
}

/** Name → version, told apart by every byte of the model. */
export async function foreignVersion(folder: string): Promise<readonly [string, string]> {
  const { name, version } = await readForeignManifest(folder);
  const { model, weights } = await readModelFiles(folder);
  const hash = createHash('sha256').update(JSON.stringify(model)).update(weights);
  hash.update(await readFile(join(folder, 'isocenter.json')));
  return [name, `${version} ${hash.digest('hex').slice(0, 12)}`];
}

/** @throws IsocenterError as above, and `foreign-model-invalid` where TensorFlow.js cannot read or run it */
export async function openForeignModel(
  folder: string,
): Promise<ForeignNetwork & { readonly field: 'whole' | 'spine' }> {
  const manifest = await readForeignManifest(folder);
  const { model, weights } = await readModelFiles(folder);
  const bytes = Uint8Array.from(weights).buffer;
  const network = await openForeignNetwork({ manifest, model, weights: bytes }, wasmFolder());
  return { ...network, field: manifest.input.field };
}
