import { PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Vec3 } from '../geometry';

/** Directions to look from, as the camera's place about the spine. */
const LOOK_FROM = {
  oblique: [0.62, -0.74, 0.28],
  anterior: [0, -1, 0],
  posterior: [0, 1, 0],
  left: [1, 0, 0],
  right: [-1, 0, 0],
  head: [0, -0.001, 1],
} as const satisfies Record<string, Vec3>;
export type LookFrom = keyof typeof LOOK_FROM;

const FIELD_DEG = 28;
/** Room around what is framed. */
const MARGIN = 1.06;
/** Without anything to frame, mm. */
const EMPTY_RADIUS_MM = 150;

/** Where the scene is looked at from: set views, flights and turns by mouse or key. Coordinates are patient LPS mm. */
export class SceneCamera {
  readonly camera = new PerspectiveCamera(FIELD_DEG, 1, 1, 9000);
  readonly #controls: OrbitControls;
  readonly #changed: () => void;
  readonly #taken: () => void;

  /** @param taken somebody takes the scene in hand */
  constructor(canvas: HTMLCanvasElement, changed: () => void, taken: () => void) {
    this.#changed = changed;
    this.#taken = taken;
    this.camera.up.set(0, 0, 1);
    this.#controls = new OrbitControls(this.camera, canvas);
    this.#controls.enableDamping = false;
    this.#controls.addEventListener('change', changed);
    this.#controls.addEventListener('start', taken);
  }

  setAspect(aspect: number): void {
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
  }

  /** Looks from one side at all of `corners`, as near as shows them whole. */
  look(from: LookFrom, corners: readonly Vector3[]): void {
    const direction = new Vector3(...LOOK_FROM[from]).normalize();
    const middle = new Vector3();
    let distance = this.#distanceFor(EMPTY_RADIUS_MM);
    if (corners.length > 0) {
      const low = corners.reduce((a, b) => a.clone().min(b));
      const high = corners.reduce((a, b) => a.clone().max(b));
      middle.addVectors(low, high).multiplyScalar(0.5);
      distance = MARGIN * this.#fitting(corners, middle, direction);
    }
    this.#controls.target.copy(middle);
    this.camera.position.copy(middle).addScaledVector(direction, distance);
    this.#controls.update();
    this.#changed();
  }

  /** Shows `radiusMm` around a place, from the side one looks from now. */
  flyTo(point: Vec3, radiusMm: number): void {
    const direction = this.camera.position.clone().sub(this.#controls.target).normalize();
    this.#controls.target.set(...point);
    this.camera.position.set(...point).addScaledVector(direction, this.#distanceFor(radiusMm));
    this.#controls.update();
    this.#changed();
  }

  /** Spherical coordinates have y up, the patient z: exchanged on the way in and out. */
  orbit(dTheta: number, dPhi: number, zoom: number): void {
    const { x, y, z } = this.camera.position.clone().sub(this.#controls.target);
    const place = new Spherical().setFromVector3(new Vector3(x, z, -y));
    place.theta += dTheta;
    place.phi += dPhi;
    place.radius *= zoom;
    const turned = new Vector3().setFromSpherical(place.makeSafe());
    this.camera.position.copy(this.#controls.target).add(new Vector3(turned.x, -turned.z, turned.y));
    this.#controls.update();
    this.#changed();
  }

  dispose(): void {
    this.#controls.removeEventListener('change', this.#changed);
    this.#controls.removeEventListener('start', this.#taken);
    this.#controls.dispose();
  }

  /** Tangents of half the field, across and up. */
  #halfField(): readonly [number, number] {
    const up = Math.tan(((FIELD_DEG / 2) * Math.PI) / 180);
    return [up * this.camera.aspect, up];
  }

  #distanceFor(radius: number): number {
    return radius / Math.sin(Math.atan(Math.min(...this.#halfField())));
  }

  /** The least distance from `middle` along `direction` at which every corner lies within the field. */
  #fitting(corners: readonly Vector3[], middle: Vector3, direction: Vector3): number {
    const across = new Vector3().crossVectors(this.camera.up, direction).normalize();
    const up = new Vector3().crossVectors(direction, across);
    const [tanAcross, tanUp] = this.#halfField();
    return Math.max(
      ...corners.map((corner) => {
        const from = corner.clone().sub(middle);
        const sides = [Math.abs(from.dot(across)) / tanAcross, Math.abs(from.dot(up)) / tanUp];
        return from.dot(direction) + Math.max(...sides);
      }),
    );
  }
}
