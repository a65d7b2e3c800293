import {
  affineDirections,
  affineSpacing,
  applyToPoint,
  cross,
  DISPLAY_AXES,
  dot,
  normalize,
  rejectFrom,
  scale,
  type Affine,
  type CardinalOrientation,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { wholeMap, type HybridPatient, type ImagePatient, type Patient } from '../patient';
import { gridCentre, type Volume } from '../volume';
import settings from './localizer.json';

export type LocalizerGroups = Readonly<Record<CardinalOrientation, SliceGroup>>;

/** The grid of a real volume, reformatted or with estimated contrast. */
const realGrid = (patient: ImagePatient | HybridPatient): Volume =>
  patient.kind === 'image' ? patient.volume : wholeMap(patient).tissues;

/** Where the table is centred: L3 of a phantom, the middle of a real volume. */
export function defaultIsocentre(patient: Patient): Vec3 {
  if (patient.kind !== 'phantom') {
    const { voxelToPatient, dims } = realGrid(patient);
    return applyToPoint(voxelToPatient, gridCentre(dims));
  }
  const { vertebrae } = patient.truth;
  const l3 = vertebrae.find((v) => v.level === 'L3');
  const { tissues } = wholeMap(patient);
  return l3?.centre ?? applyToPoint(tissues.voxelToPatient, gridCentre(tissues.dims));
}

const phantomGroup = (orientation: CardinalOrientation, isocentre: Vec3): SliceGroup => ({
  name: `localizer-${orientation}`,
  centre: isocentre,
  rowDirection: DISPLAY_AXES[orientation].right,
  columnDirection: DISPLAY_AXES[orientation].down,
  ...settings.phantom[orientation],
});

/** The volume's own axis nearest to a patient direction, pointing that way. */
function nearestAxis(affine: Affine, wanted: Vec3): Vec3 {
  const axes = affineDirections(affine);
  const best = axes.reduce((a, b) => (Math.abs(dot(b, wanted)) > Math.abs(dot(a, wanted)) ? b : a));
  return dot(best, wanted) < 0 ? scale(best, -1) : best;
}

/** Length of the volume along a direction near one of its axes, mm. */
function extentAlong({ voxelToPatient, dims }: Volume, direction: Vec3): number {
  const spacing = affineSpacing(voxelToPatient);
  return affineDirections(voxelToPatient).reduce(
    (sum, axis, i) => sum + dot(axis, direction) * dot(axis, direction) * (spacing[i] ?? 0) * (dims[i] ?? 0),
    0,
  );
}

/**
 * Slices of a narrow slab of thin slices, none when the volume is no such: with 4 mm it would be three to six slices,
 * too few for the network to see how a disc leans from side to side. Their number suits the network's grid.
 */
function narrowSliceCount({ voxelToPatient }: Volume, normal: Vec3, through: number): number {
  const { upToMm, sourceBelowMm, sliceThickness, countMultipleOf, minSliceThickness } = settings.image.narrow;
  const axes = affineDirections(voxelToPatient).map((axis) => Math.abs(dot(axis, normal)));
  const spacing = affineSpacing(voxelToPatient)[axes.indexOf(Math.max(...axes))] ?? Infinity;
  if (through > upToMm || spacing >= sourceBelowMm) return 0;
  const sets = Math.max(1, Math.round(through / (countMultipleOf * sliceThickness)));
  return Math.min(countMultipleOf * sets, Math.floor(through / minSliceThickness));
}

/** Contiguous slices that fill the volume along its own axes: a thin slab would slip out of tilted ones. */
function imageGroup(volume: Volume, orientation: CardinalOrientation): SliceGroup {
  const rowDirection = nearestAxis(volume.voxelToPatient, DISPLAY_AXES[orientation].right);
  const down = nearestAxis(volume.voxelToPatient, DISPLAY_AXES[orientation].down);
  const columnDirection = normalize(rejectFrom(down, rowDirection));
  const { maxSlices, minFovMm, maxFovMm } = settings.image;
  const normal = cross(rowDirection, columnDirection);
  const through = Math.min(maxFovMm, extentAlong(volume, normal));
  const narrow = orientation === 'sagittal' ? narrowSliceCount(volume, normal, through) : 0;
  const sliceThickness = narrow > 0 ? through / narrow : settings.image.sliceThickness;
  const wanted = Math.max(1, Math.round(through / sliceThickness));
  const sliceCount = Math.min(maxSlices[orientation], wanted);
  const spacing = Math.max(sliceThickness, through / sliceCount);
  const inPlane = Math.max(extentAlong(volume, rowDirection), extentAlong(volume, columnDirection));
  const fov = Math.min(maxFovMm, Math.max(minFovMm, Math.ceil(inPlane)));
  return {
    name: `localizer-${orientation}`,
    centre: applyToPoint(volume.voxelToPatient, gridCentre(volume.dims)),
    rowDirection,
    columnDirection,
    sliceCount,
    sliceThickness,
    sliceGap: spacing - sliceThickness,
    fovReadMm: fov,
    fovPhaseMm: fov,
  };
}

/**
 * The three slice groups of a localizer. A phantom gets the standard stacks about `isocentre`; for a real volume they
 * fill what the volume holds, along its own axes, and `isocentre` does not matter.
 */
export function localizerGroups(
  patient: Patient,
  isocentre: Vec3 = defaultIsocentre(patient),
): LocalizerGroups {
  const make = (orientation: CardinalOrientation): SliceGroup =>
    patient.kind === 'phantom'
      ? phantomGroup(orientation, isocentre)
      : imageGroup(realGrid(patient), orientation);
  return { sagittal: make('sagittal'), coronal: make('coronal'), axial: make('axial') };
}
