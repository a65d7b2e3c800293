import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createVolume, type Dims, type Volume } from '../../src/volume';

/** First line of a stored volume, before its voxels. */
interface Header {
  readonly dims: Dims;
  readonly voxelToPatient: readonly number[];
  readonly bytesPerVoxel: 1 | 2;
}

/** Writes a file whole or not at all: a reader that sees it can read it. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}

/** Keeps a volume with its exact geometry: gzip of a JSON line and the voxels (little-endian). */
export function writeStored(
  path: string,
  { data, dims, voxelToPatient }: Volume<Uint8Array | Uint16Array>,
): void {
  const header: Header = { dims, voxelToPatient, bytesPerVoxel: data instanceof Uint8Array ? 1 : 2 };
  const voxels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writeWhole(
    path,
    gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), voxels]), { level: 1 }),
  );
}

/** What `writeStored` has kept. */
export function readStored(path: string): Volume<Uint8Array | Uint16Array> {
  const bytes = gunzipSync(readFileSync(path));
  const end = bytes.indexOf(10);
  const { dims, voxelToPatient, bytesPerVoxel } = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
  const voxels = Uint8Array.from(bytes.subarray(end + 1));
  return createVolume(bytesPerVoxel === 1 ? voxels : new Uint16Array(voxels.buffer), dims, voxelToPatient);
}

/** A stored map of single bytes. */
export function readStoredBytes(path: string): Volume<Uint8Array> {
  const volume = readStored(path);
  if (!(volume.data instanceof Uint8Array)) throw new Error(`${path} does not hold bytes`);
  return { ...volume, data: volume.data };
}

/** The JSON value of a file, undefined where there is none. */
export const readJson = (path: string): unknown =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : undefined;
