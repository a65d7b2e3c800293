import {
  AmbientLight,
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  DirectionalLight,
  DoubleSide,
  EdgesGeometry,
  Group,
  HemisphereLight,
  Line,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  Vector3,
  type Box3,
  type Camera,
  type Material,
  type Object3D,
} from 'three';
import { sliceCentre, sliceNormal, stackExtentMm, type Vec3 } from '../geometry';
import type { PlannedGroup, SaturationBand } from '../planning';
import { axesIn } from './groupFigure';
import { SURFACE_COLOURS } from './palette';
import type { Surface } from './surface';

// Scene coordinates are patient LPS mm: x left, y posterior, z superior.

const vector = (v: Vec3): Vector3 => new Vector3(...v);

/** Frees the geometry and material of everything under `root` and empties it. */
export function disposeTree(root: Object3D): void {
  root.traverse((object) => {
    if (!(object instanceof Mesh || object instanceof Line)) return;
    const { geometry, material } = object as { geometry: BufferGeometry; material: Material | Material[] };
    geometry.dispose();
    for (const one of Array.isArray(material) ? material : [material]) one.dispose();
  });
  root.clear();
}

export const boxCorners = ({ min, max }: Box3): Vector3[] =>
  [0, 1, 2, 3, 4, 5, 6, 7].map(
    (n) => new Vector3((n & 1 ? max : min).x, (n & 2 ? max : min).y, (n & 4 ? max : min).z),
  );

/** The camera with its lights: one beside the reader's head, so that shapes are seen from wherever one looks. */
export function lit(camera: Camera): Group {
  const head = new DirectionalLight(0xffffff, 1.9);
  head.position.set(0.4, 0.7, 1);
  camera.add(head);
  const stage = new Group();
  stage.add(camera, new HemisphereLight(0xe8f0ff, 0x50443c, 0.9), new AmbientLight(0xffffff, 0.15));
  return stage;
}

/** Bone, disc or canal as a shaded surface. */
export function surfaceMesh(surface: Surface, label: number): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(surface.positions, 3));
  geometry.setAttribute('normal', new BufferAttribute(surface.normals, 3));
  geometry.setIndex(new BufferAttribute(surface.indices, 1));
  const colour = SURFACE_COLOURS[label] ?? '#cccccc';
  const mesh = new Mesh(
    geometry, // Clipped open, the inside is seen as well.
    new MeshStandardMaterial({ color: colour, roughness: 0.72, metalness: 0, side: DoubleSide }),
  );
  mesh.name = `label-${label}`;
  return mesh;
}

/** A box with the given axes and sizes, translucent with crisp edges. */
function box(
  axes: readonly [Vec3, Vec3, Vec3],
  sizes: Vec3,
  centre: Vec3,
  colour: string,
  opacity: number,
  edgeOpacity: number,
): Group {
  const geometry = new BoxGeometry(...sizes);
  const fill = new MeshBasicMaterial({
    color: colour,
    transparent: true,
    opacity,
    depthWrite: false,
    side: DoubleSide,
  });
  const group = new Group();
  group.add(new Mesh(geometry, fill));
  if (edgeOpacity > 0) {
    const line = new LineBasicMaterial({ color: colour, transparent: true, opacity: edgeOpacity });
    group.add(new LineSegments(new EdgesGeometry(geometry), line));
  }
  const place = new Matrix4().makeBasis(vector(axes[0]), vector(axes[1]), vector(axes[2]));
  group.applyMatrix4(place.setPosition(vector(centre)));
  return group;
}

/** A slice group: every slice of the active one as a slab, others as one block. */
export function groupObject(group: PlannedGroup, colour: string, active: boolean): Group {
  const axes = [group.rowDirection, group.columnDirection, sliceNormal(group)] as const;
  const root = new Group();
  root.name = `group-${group.name}`;
  const { fovReadMm, fovPhaseMm, sliceThickness, sliceCount } = group;
  if (active) {
    // Many slices behind each other would hide the spine: each gets its share of the whole opacity.
    const opacity = Math.min(0.07, 0.4 / sliceCount);
    for (let n = 0; n < sliceCount; n++) {
      root.add(
        box(axes, [fovReadMm, fovPhaseMm, sliceThickness], sliceCentre(group, n), colour, opacity, 0.5),
      );
    }
  } else {
    root.add(box(axes, [fovReadMm, fovPhaseMm, stackExtentMm(group)], group.centre, colour, 0.035, 0.5));
  }
  return root;
}

/** Saturation slabs have no end of their own; this much of them is shown, mm. */
const BAND_SHOWN_MM = 260;

export function bandObject(band: SaturationBand, colour: string): Group {
  const { right, down } = axesIn(band.normal);
  const sizes: Vec3 = [BAND_SHOWN_MM, BAND_SHOWN_MM, band.thickness];
  const root = box([right, down, band.normal], sizes, band.centre, colour, 0.08, 0.4);
  root.name = `band-${band.name}`;
  return root;
}
