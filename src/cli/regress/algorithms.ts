import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spineFromLabels } from '../../anatomy';
import { IsocenterError } from '../../geometry';
import { createEngine, type Models } from '../../inference';
import { planAutomatically } from '../../planning';
import type { Algorithms, CaseRecord } from '../../regression';
import { acquire } from '../../scanner';
import { labelAxialSlices, segmentVolume } from '../../segmentation';
import { readModel, readModels, wasmFolder } from '../model';
import { externalPlanner, externalSegmenter, readLabels } from './external';
import { version as program } from '../../../package.json' with { type: 'json' };

export interface AlgorithmOptions {
  /** Folder of a V-Net with manifest.json in place of the shipped one. */
  readonly model?: string;
  /** Folder with the label map of each case: `<id>.nii.gz`. */
  readonly labels?: string;
  /** Command lines of external programs. */
  readonly segmenter?: string;
  readonly planner?: string;
  /** False: axial stacks are neither acquired nor measured. */
  readonly axial: boolean;
}

export interface OpenedAlgorithms {
  readonly algorithms: Algorithms;
  readonly versions: CaseRecord['versions'];
  dispose(): void;
}

/** @throws IsocenterError `regress-two-segmenters` where more than one source of labels is given */
export function assertOneSegmenter({ model, labels, segmenter }: AlgorithmOptions): void {
  const given = Object.entries({ model, labels, segmenter }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (given.length > 1)
    throw new IsocenterError(
      'regress-two-segmenters',
      `${given.join(' and ')} both say where labels come from.`,
      'Give one of them.',
    );
}

async function modelAt(folder: string): Promise<Models['vnet']> {
  if (!existsSync(join(folder, 'manifest.json')))
    throw new IsocenterError(
      'model-missing',
      `"${folder}" has no manifest.json.`,
      'Give the folder of a network, such as models/lumbar-vnet.',
    );
  return readModel(pathToFileURL(`${resolve(folder)}/`));
}

function labelsOf(folder: string): Algorithms['segment'] {
  if (!existsSync(folder))
    throw new IsocenterError(
      'regress-labels-missing',
      `There is no folder "${folder}".`,
      'It holds <case>.nii.gz.',
    );
  return async (_, id) => {
    const path = [`${id}.nii.gz`, `${id}.nii`].map((name) => join(folder, name)).find(existsSync);
    if (path) return { labels: await readLabels(path), confidence: 1 };
    throw new IsocenterError(
      'regress-labels-missing',
      `There are no labels of ${id}.`,
      `Write ${id}.nii.gz.`,
    );
  };
}

/** What networks have to do. */
interface Labelling {
  readonly segment: Algorithms['segment'] | null;
  readonly labelAxial: Algorithms['labelAxial'];
  readonly versions: CaseRecord['versions'];
  dispose(): void;
}

const NO_NETWORK: Labelling = { segment: null, labelAxial: null, versions: {}, dispose: () => undefined };

/** The networks, on WebAssembly: the same on every machine. */
async function openNetworks({ model, axial: isAxial }: AlgorithmOptions): Promise<Labelling> {
  const shipped = await readModels();
  const vnet = model === undefined ? shipped.vnet : await modelAt(model);
  const engine = await createEngine({
    models: { locator: shipped.locator, vnet, ...(isAxial ? { axial: shipped.axial } : {}) },
    order: ['wasm'],
    wasmPaths: wasmFolder(),
    allowSoftware: true,
    gpu: undefined,
  });
  const { networks } = engine;
  const { axial } = networks;
  const named = [networks.locator, networks.vnet, axial].flatMap((n) =>
    n ? [[n.manifest.name, `${n.manifest.version} ${n.manifest.weights.sha256.slice(0, 12)}`] as const] : [],
  );
  return {
    segment: (volume) => segmentVolume(volume, networks, { now: () => performance.now() }),
    labelAxial: axial ? (volume, canal) => labelAxialSlices(volume, axial, canal) : null,
    versions: Object.fromEntries(named),
    dispose: () => engine.dispose(),
  };
}

const ownPlan: Algorithms['plan'] = (spine, levels) => {
  const { discConfidence, levelConfidence } = spine;
  const { prescription } = planAutomatically(spine, {
    ...{ levels, kinds: ['sagittal', 'axial'], discConfidence, levelConfidence },
  });
  return Promise.resolve(prescription);
};

/** Where labels come from when no network of this program makes them. */
function foreignLabels({ labels, segmenter }: AlgorithmOptions): Algorithms['segment'] | null {
  if (labels !== undefined) return labelsOf(labels);
  return segmenter === undefined ? null : externalSegmenter(segmenter);
}

/** The product's own parts with what the options put in their place. Networks are loaded only where they have to do something. */
export async function openAlgorithms(options: AlgorithmOptions): Promise<OpenedAlgorithms> {
  assertOneSegmenter(options);
  const { labels, segmenter, planner, axial } = options;
  const foreign = foreignLabels(options);
  const networks = foreign && !axial ? NO_NETWORK : await openNetworks(options);
  const segment = foreign ?? networks.segment;
  if (!segment) throw new Error('nothing labels the images');
  const given = Object.entries({ labels, segmenter, planner }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    algorithms: {
      acquire,
      segment,
      spine: spineFromLabels,
      plan: planner === undefined ? ownPlan : externalPlanner(planner),
      labelAxial: networks.labelAxial,
    },
    versions: { program, ...networks.versions, ...Object.fromEntries(given) },
    dispose: () => networks.dispose(),
  };
}
