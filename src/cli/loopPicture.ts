import { encode } from 'fast-png';
import {
  affineSpacing,
  applyToPoint,
  boxEdges,
  cutConvex,
  invertAffine,
  sliceCentre,
  sliceGroupCorners,
  sliceNormal,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { Volume } from '../volume';

/** Share of a slice's pixels that may be white. */
const CLIPPED = 0.004;

/** One slice as a grey picture, and where its pixels lie. */
export interface SlicePicture {
  readonly png: Uint8Array;
  /** Extents of the slice, mm. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** From patient LPS to mm from the picture's left upper corner, right and down. */
  readonly toPicture: (p: Vec3) => readonly [number, number];
}

const middleOf = (slices: number): number => Math.floor((slices - 1) / 2);

/** The middle slice of a series. */
export function middleSlice({ data, dims, voxelToPatient }: Volume): SlicePicture {
  const [columns, rows, slices] = dims;
  const first = middleOf(slices) * columns * rows;
  const slice = Float64Array.from({ length: columns * rows }, (_, n) => data[first + n] ?? 0);
  const white = Float64Array.from(slice).sort()[Math.floor((1 - CLIPPED) * (slice.length - 1))] ?? 1;
  const pixels = Uint8Array.from(slice, (value) =>
    Math.round(255 * Math.min(1, Math.max(0, value / (white || 1)))),
  );
  const [dx, dy] = affineSpacing(voxelToPatient);
  const toVoxel = invertAffine(voxelToPatient);
  return {
    png: encode({ width: columns, height: rows, data: pixels, depth: 8, channels: 1 }),
    widthMm: columns * dx,
    heightMm: rows * dy,
    toPicture: (p) => {
      const [i, j] = applyToPoint(toVoxel, p);
      return [(i + 0.5) * dx, (j + 0.5) * dy];
    },
  };
}

/** Thin enough for a line, thick enough to be cut. */
const LINE_MM = 0.01;

/** Where the middle planes of a group's slices meet the middle slice of another: corners of each cut, LPS mm. */
export function slicesOn(picture: SliceGroup, group: SliceGroup): Vec3[][] {
  const { rowDirection: u, columnDirection: v } = picture;
  const plane = { point: sliceCentre(picture, middleOf(picture.sliceCount)), normal: sliceNormal(picture) };
  return Array.from({ length: group.sliceCount }, (_, index) => {
    const sheet = { ...group, sliceCount: 1, sliceThickness: LINE_MM, centre: sliceCentre(group, index) };
    return cutConvex(boxEdges(sliceGroupCorners(sheet)), plane, u, v);
  }).filter((corners) => corners.length > 1);
}
