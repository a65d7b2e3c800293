import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
export const MODEL = join(ROOT, 'models/lumbar-vnet');
const NETWORKS = ['lumbar-locator', 'lumbar-vnet'] as const;
/** That of axial slices has a validation of its own. */
const DOWNLOADED = [...NETWORKS, 'lumbar-axial'] as const;

/** One stage of a network's training, as its manifest tells it; later stages name the one they went on from. */
export interface TrainingLog {
  readonly steps?: number;
  readonly seconds?: number;
  readonly seed?: number;
  readonly realShare?: number;
  readonly heldOut?: readonly string[];
  readonly trainPatients?: readonly string[];
  readonly phantomCount?: number;
  /** Of all samples, stacks that the virtual scanner took, and of how many phantoms. */
  readonly scanShare?: number;
  readonly scanCount?: number;
  readonly note?: string;
  readonly finishedFrom?: TrainingLog;
}

/** What the card says of a manifest: its text parts, which the program itself does not read. */
export interface ModelText {
  readonly name: string;
  readonly version: string;
  readonly date: string;
  readonly classes: readonly string[];
  readonly grid: { readonly inPlaneSpacingMm: number };
  readonly cost: { readonly parameters: number; readonly flopsPerVoxel: number };
  readonly weights: { readonly sha256: string; readonly byteLength: number };
  readonly training: {
    readonly data: readonly {
      readonly name: string;
      readonly licence: string;
      readonly attribution: string;
    }[];
    readonly log: TrainingLog;
  };
}

/** Manifests of the networks that are shipped, in the order in which they run. */
export const shippedModels = (): ModelText[] =>
  NETWORKS.map((name) => join(ROOT, 'models', name, 'manifest.json'))
    .filter(existsSync)
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as ModelText);

/** The networks of sagittal images as they are shipped, e.g. `lumbar-locator 1.0.0 and lumbar-vnet 2.2.0`. */
export const shippedNames = (): string =>
  shippedModels()
    .map(({ name, version }) => `${name} ${version}`)
    .join(' and ');

/** Size of what the page downloads of the networks. */
export const weightBytes = (): number =>
  DOWNLOADED.map((name) => join(ROOT, 'models', name, 'weights.bin'))
    .filter(existsSync)
    .reduce((sum, file) => sum + statSync(file).size, 0);

/** Stages of a training, first to last. */
export const stagesOf = (log: TrainingLog): TrainingLog[] =>
  log.finishedFrom ? [...stagesOf(log.finishedFrom), log] : [log];
