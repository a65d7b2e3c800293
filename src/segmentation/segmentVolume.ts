import { IsocenterError } from '../geometry';
import { createVolume, LABEL, type Volume } from '../volume';
import { boxWithin, cropVolume, pasteLabels, wholeBox, type VoxelBox } from './box';
import { cleanUp } from './cleanup';
import { conform } from './conform';
import { expectedDice } from './expectedDice';
import { labelGrid } from './labelGrid';
import { assertMagneticResonance } from './modality';
import { centralField, gridLabels, spineBox } from './spineBox';
import type { LabelRunner, SagittalNetworks, Segmentation, VnetRunOptions } from './types';
import { labelsFromLogits } from './upsample';

export type SegmentationStage = 'locate' | 'conform' | 'network' | 'labels';

export interface SegmentVolumeOptions {
  /** Milliseconds of any monotonic clock, e.g. performance.now: this folder has none of its own. */
  readonly now: () => number;
  /** `fraction` 0 … 1 over everything. */
  readonly onProgress?: (stage: SegmentationStage, fraction: number) => void;
  readonly signal?: AbortSignal;
  /** Labels on an isotropic grid of this spacing (mm) over the same field instead of the volume's own voxels. */
  readonly labelSpacingMm?: number;
}

/** Share of the time each part takes, for the progress bar; the V-Net takes the rest. */
const LOCATE_SHARE = 0.15;
const CONFORM_SHARE = 0.05;
const POST_SHARE = 0.1;

/**
 * Labels of the lumbar spine: the locator finds it on the whole field, the V-Net labels the box around it. Without a
 * locator the V-Net labels the whole field.
 * Throws `segmentation-not-mr`, `segmentation-too-small`, `segmentation-not-finite`, `segmentation-empty`, or the
 * signal's reason.
 */
export async function segmentVolume(
  volume: Volume,
  networks: SagittalNetworks,
  { now, onProgress, signal, labelSpacingMm }: SegmentVolumeOptions,
): Promise<Segmentation> {
  signal?.throwIfAborted();
  assertMagneticResonance(volume);
  const { locator, vnet } = networks;
  const located = locator ? LOCATE_SHARE : 0;
  const runOptions = (stage: SegmentationStage, from: number, share: number): VnetRunOptions => ({
    onProgress: (fraction) => onProgress?.(stage, from + fraction * share),
    ...(signal ? { signal } : {}),
  });
  const started = now();
  if (locator) onProgress?.('locate', 0);
  const box = locator
    ? await locate(volume, locator, runOptions('locate', 0, located))
    : wholeBox(volume.dims);
  signal?.throwIfAborted();
  const found = locator ? now() : started;
  onProgress?.('conform', located);
  const { input, grid } = conform(cropVolume(volume, box), vnet.manifest);
  const conformed = now();
  const before = located + CONFORM_SHARE;
  onProgress?.('network', before);
  const logits = await vnet.run(input, runOptions('network', before, 1 - POST_SHARE - before));
  signal?.throwIfAborted();
  const ran = now();
  onProgress?.('labels', 1 - POST_SHARE);
  const classes = vnet.manifest.classes.length;
  const target = labelGrid(volume, box, labelSpacingMm);
  const inBox = labelsFromLogits(logits, input, classes, grid, target.samples);
  const labels = createVolume(
    pasteLabels(inBox, target.box, target.dims),
    target.dims,
    target.voxelToPatient,
  );
  cleanUp(labels);
  if (!labels.data.includes(LABEL.vertebra) || !labels.data.includes(LABEL.disc)) refuse();
  const confidence = expectedDice(logits, input, classes, grid);
  const done = now();
  onProgress?.('labels', 1);
  return {
    labels,
    backend: vnet.backend,
    timings: {
      locateMs: found - started,
      conformMs: conformed - found,
      networkMs: ran - conformed,
      postMs: done - ran,
    },
    ...confidence,
  };
}

/** The locator's pass: the box around the spine, in voxels of the volume. */
async function locate(whole: Volume, locator: LabelRunner, options: VnetRunOptions): Promise<VoxelBox> {
  const field = centralField(whole.dims, whole.voxelToPatient);
  const volume = cropVolume(whole, field);
  const { input, grid } = conform(volume, locator.manifest);
  const logits = await locator.run(input, options);
  const classes = locator.manifest.classes.length;
  const labels = gridLabels(logits, input, classes, grid, volume.voxelToPatient);
  cleanUp(labels);
  const box = spineBox(labels, grid, volume.voxelToPatient);
  return box ? boxWithin(field, box) : refuse();
}

/** A lumbar spine has at least a vertebra and a disc; a head or a knee gives a few specks at most. */
function refuse(): never {
  throw new IsocenterError(
    'segmentation-empty',
    'No lumbar spine was found in this image.',
    'Use a sagittal image of the lumbar spine whose slices pass through the vertebrae; T2 or T1 weighting works best.',
  );
}
