import {
  addScaled,
  boxEdges,
  cross,
  cutConvex,
  dot,
  length,
  normalize,
  sliceCentre,
  sliceGroupCorners,
  sliceNormal,
  stackExtentMm,
  type Plane,
  type SliceGroup,
  type Vec3,
} from '../geometry';

export type Segment = readonly [Vec3, Vec3];

/** A group seen across its slices: lines where the slices meet the displayed plane. Patient LPS mm. */
export interface AcrossFigure {
  readonly kind: 'across';
  /** False when the displayed slice misses the stack: then the cut through the stack's centre is shown instead. */
  readonly met: boolean;
  /** Cut of the whole stack. */
  readonly outline: readonly Vec3[];
  /** Centre lines of the slices that meet the plane, with their index. */
  readonly lines: readonly { readonly index: number; readonly line: Segment }[];
  /** The slabs of the first and last slice. */
  readonly slabs: readonly (readonly Vec3[])[];
  /** Middle of the stack, over the full FOV. */
  readonly centreLine: Segment;
  /** Outer faces of the first and the last slice, both running the way `centreLine` does. */
  readonly faces: readonly [Segment, Segment];
  /** Unit directions in the displayed plane: along the slice lines, and from the first towards the last slice. */
  readonly along: Vec3;
  readonly stacking: Vec3;
  /** Which in-plane extent runs along the lines, and how much of it is seen there (cosine, > 0). */
  readonly fovAxis: 'read' | 'phase';
  readonly fovCosine: number;
  /** mm along `stacking` in the displayed plane for 1 mm along the stack's normal, ≥ 1. */
  readonly stretch: number;
}

/** A group seen face on: its field of view projected along the view's normal. */
export interface FaceFigure {
  readonly kind: 'face';
  readonly met: boolean;
  /** Corners in the order −row −column, +row −column, +row +column, −row +column. */
  readonly outline: readonly [Vec3, Vec3, Vec3, Vec3];
}

export type GroupFigure = AcrossFigure | FaceFigure;

/** Slices within 45° of the displayed plane are seen face on: their lines would lie far apart and say little. */
const FACE_COSINE = Math.SQRT1_2;

/** How a slice group appears in a view whose displayed slice lies in `plane`. */
export function groupFigure(group: SliceGroup, plane: Plane): GroupFigure {
  const edges = boxEdges(sliceGroupCorners(group));
  const { right, down } = axesIn(plane.normal);
  const cut = cutConvex(edges, plane, right, down);
  const met = cut.length >= 3;
  if (Math.abs(dot(sliceNormal(group), plane.normal)) > FACE_COSINE) {
    const { rowDirection: u, columnDirection: v, centre, fovReadMm, fovPhaseMm } = group;
    const corner = (a: number, b: number): Vec3 =>
      addScaled(addScaled(centre, u, (a * fovReadMm) / 2), v, (b * fovPhaseMm) / 2);
    return { kind: 'face', met, outline: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)] };
  }
  const through = { point: group.centre, normal: plane.normal };
  return acrossFigure(group, met ? plane : through, met, met ? cut : cutConvex(edges, through, right, down));
}

