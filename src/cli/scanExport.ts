import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  addScaled,
  affineColumn,
  affineSpacing,
  affineWithOffset,
  applyToPoint,
  invertAffine,
  length,
  multiplyAffine,
  scale,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import {
  drawPopulationDefinition,
  generatePhantom,
  TISSUES,
  type PhantomDefinition,
  type PhantomPatient,
  type PhantomTruth,
} from '../patient';
import { RESTING_PHYSIOLOGY, type AcquireOptions } from '../scanner';
import type { Volume } from '../volume';
import { readPopulation } from './population';

/*
 * Stacks as the virtual scanner takes them, with what is in each of their voxels, for training. For each seed `NNNN.bin.gz` and
 * `NNNN.json`: a list of stacks {dims, spacing, voxelToPatient, offset, …}; at `offset` begin the grey values (uint16), then for each of
 * `classes` but the first its share of the voxel (uint8, 255 = all of it), the column fastest.
 */

/** First voxel and number of voxels along columns and rows of what is kept of each slice. */
export type KeptPart = readonly [readonly [number, number], readonly [number, number]];

/** What is in a voxel. */
export interface Classes {
  readonly names: readonly string[];
  /** Index in `names` of a tissue under a label. */
  readonly of: readonly (readonly number[])[];
  /** Points looked at within a voxel: along columns, rows and the slice. */
  readonly points: readonly [number, number, number];
}

/** A table of classes from a rule. */
export function classesBy(
  names: readonly string[],
  points: Classes['points'],
  classOf: (tissue: string, label: number) => number,
): Classes {
  const of = TISSUES.map(({ name }) => Array.from({ length: 5 }, (_, label) => classOf(name, label)));
  return { names, of, points };
}

/** Uniform numbers in [0, 1) that follow from the seed (mulberry32, T. Ettinger). */
function drawsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some patients lie still, most breathe and have a pulse, some move once. */
export function movement({ rowDirection, columnDirection }: SliceGroup, draw: () => number): AcquireOptions {
  const kind = draw();
  if (kind < 0.25) return {};
  if (kind < 0.65) return { physiology: RESTING_PHYSIOLOGY };
  const shiftMm = [rowDirection, columnDirection].reduce<Vec3>(
    (shift, axis) => addScaled(shift, axis, 3 * (2 * draw() - 1)),
    [0, 0, 0],
  );
  return { motion: [{ atFraction: 0.2 + 0.6 * draw(), shiftMm }] };
}

/** Where the points of a voxel lie, in voxels of the tissue map from its own centre. */
function pointsWithin([u, v, across]: readonly [Vec3, Vec3, Vec3], [nu, nv, nw]: Classes['points']): Vec3[] {
  const at = (i: number, n: number): number => (i + 0.5) / n - 0.5;
  return Array.from({ length: nu * nv * nw }, (_, n): Vec3 => {
    const [i, j, k] = [n % nu, Math.floor(n / nu) % nv, Math.floor(n / (nu * nv))];
    return addScaled(addScaled(scale(u, at(i, nu)), v, at(j, nv)), across, at(k, nw));
  });
}

/** A stack with the bytes that are kept of it. */
export interface KeptScan {
  readonly bytes: Buffer;
  readonly dims: readonly number[];
  readonly spacing: readonly number[];
  /** Of the kept part, row-major 4 × 4. */
  readonly voxelToPatient: readonly number[];
}

