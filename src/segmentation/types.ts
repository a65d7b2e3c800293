import type { LabelVolume } from '../volume';

/** Input or output of the network: channels last, depth first, `[slices, rows, columns(, classes)]`. */
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

/** Runs the network on some backend. Implemented in `inference/`; tests may bring their own. */
export interface VnetRunner {
  /** e.g. `webgpu`, `wasm` */
  readonly backend: string;
  /** Class scores (logits), `[slices, rows, columns, classes]` flattened. */
  run(input: VnetInput, options?: VnetRunOptions): Promise<Float32Array>;
}

export interface SegmentationTimings {
  readonly conformMs: number;
  readonly networkMs: number;
  readonly postMs: number;
}

export interface Segmentation {
  /** On the grid of the volume that was segmented, cleaned up; values of `LABEL`. */
  readonly labels: LabelVolume;
  readonly backend: string;
  readonly timings: SegmentationTimings;
  /** Mean softmax probability of the winning class over foreground voxels, 0 … 1. */
  readonly confidence: number;
}
