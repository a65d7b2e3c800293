import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IsocenterError } from '../../geometry';
import { createEngine } from '../../inference';
import { OWN_PARTS, type Algorithms, type CaseRecord } from '../../regression';
import { acquire } from '../../scanner';
import { labelAxialSlices, segmentVolume, type SagittalNetworks } from '../../segmentation';
import { networkFolder, readManifest, readModel, wasmFolder } from '../model';
import { programVersion } from '../programVersion';
import { externalPlanner, externalSegmenter, readLabels } from './external';
import { foreignVersion, isForeignModel, openForeignModel } from './foreignModel';

export interface AlgorithmOptions {
  /** Folder of a V-Net with manifest.json, or of a TensorFlow.js model with isocenter.json, in place of the shipped one. */
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

/** Folder of the V-Net. @throws IsocenterError `model-missing` */
function vnetFolder({ model }: AlgorithmOptions): URL {
  if (model === undefined) return networkFolder('vnet');
  if (!existsSync(join(model, 'manifest.json')))
    throw new IsocenterError(
      'model-missing',
      `"${model}" has no manifest.json.`,
      'Give the folder of a network, such as models/lumbar-vnet, or of a TensorFlow.js model with isocenter.json.',
    );
  return pathToFileURL(`${resolve(model)}/`);
}

function assertLabelFolder(folder: string): void {
  if (!existsSync(folder))
    throw new IsocenterError(
      'regress-labels-missing',
      `There is no folder "${folder}".`,
      'It holds <case>.nii.gz.',
    );
}

function labelsOf(folder: string): Algorithms['segment'] {
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
  dispose(): void;
}

const NO_NETWORK: Labelling = { segment: null, labelAxial: null, dispose: () => undefined };

/** Whether any network of this program has something to do. */
const needsNetworks = ({ labels, segmenter, axial }: AlgorithmOptions): boolean =>
  axial || (labels === undefined && segmenter === undefined);

/** Somebody else's model in the V-Net's place. */
const foreignFolder = ({ model }: AlgorithmOptions): string | null =>
  model !== undefined && isForeignModel(model) ? model : null;

/** The networks, on WebAssembly: the same on every machine. */
async function openNetworks(options: AlgorithmOptions): Promise<Labelling> {
  const folder = foreignFolder(options);
  const foreign = folder === null ? null : await openForeignModel(folder);
  if (foreign?.field === 'whole' && !options.axial)
    return { segment: segmentWith({ vnet: foreign }), labelAxial: null, dispose: () => foreign.dispose() };
  const axialModel = options.axial ? { axial: await readModel(networkFolder('axial')) } : {};
  const engine = await createEngine({
    models: {
      locator: await readModel(networkFolder('locator')),
      vnet: await readModel(foreign ? networkFolder('vnet') : vnetFolder(options)),
      ...axialModel,
    },
    order: ['wasm'],
    wasmPaths: wasmFolder(),
    allowSoftware: true,
    gpu: undefined,
  });
  const { axial, ...own } = engine.networks;
  const beside = foreign?.field === 'whole' ? {} : own;
  return {
    segment: segmentWith(foreign ? { ...beside, vnet: foreign } : own),
    labelAxial: axial ? (volume, canal) => labelAxialSlices(volume, axial, canal) : null,
    dispose: () => {
      engine.dispose();
      foreign?.dispose();
    },
  };
}

const segmentWith =
  (networks: SagittalNetworks): Algorithms['segment'] =>
  (volume) =>
    segmentVolume(volume, networks, { now: () => performance.now() });

/** Names and versions of the networks that will be at work, from their manifests: their weights are not read. */
async function networkVersions(options: AlgorithmOptions): Promise<CaseRecord['versions']> {
  if (!needsNetworks(options)) return {};
  const folder = foreignFolder(options);
  const own = async (at: URL): Promise<readonly [string, string]> => {
    const { name, version, weights } = await readManifest(at);
    return [name, `${version} ${weights.sha256.slice(0, 12)}`];
  };
  return Object.fromEntries([
    await own(networkFolder('locator')),
    folder === null ? await own(vnetFolder(options)) : await foreignVersion(folder),
    ...(options.axial ? [await own(networkFolder('axial'))] : []),
  ]);
}

/**
 * Name → version of everything that shapes the results of these options.
 * @throws IsocenterError `regress-two-segmenters`, `model-missing`, `regress-labels-missing`
 */
export async function versionsOf(options: AlgorithmOptions): Promise<CaseRecord['versions']> {
  assertOneSegmenter(options);
  const { labels, segmenter, planner } = options;
  if (labels !== undefined) assertLabelFolder(labels);
  const given = Object.entries({ labels, segmenter, planner }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { program: programVersion(), ...(await networkVersions(options)), ...Object.fromEntries(given) };
}

/** Where labels come from when no network of this program makes them. */
function foreignLabels({ labels, segmenter }: AlgorithmOptions): Algorithms['segment'] | null {
  if (labels !== undefined) return labelsOf(labels);
  return segmenter === undefined ? null : externalSegmenter(segmenter);
}

/** The product's own parts with what the options put in their place. Networks are loaded only where they have to do something. */
export async function openAlgorithms(options: AlgorithmOptions): Promise<OpenedAlgorithms> {
  const versions = await versionsOf(options);
  const networks = needsNetworks(options) ? await openNetworks(options) : NO_NETWORK;
  const segment = foreignLabels(options) ?? networks.segment;
  if (!segment) throw new Error('nothing labels the images');
  return {
    algorithms: {
      acquire,
      segment,
      ...OWN_PARTS,
      ...(options.planner === undefined ? {} : { plan: externalPlanner(options.planner) }),
      labelAxial: networks.labelAxial,
    },
    versions,
    dispose: () => networks.dispose(),
  };
}
