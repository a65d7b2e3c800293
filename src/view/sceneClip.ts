import { Line, Mesh, Plane, Vector3, type Material, type Object3D } from 'three';
import type { CardinalOrientation, Vec3 } from '../geometry';
import type { SceneClip } from './types';

/** What is left of a clip: the patient's right, back and feet; the usual camera looks at the cut. */
const KEPT: Record<CardinalOrientation, Vec3> = {
  sagittal: [-1, 0, 0],
  coronal: [0, 1, 0],
  axial: [0, 0, -1],
};

/** Three's planes of a clip, facing what is left; none without a clip. */
export function clippingPlanes(clip: SceneClip | null): Plane[] {
  if (!clip) return [];
  const normal = KEPT[clip.orientation];
  return [new Plane(new Vector3(...normal), -(normal[0] + normal[1] + normal[2]) * clip.mm)];
}

/** Cuts everything under `roots`. */
export function clipObjects(roots: readonly Object3D[], planes: readonly Plane[]): void {
  for (const root of roots) {
    root.traverse((object) => {
      if (!(object instanceof Mesh || object instanceof Line)) return;
      (object.material as Material).clippingPlanes = [...planes];
    });
  }
}
