import type { LabelName, LabelVolume } from '../volume';
import type { VnetManifest } from './manifest';
import type { Normalisation } from './normalise';

/** Input or output of a network: channels last, depth first, `[slices, rows, columns(, classes)]`. */
export interface VnetInput {
  /** Normalised intensities, length slices·rows·columns. */
  readonly data: Float32Array;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
}

export interface VnetRunOptions {
  /** 0 … 1, between layers. */
  readonly onProgress?: (fraction: number) => void;
  /** Stops between layers; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What has to be known of a network to hand it an image and read its answer. */
export interface NetworkFormat extends Pick<VnetManifest, 'grid' | 'classes'> {
  readonly normalisation: Normalisation;
}

/** Runs one network on some backend, also somebody else's. Implemented in `inference/`; tests may bring their own. */
export interface LabelRunner {
  /** e.g. `webgpu`, `wasm` */
  readonly backend: string;
  readonly manifest: NetworkFormat;
  /** Class scores (logits), `[slices, rows, columns, classes]` flattened. */
  run(input: VnetInput, options?: VnetRunOptions): Promise<Float32Array>;
}

/** Runs one of the program's own networks. */
export interface VnetRunner extends LabelRunner {
  readonly manifest: VnetManifest;
}

/** What segments a volume: coarse to fine with a locator, the V-Net on the whole field without. */
export interface Networks {
  /** Finds the spine on the whole field; the V-Net then runs on the box around it. */
  readonly locator?: VnetRunner;
  readonly vnet: VnetRunner;
  /** Labels axial slices at a disc (`labelAxialSlices`). */
  readonly axial?: VnetRunner;
}

/** What `segmentVolume` needs of them. */
export interface SagittalNetworks {
  readonly locator?: LabelRunner;
  readonly vnet: LabelRunner;
}

/** What the networks label. */
export type Structure = Exclude<LabelName, 'background'>;

export interface SegmentationTimings {
  /** The locator's pass with the box it gives; 0 without a locator. */
  readonly locateMs: number;
  readonly conformMs: number;
  readonly networkMs: number;
  readonly postMs: number;
}

export interface Segmentation {
  /** On the grid of the volume that was segmented (or the one asked for), cleaned up; values of `LABEL`. */
  readonly labels: LabelVolume;
  readonly backend: string;
  readonly timings: SegmentationTimings;
  /** Expected Dice of the case, 0 … 1: the mean over vertebra, disc and canal. */
  readonly confidence: number;
  /** Expected Dice of each structure, 0 … 1; null where the network labelled none of it. */
  readonly structureConfidence: Readonly<Record<Structure, number | null>>;
}
