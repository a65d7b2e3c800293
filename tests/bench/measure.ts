import { spineFromLabels } from '../../src/anatomy';
import { planAutomatically } from '../../src/planning';
import { segmentVolume, type Networks, type Segmentation } from '../../src/segmentation';
import type { BackendName, Engine } from '../../src/inference';
import { median } from './peerTable';
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
  readonly locateMs: number;
  readonly conformMs: number;
  readonly networkMs: number;
  readonly postMs: number;
  /** From labels to the prescription. */
  readonly planMs: number;
  /** Volume in, plan out. */
  readonly totalMs: number;
  /** The V-Net's grid, padded. */
  readonly grid: readonly [number, number, number];
  readonly gigaflop: number;
  readonly runs: number;
}

export function unpackVolume({ base64, dims, voxelToPatient }: BenchVolume): Volume {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return createVolume(new Uint16Array(bytes.buffer), dims, voxelToPatient);
}

type Timings = Segmentation['timings'] & { readonly planMs: number; readonly totalMs: number };

/** Medians of `runs` runs after the first; with none, the first itself. */
export async function measure(engine: Engine, volume: Volume, runs: number): Promise<BenchResult> {
  const now = (): number => performance.now();
  let grid: readonly [number, number, number] = [0, 0, 0];
  const { vnet } = engine.networks;
  // The V-Net's grid is known to nobody but the run: it follows from where the locator finds the spine.
  const networks: Networks = {
    ...engine.networks,
    vnet: {
      ...vnet,
      run: (input, options) => {
        grid = [input.slices, input.rows, input.columns];
        return vnet.run(input, options);
      },
    },
  };
  const timings: Timings[] = [];
  let firstMs = NaN;
  for (let run = 0; run <= runs; run++) {
    const started = now();
    const segmentation = await segmentVolume(volume, networks, { now });
    const labelled = now();
    const spine = spineFromLabels(segmentation.labels);
    const { discConfidence, levelConfidence } = spine;
    planAutomatically(spine, { discConfidence, levelConfidence });
    const done = now();
    if (run === 0) firstMs = done - started;
    if (run > 0 || runs === 0) {
      timings.push({ ...segmentation.timings, planMs: done - labelled, totalMs: done - started });
    }
  }
  const of = (part: keyof Timings): number => median(timings.map((t) => t[part]));
  return {
    backend: engine.backend,
    description: engine.report.description,
    startMs: engine.report.startMs,
    firstMs,
    locateMs: of('locateMs'),
    conformMs: of('conformMs'),
    networkMs: of('networkMs'),
    postMs: of('postMs'),
    planMs: of('planMs'),
    totalMs: of('totalMs'),
    grid,
    gigaflop: (vnet.manifest.cost.flopsPerVoxel * grid[0] * grid[1] * grid[2]) / 1e9,
    runs,
  };
}
