import { conform, segmentVolume } from '../../src/segmentation';
import type { BackendName, Engine } from '../../src/inference';
import { createVolume, type Dims, type Volume } from '../../src/volume';
import type { Affine } from '../../src/geometry';

/** A volume as JSON, so that it reaches a page. */
export interface BenchVolume {
  readonly base64: string;
  readonly dims: Dims;
  readonly voxelToPatient: Affine;
}

/** One line of the table; times in milliseconds, medians. */
export interface BenchResult {
  readonly backend: BackendName;
  readonly description: string;
  /** Loading, compiling and self-check: once a page. */
  readonly startMs: number;
  /** The first run, which may compile and allocate. */
  readonly firstMs: number;
  readonly conformMs: number;
  readonly networkMs: number;
  readonly postMs: number;
  /** Network grid, padded. */
  readonly grid: readonly [number, number, number];
  readonly gigaflop: number;
  readonly runs: number;
}

export function unpackVolume({ base64, dims, voxelToPatient }: BenchVolume): Volume {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return createVolume(new Uint16Array(bytes.buffer), dims, voxelToPatient);
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};

/** Medians of `runs` runs after the first; with none, the first itself. */
export async function measure(engine: Engine, volume: Volume, runs: number): Promise<BenchResult> {
  const { input } = conform(volume, engine.manifest);
  const now = (): number => performance.now();
  const timings = [];
  let firstMs = NaN;
  for (let run = 0; run <= runs; run++) {
    const started = now();
    const result = await segmentVolume(volume, engine.manifest, engine, { now });
    if (run === 0) firstMs = now() - started;
    if (run > 0 || runs === 0) timings.push(result.timings);
  }
  return {
    backend: engine.backend,
    description: engine.report.description,
    startMs: engine.report.startMs,
    firstMs,
    conformMs: median(timings.map((t) => t.conformMs)),
    networkMs: median(timings.map((t) => t.networkMs)),
    postMs: median(timings.map((t) => t.postMs)),
    grid: [input.slices, input.rows, input.columns],
    gigaflop: (engine.manifest.cost.flopsPerVoxel * input.data.length) / 1e9,
    runs,
  };
}
