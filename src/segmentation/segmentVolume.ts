import { IsocenterError } from '../geometry';
import { createVolume, LABEL, type Volume } from '../volume';
import { cleanUp } from './cleanup';
import { conform } from './conform';
import type { VnetManifest } from './manifest';
import type { Segmentation, VnetRunner } from './types';
import { foregroundConfidence, labelsFromLogits } from './upsample';

export type SegmentationStage = 'conform' | 'network' | 'labels';

export interface SegmentVolumeOptions {
  /** Milliseconds of any monotonic clock, e.g. performance.now: this folder has none of its own. */
  readonly now: () => number;
  /** `fraction` 0 … 1 over everything. */
  readonly onProgress?: (stage: SegmentationStage, fraction: number) => void;
  readonly signal?: AbortSignal;
}

/** Share of the time before and after the network, for the progress bar. */
const CONFORM_SHARE = 0.05;
const POST_SHARE = 0.1;

/**
 * Labels of the lumbar spine on the volume's own grid.
 * Throws `segmentation-too-small`, `segmentation-not-finite`, `segmentation-empty`, or the signal's reason.
 */
export async function segmentVolume(
  volume: Volume,
  manifest: VnetManifest,
  runner: VnetRunner,
  { now, onProgress, signal }: SegmentVolumeOptions,
): Promise<Segmentation> {
  signal?.throwIfAborted();
  const started = now();
  onProgress?.('conform', 0);
  const { input, grid } = conform(volume, manifest);
  const conformed = now();
  onProgress?.('network', CONFORM_SHARE);
  const logits = await runner.run(input, {
    onProgress: (fraction) =>
      onProgress?.('network', CONFORM_SHARE + fraction * (1 - CONFORM_SHARE - POST_SHARE)),
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  const ran = now();
  onProgress?.('labels', 1 - POST_SHARE);
  const classes = manifest.classes.length;
  const labels = createVolume(
    labelsFromLogits(logits, input, classes, grid, volume.dims),
    volume.dims,
    volume.voxelToPatient,
  );
  cleanUp(labels);
  assertSpine(labels.data);
  const confidence = foregroundConfidence(logits, input, classes, grid);
  const done = now();
  onProgress?.('labels', 1);
  return {
    labels,
    backend: runner.backend,
    timings: { conformMs: conformed - started, networkMs: ran - conformed, postMs: done - ran },
    confidence,
  };
}

/** A lumbar spine has at least a vertebra and a disc; a head or a knee gives a few specks at most. */
function assertSpine(labels: Uint8Array): void {
  if (labels.includes(LABEL.vertebra) && labels.includes(LABEL.disc)) return;
  throw new IsocenterError(
    'segmentation-empty',
    'No lumbar spine was found in this image.',
    'Use a sagittal image of the lumbar spine whose slices pass through the vertebrae; T2 or T1 weighting works best.',
  );
}