function acrossFigure(group: SliceGroup, plane: Plane, met: boolean, outline: readonly Vec3[]): AcrossFigure {
  const normal = sliceNormal(group);
  const onRead = dot(cross(plane.normal, normal), group.rowDirection);
  const onPhase = dot(cross(plane.normal, normal), group.columnDirection);
  const fovAxis = Math.abs(onRead) >= Math.abs(onPhase) ? 'read' : 'phase';
  // The lines run along the FOV axis they resemble, so that their first end stays the first end while turning.
  const sign = (fovAxis === 'read' ? onRead : onPhase) < 0 ? -1 : 1;
  const raw = cross(plane.normal, normal);
  const along = normalize([raw[0] * sign, raw[1] * sign, raw[2] * sign]);
  const stackingRaw = addScaled(normal, plane.normal, -dot(normal, plane.normal));
  const stacking = normalize(stackingRaw);
  const fovCosine = Math.abs(dot(along, fovAxis === 'read' ? group.rowDirection : group.columnDirection));
  const half = (fovAxis === 'read' ? group.fovReadMm : group.fovPhaseMm) / 2 / fovCosine;

  const lineAt = (offsetMm: number): Segment | null =>
    cutRectangle(group, addScaled(group.centre, normal, offsetMm), plane, along);
  // A plane that grazes a corner of the stack misses some slices; the handles then stand where the lines would be.
  const wholeLineAt = (offsetMm: number): Segment => {
    const found = lineAt(offsetMm);
    if (found) return found;
    const inSlice = cross(normal, along);
    const start = addScaled(group.centre, normal, offsetMm);
    const t = (dot(plane.point, plane.normal) - dot(start, plane.normal)) / dot(inSlice, plane.normal);
    const middle = addScaled(start, inSlice, t);
    return [addScaled(middle, along, -half), addScaled(middle, along, half)];
  };
  const extent = stackExtentMm(group) / 2;
  const lines = Array.from({ length: group.sliceCount }, (_, index) => ({
    index,
    line: lineAt(dot(sliceCentre(group, index), normal) - dot(group.centre, normal)),
  })).flatMap(({ index, line }) => (line ? [{ index, line }] : []));
  const slab = (outer: number, inner: number): readonly Vec3[] => {
    const a = lineAt(outer);
    const b = lineAt(inner);
    return a && b ? [a[0], a[1], b[1], b[0]] : [];
  };
  const faces = [wholeLineAt(-extent), wholeLineAt(extent)] as const;
  return {
    kind: 'across',
    met,
    outline,
    lines,
    slabs: [
      slab(-extent, -extent + group.sliceThickness),
      slab(extent, extent - group.sliceThickness),
    ].filter((polygon) => polygon.length > 0),
    centreLine: wholeLineAt(0),
    faces,
    along,
    stacking,
    fovAxis,
    fovCosine,
    stretch: 1 / length(stackingRaw),
  };
}

/** Where the group's FOV rectangle around `centre` meets the plane, running along `along`; null when it does not. */
function cutRectangle(group: SliceGroup, centre: Vec3, plane: Plane, along: Vec3): Segment | null {
  const corner = (a: number, b: number): Vec3 =>
    addScaled(
      addScaled(centre, group.rowDirection, (a * group.fovReadMm) / 2),
      group.columnDirection,
      (b * group.fovPhaseMm) / 2,
    );
  const corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  const edges = corners.map((p, n): [Vec3, Vec3] => [p, corners[(n + 1) % 4] ?? p]);
  const points = cutConvex(edges, plane, along, cross(plane.normal, along));
  const sorted = [...points].sort((p, q) => dot(p, along) - dot(q, along));
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first && last && sorted.length >= 2 ? [first, last] : null;
}

/** Any two unit vectors spanning the plane with this normal. */
export function axesIn(normal: Vec3): { readonly right: Vec3; readonly down: Vec3 } {
  const least = Math.abs(normal[0]) < 0.8 ? ([1, 0, 0] as const) : ([0, 1, 0] as const);
  const right = normalize(cross(least, normal));
  return { right, down: cross(normal, right) };
}

/** Cut of a saturation band with a plane: its two faces as endless lines, or null when nearly parallel. */
export function bandFigure(
  band: { readonly centre: Vec3; readonly normal: Vec3; readonly thickness: number },
  plane: Plane,
): { readonly point: Vec3; readonly along: Vec3; readonly across: Vec3; readonly widthMm: number } | null {
  const raw = cross(plane.normal, band.normal);
  const sine = length(raw);
  if (sine < 0.35) return null;
  const along = normalize(raw);
  const across = cross(along, plane.normal);
  // Point of the band's mid-plane in the displayed plane nearest to the band's centre.
  const inBand = cross(band.normal, along);
  const t = (dot(plane.point, plane.normal) - dot(band.centre, plane.normal)) / dot(inBand, plane.normal);
  return { point: addScaled(band.centre, inBand, t), along, across, widthMm: band.thickness / sine };
}
