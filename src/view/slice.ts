import {
  add,
  addScaled,
  affineColumn,
  affineDirections,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  cross,
  DISPLAY_AXES,
  dot,
  nearestOrientation,
  normalize,
  rejectFrom,
  scale,
  type Affine,
  type CardinalOrientation,
  type Vec3,
} from '../geometry';
import { resample, sampleNearest, type Volume } from '../volume';

/**
 * The grid of displayed pixels and slices of a volume in one view, patient LPS mm.
 * `normal = right × down` points away from the reader; `sliceStep` leads to the next slice in the volume's own order.
 */
export interface SliceBasis {
  readonly orientation: CardinalOrientation;
  /** True when the volume's own slices are shown, false for a reformat along the cardinal axes. */
  readonly native: boolean;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly normal: Vec3;
  /** Centre of the top-left pixel of slice 0. */
  readonly origin: Vec3;
  /** Size of a pixel along `right` and along `down`, mm. */
  readonly pixelMm: readonly [right: number, down: number];
  readonly sliceStep: Vec3;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
}

/** A reformat is never finer than this many pixels a side: more shows nothing new and costs time at every scroll. */
const MAX_REFORMAT_PIXELS = 512;

/** A volume's slices are told by their spacing when it is this much wider than the pixels. */
const CLEARLY_WIDER = 1.3;

/**
 * The voxel index that counts the volume's own slices: the one with clearly wider steps, else the one with the shortest
 * extent (a slab), else the third. Files that are not DICOM may store a sagittal stack with its slices first.
 */
export function sliceAxis(volume: Volume): 0 | 1 | 2 {
  const spacing = affineSpacing(volume.voxelToPatient);
  const extent = spacing.map((mm, n) => mm * (volume.dims[n] ?? 1));
  const axes = [2, 1, 0] as const;
  const widest = axes.reduce(
    (best, n) => (spacing[n] > spacing[best] * CLEARLY_WIDER ? n : best),
    2 as 0 | 1 | 2,
  );
  if (axes.every((n) => n === widest || spacing[widest] > spacing[n] * CLEARLY_WIDER)) return widest;
  return axes.reduce(
    (best, n) => ((extent[n] ?? 0) * CLEARLY_WIDER < (extent[best] ?? 0) ? n : best),
    2 as 0 | 1 | 2,
  );
}

/** The orientation of the volume's own slices. */
export const volumeOrientation = (volume: Volume): CardinalOrientation =>
  nearestOrientation(affineDirections(volume.voxelToPatient)[sliceAxis(volume)]);

/**
 * The pixels and slices a view of this orientation shows of the volume. Right and down are perpendicular.
 * @param isMirrored seen from the other side: left and right exchanged, the slices the same
 */
export function sliceBasis(volume: Volume, orientation: CardinalOrientation, isMirrored = false): SliceBasis {
  const basis =
    volumeOrientation(volume) === orientation
      ? nativeBasis(volume, orientation)
      : reformatBasis(volume, orientation);
  return isMirrored ? mirrored(basis) : basis;
}

const mirrored = (basis: SliceBasis): SliceBasis => ({
  ...basis,
  right: scale(basis.right, -1),
  normal: scale(basis.normal, -1),
  origin: addScaled(basis.origin, basis.right, (basis.columns - 1) * basis.pixelMm[0]),
});

const IN_PLANE = { 0: [1, 2], 1: [0, 2], 2: [0, 1] } as const;

function nativeBasis(volume: Volume, orientation: CardinalOrientation): SliceBasis {
  const { dims, voxelToPatient: m } = volume;
  const spacing = affineSpacing(m);
  const directions = affineDirections(m);
  const display = DISPLAY_AXES[orientation];
  const through = sliceAxis(volume);
  const [i, j] = IN_PLANE[through];
  const straight = Math.abs(dot(directions[i], display.right)) + Math.abs(dot(directions[j], display.down));
  const turned = Math.abs(dot(directions[j], display.right)) + Math.abs(dot(directions[i], display.down));
  const [x, y] = straight >= turned ? [i, j] : [j, i];
  const flipX = dot(directions[x], display.right) < 0;
  const flipY = dot(directions[y], display.down) < 0;
  const right = scale(directions[x], flipX ? -1 : 1);
  const down = normalize(rejectFrom(scale(directions[y], flipY ? -1 : 1), right));
  const corner: [number, number, number] = [0, 0, 0];
  if (flipX) corner[x] = dims[x] - 1;
  if (flipY) corner[y] = dims[y] - 1;
  return {
    orientation,
    native: true,
    right,
    down,
    normal: cross(right, down),
    origin: applyToPoint(m, corner),
    pixelMm: [spacing[x], spacing[y]],
    sliceStep: affineColumn(m, through),
    columns: dims[x],
    rows: dims[y],
    slices: dims[through],
  };
}