/** Grey values of a part of each slice, and the share of each class in its voxels. */
export function keepScan(
  patient: PhantomPatient,
  volume: Volume,
  thicknessMm: number,
  [[x0, nx], [y0, ny]]: KeptPart,
  classes: Classes,
): KeptScan {
  const tissues = patient.tissueMaps[0]?.tissues;
  if (!tissues) throw new Error('a phantom has a tissue map');
  const { labels } = patient;
  const nz = volume.dims[2];
  const grey = new Uint16Array(nx * ny * nz);
  const shares = new Uint8Array(grey.length * (classes.names.length - 1));
  const spacing = affineSpacing(volume.voxelToPatient);
  const m = multiplyAffine(invertAffine(tissues.voxelToPatient), volume.voxelToPatient);
  const across = scale(affineColumn(m, 2), thicknessMm / spacing[2]);
  const within = pointsWithin([affineColumn(m, 0), affineColumn(m, 1), across], classes.points);
  const [tx, ty, tz] = tissues.dims;
  const counts = new Uint8Array(classes.names.length);
  let n = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, n++) {
        grey[n] = volume.data[(k * volume.dims[1] + j + y0) * volume.dims[0] + i + x0] ?? 0;
        const at = applyToPoint(m, [i + x0, j + y0, k]);
        counts.fill(0);
        for (const [dx, dy, dz] of within) {
          const [x, y, z] = [Math.round(at[0] + dx), Math.round(at[1] + dy), Math.round(at[2] + dz)];
          if (x < 0 || y < 0 || z < 0 || x >= tx || y >= ty || z >= tz) continue;
          const voxel = (z * ty + y) * tx + x;
          const of = classes.of[tissues.data[voxel] ?? 0]?.[labels.data[voxel] ?? 0] ?? 0;
          counts[of] = (counts[of] ?? 0) + 1;
        }
        for (let c = 1; c < classes.names.length; c++)
          shares[(c - 1) * grey.length + n] = Math.round((255 * (counts[c] ?? 0)) / within.length);
      }
  return {
    bytes: Buffer.concat([Buffer.from(grey.buffer), shares]),
    dims: [nx, ny, nz],
    spacing,
    voxelToPatient: affineWithOffset(volume.voxelToPatient, [x0, y0, 0]),
  };
}

/** A stack of a seed, and what else is told of it. */
export type NotedScan = KeptScan & { readonly note: object };

/** Writes a seed's stacks; the JSON comes last and whole: a reader that sees it can read both. */
async function writeScans(
  base: string,
  about: { readonly seed: number; readonly classes: readonly string[]; readonly truth: PhantomTruth },
  scans: readonly NotedScan[],
): Promise<void> {
  let offset = 0;
  const stacks = scans.map(({ bytes, note, ...rest }) => {
    const stack = { ...note, ...rest, offset };
    offset += bytes.length;
    return stack;
  });
  await writeFile(`${base}.tmp`, gzipSync(Buffer.concat(scans.map(({ bytes }) => bytes)), { level: 1 }));
  await rename(`${base}.tmp`, `${base}.bin.gz`);
  const { seed, classes, truth } = about;
  await writeFile(`${base}.tmp`, JSON.stringify({ seed, classes, stacks, truth }));
  await rename(`${base}.tmp`, `${base}.json`);
}

/** Takes the stacks of one patient; `draw` gives numbers that follow from the seed. */
export type Scanning = (patient: PhantomPatient, seed: number, draw: () => number) => readonly NotedScan[];

/**
 * Writes the stacks of the patients that the clinic population gives for some seeds, but those that are there.
 * @param scanningOf how a patient is scanned; null where he is not wanted
 */
export async function exportScans(
  { out, firstSeed, count }: { readonly out: string; readonly firstSeed: number; readonly count: number },
  classes: readonly string[],
  scanningOf: (definition: PhantomDefinition) => Scanning | null,
): Promise<void> {
  const population = await readPopulation('clinic');
  await mkdir(out, { recursive: true });
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const base = join(out, String(seed).padStart(4, '0'));
    const definition = drawPopulationDefinition(population, seed);
    const scanning = existsSync(`${base}.json`) ? null : scanningOf(definition);
    if (!scanning) continue;
    const patient = generatePhantom(definition, seed);
    const scans = scanning(patient, seed, drawsOf(seed));
    await writeScans(base, { seed, classes, truth: patient.truth }, scans);
  }
}

/** What lies within a distance of a point, along columns and rows, of the slices of a volume. */
export function partAround(volume: Volume, centre: Vec3, halfMm: readonly [number, number]): KeptPart {
  const at = applyToPoint(invertAffine(volume.voxelToPatient), centre);
  const along = (axis: 0 | 1): readonly [number, number] => {
    const half = halfMm[axis] / length(affineColumn(volume.voxelToPatient, axis));
    const low = Math.max(0, Math.floor(at[axis] - half));
    return [low, Math.min(volume.dims[axis], Math.ceil(at[axis] + half)) - low];
  };
  return [along(0), along(1)];
}
