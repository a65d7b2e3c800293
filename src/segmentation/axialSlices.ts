import {
  affineColumn,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  invertAffine,
  length,
  scale,
  type Affine,
  type Vec3,
} from '../geometry';
import { createVolume, type Volume } from '../volume';
import { runBothSides } from './bothSides';
import { cropVolume, type VoxelBox } from './box';
import { conform } from './conform';
import { expectedDice } from './expectedDice';
import { labelGrid } from './labelGrid';
import { probabilityMaps } from './probabilityMaps';
import type { VnetRunner, VnetRunOptions } from './types';
import { labelsFromLogits } from './upsample';

/**
 * Values of a label map of axial slices. `epidural`: fat, roots and veins around the thecal sac, in recess and foramen;
 * `herniation`: disc tissue that has left the disc's space.
 */
export const AXIAL_LABEL = { background: 0, bone: 1, disc: 2, canal: 3, epidural: 4, herniation: 5 } as const;

/** Side of the square around the canal that the network sees, mm. */
const FIELD_MM = 96;
/** The canal's middle lies behind that of disc and canal together, mm. */
const FORWARD_MM = 14;
/** Spacing of the labels within the slices, mm: finer than the images, so that areas do not count whole pixels. */
const LABEL_MM = 0.375;

/** How likely something is in each voxel of the network's own grid, 0 … `CERTAIN`: also where it is nowhere the likeliest label. */
export interface AxialLikelihood {
  readonly herniated: Volume<Uint8Array>;
  /** Sac and epidural room. */
  readonly free: Volume<Uint8Array>;
  /** Bone, disc and herniated tissue. */
  readonly solid: Volume<Uint8Array>;
}

const LIKELY_CLASSES: Readonly<Record<keyof AxialLikelihood, readonly number[]>> = {
  herniated: [AXIAL_LABEL.herniation],
  free: [AXIAL_LABEL.canal, AXIAL_LABEL.epidural],
  solid: [AXIAL_LABEL.bone, AXIAL_LABEL.disc, AXIAL_LABEL.herniation],
};

export interface AxialSegmentation {
  /** Values of `AXIAL_LABEL`, on the slices of the stack, `LABEL_MM` apart within them. */
  readonly labels: Volume<Uint8Array>;
  /** Expected Dice of the thecal sac, 0 … 1; null where none was labelled. */
  readonly confidence: number | null;
  readonly likelihood: AxialLikelihood;
}

/**
 * The same grid with its axes along the nearest of the patient's. The slice axis of an axial stack counts as the patient's
 * z however much it leans: slices along L5-S1 may lean by more than 45°.
 */
function straightened(voxelToPatient: Affine): Affine {
  const column = (axis: 0 | 1 | 2): Vec3 => affineColumn(voxelToPatient, axis);
  const sideways = (axis: 0 | 1): number => Math.abs(column(axis)[0]) / length(column(axis));
  const [x, y] = sideways(0) >= sideways(1) ? ([0, 1] as const) : ([1, 0] as const);
  const along = (axis: 0 | 1 | 2, direction: 0 | 1 | 2): Vec3 => {
    const mm = Math.sign(column(axis)[direction] || 1) * length(column(axis));
    return [direction === 0 ? mm : 0, direction === 1 ? mm : 0, direction === 2 ? mm : 0];
  };
  const sides = { [x]: along(x, 0), [y]: along(y, 1) };
  return affineFromColumns(sides[0] ?? [1, 0, 0], sides[1] ?? [0, 1, 0], along(2, 2), [0, 0, 0]);
}

/** All slices, and of each the square around a point a little in front of the canal, in voxels. */
function fieldAround({ dims, voxelToPatient }: Volume, straight: Affine, canal: Vec3): VoxelBox {
  const at = applyToPoint(invertAffine(voxelToPatient), canal);
  const range = (axis: 0 | 1): [number, number] => {
    const step = affineColumn(straight, axis);
    const mm = length(step);
    const middle = at[axis] - (step[1] / mm) * (FORWARD_MM / mm);
    const half = FIELD_MM / mm / 2;
    const low = Math.min(dims[axis] - 1, Math.max(0, Math.floor(middle - half)));
    return [low, Math.min(dims[axis], Math.max(low + 1, Math.ceil(middle + half)))];
  };
  const [x0, x1] = range(0);
  const [y0, y1] = range(1);
  return { low: [x0, y0, 0], high: [x1, y1, dims[2]] };
}

/**
 * Labels the slices of an axial stack around the canal.
 * @param canal a point in the canal near the stack, patient LPS mm
 */
export async function labelAxialSlices(
  volume: Volume,
  network: VnetRunner,
  canal: Vec3,
  options: VnetRunOptions = {},
): Promise<AxialSegmentation> {
  const straight = straightened(volume.voxelToPatient);
  const crop = cropVolume(volume, fieldAround(volume, straight, canal));
  const image = createVolume(crop.data, crop.dims, straight);
  const { input, grid } = conform(image, network.manifest);
  const logits = await runBothSides(network, input, options);
  const classes = network.manifest.classes.length;
  const box: VoxelBox = { low: [0, 0, 0], high: crop.dims };
  // Finer within the slices only.
  const fine = labelGrid(crop, box, LABEL_MM);
  const samples = [fine.samples[0], fine.samples[1], { count: crop.dims[2], first: 0, step: 1 }] as const;
  const labels = labelsFromLogits(logits, input, classes, grid, samples);
  const spacing = affineSpacing(crop.voxelToPatient);
  const column = (axis: 0 | 1): Vec3 =>
    scale(affineColumn(crop.voxelToPatient, axis), LABEL_MM / spacing[axis]);
  const voxelToPatient = affineFromColumns(
    column(0),
    column(1),
    affineColumn(crop.voxelToPatient, 2),
    applyToPoint(crop.voxelToPatient, [samples[0].first, samples[1].first, 0]),
  );
  const likelihood = probabilityMaps(
    ...([logits, input, classes, grid, LIKELY_CLASSES, crop.voxelToPatient] as const),
  );
  return {
    labels: createVolume(labels, [samples[0].count, samples[1].count, crop.dims[2]], voxelToPatient),
    confidence: expectedDice(logits, input, classes, grid).structureConfidence.canal,
    likelihood,
  };
}