function reformatBasis(volume: Volume, orientation: CardinalOrientation): SliceBasis {
  const { right, down } = DISPLAY_AXES[orientation];
  const normal = cross(right, down);
  const m = volume.voxelToPatient;
  const spacing = affineSpacing(m);
  const directions = affineDirections(m);
  const range = (axis: Vec3): [number, number] => {
    const values = voxelCorners(volume).map((p) => dot(p, axis));
    return [Math.min(...values), Math.max(...values)];
  };
  const [r0, r1] = range(right);
  const [d0, d1] = range(down);
  const [n0, n1] = range(normal);
  const pixel = Math.max(Math.min(...spacing), Math.max(r1 - r0, d1 - d0) / MAX_REFORMAT_PIXELS);
  // Scrolling steps by the voxel size of the volume's axis that runs through this view.
  const through = directions
    .map((d, index) => ({ along: Math.abs(dot(d, normal)), mm: spacing[index] ?? pixel }))
    .reduce((best, next) => (next.along > best.along ? next : best)).mm;
  const count = (length: number, step: number): number => Math.max(1, Math.round(length / step));
  const [columns, rows, slices] = [
    count(r1 - r0, pixel),
    count(d1 - d0, pixel),
    count(n1 - n0, through),
  ] as const;
  // Slices are counted towards the patient's left, back and head, as DICOM stacks usually are.
  const forward = normal[0] + normal[1] + normal[2] > 0 ? 1 : -1;
  const middle = (slices - 1) / 2;
  const centre = add(
    add(scale(right, (r0 + r1) / 2), scale(down, (d0 + d1) / 2)),
    scale(normal, (n0 + n1) / 2),
  );
  const sliceStep = scale(normal, through * forward);
  const origin = addScaled(
    addScaled(addScaled(centre, right, (-(columns - 1) / 2) * pixel), down, (-(rows - 1) / 2) * pixel),
    sliceStep,
    -middle,
  );
  return {
    orientation,
    native: false,
    right,
    down,
    normal,
    origin,
    pixelMm: [pixel, pixel],
    sliceStep,
    columns,
    rows,
    slices,
  };
}

/** The outer corners of the voxel grid (voxel faces, not centres). */
function voxelCorners({ dims: [nx, ny, nz], voxelToPatient }: Volume): Vec3[] {
  return Array.from({ length: 8 }, (_, n) =>
    applyToPoint(voxelToPatient, [n & 1 ? nx - 0.5 : -0.5, n & 2 ? ny - 0.5 : -0.5, n & 4 ? nz - 0.5 : -0.5]),
  );
}

/** Displayed pixel (column, row) of slice `slice` → patient. */
export const sliceAffine = (basis: SliceBasis, slice: number): Affine =>
  affineFromColumns(
    scale(basis.right, basis.pixelMm[0]),
    scale(basis.down, basis.pixelMm[1]),
    basis.sliceStep,
    addScaled(basis.origin, basis.sliceStep, slice),
  );

/** Patient point at the centre of the displayed slice. */
export const sliceCentrePoint = (basis: SliceBasis, slice: number): Vec3 =>
  applyToPoint(sliceAffine(basis, slice), [(basis.columns - 1) / 2, (basis.rows - 1) / 2, 0]);

/** Distance between neighbouring displayed slices along the view's normal, mm; the sign tells the counting direction. */
export const sliceStepMm = (basis: SliceBasis): number => dot(basis.sliceStep, basis.normal);

/** The slice nearest to a patient point, not limited to existing slices. */
export const nearestSlice = (basis: SliceBasis, point: Vec3): number =>
  Math.round((dot(point, basis.normal) - dot(basis.origin, basis.normal)) / sliceStepMm(basis));

/** Values of one displayed slice, row by row, `columns × rows`. */
export function slicePixels(volume: Volume, basis: SliceBasis, slice: number): Float32Array {
  const into = new Float32Array(basis.columns * basis.rows);
  return resample(volume, [basis.columns, basis.rows, 1], sliceAffine(basis, slice), into).data;
}

/** Label values on the pixels of one displayed slice (the label map may lie on another grid). */
export function sliceLabels(labels: Volume<Uint8Array>, basis: SliceBasis, slice: number): Uint8Array {
  const into = new Uint8Array(basis.columns * basis.rows);
  const affine = sliceAffine(basis, slice);
  return resample(labels, [basis.columns, basis.rows, 1], affine, into, sampleNearest).data;
}
