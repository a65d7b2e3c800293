import { affineHandedness, applyToDirection, applyToPoint, type Affine, type Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { surfaceField, type SurfaceField } from './surfaceField';

/**
 * A closed triangle surface in the patient: `positions` x y z in LPS mm, unit `normals` pointing out, triangles
 * counter-clockwise from outside.
 */
export interface Surface {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly indices: Uint32Array;
}

/** The surface lies where half of the neighbourhood belongs to the label. */
const LEVEL = 0.5;

/**
 * Smooth surface of one label value, or null when the label does not occur. A generator, so that the caller can pause it:
 * every step takes a few milliseconds at most.
 * @param stepMm size of a triangle, about; cost grows with its inverse cube
 */
export function* surfaceSteps(
  labels: Volume<Uint8Array>,
  value: number,
  stepMm: number,
): Generator<void, Surface | null> {
  const field = yield* surfaceField(labels, value, stepMm);
  return field ? yield* surfaceNets(field) : null;
}

/** Runs `surfaceSteps` to its end. */
export function buildSurface(labels: Volume<Uint8Array>, value: number, stepMm: number): Surface | null {
  const steps = surfaceSteps(labels, value, stepMm);
  for (;;) {
    const { done, value: surface } = steps.next();
    if (done) return surface ?? null;
  }
}

// The 12 edges of a cell as pairs of corners; corner bits: 1 along i, 2 along j, 4 along k.
const CELL_EDGES: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((a) =>
  [1, 2, 4].filter((bit) => !(a & bit)).map((bit) => [a, a | bit] as const),
);

/**
 * Naive surface nets (S. F. Gibson, MICCAI 1998): one vertex in every cell the surface passes, at the mean of its
 * crossings with the cell's edges; one quad for every grid edge it crosses. The field must be below the level on its border.
 */
function* surfaceNets({ data, dims, gridToPatient }: SurfaceField): Generator<void, Surface> {
  const [nx, ny, nz] = dims;
  const strides = [1, nx, nx * ny] as const;
  const positions = new Growing(Float32Array);
  const normals = new Growing(Float32Array);
  const indices = new Growing(Uint32Array);
  // Vertex number of the cells of this layer and of the one before, −1: none.
  let below = new Int32Array(nx * ny).fill(-1);
  let here = new Int32Array(nx * ny).fill(-1);
  const inward = affineHandedness(gridToPatient) < 0;
  const corner = new Float64Array(8);
  const quad = (a: number, b: number, c: number, d: number, turned: boolean): void => {
    if (a < 0 || b < 0 || c < 0 || d < 0) return;
    if (turned === inward) indices.push([a, d, c, a, c, b]);
    else indices.push([a, b, c, a, c, d]);
  };
  for (let k = 0; k < nz - 1; k++) {
    for (let j = 0; j < ny - 1; j++) {
      for (let i = 0; i < nx - 1; i++) {
        const base = i + j * nx + k * strides[2];
        let inside = 0;
        for (let n = 0; n < 8; n++) {
          const value = data[base + (n & 1) + (n & 2 ? nx : 0) + (n & 4 ? strides[2] : 0)] ?? 0;
          corner[n] = value;
          if (value > LEVEL) inside |= 1 << n;
        }
        const cell = i + j * nx;
        if (inside === 0 || inside === 255) {
          here[cell] = -1;
          continue;
        }
        here[cell] = positions.length / 3;
        positions.push(applyToPoint(gridToPatient, cellVertex(corner, inside, i, j, k)));
        normals.push(outward(gridToPatient, corner));
        const start = (inside & 1) === 1;
        // Edges from the cell's first corner: their four cells are known once this one is.
        if (j > 0 && k > 0 && start !== ((inside >> 1) & 1) > 0) {
          quad(at(here, cell), at(here, cell - nx), at(below, cell - nx), at(below, cell), start);
        }
        if (i > 0 && k > 0 && start !== ((inside >> 2) & 1) > 0) {
          quad(at(here, cell), at(below, cell), at(below, cell - 1), at(here, cell - 1), start);
        }
        if (i > 0 && j > 0 && start !== ((inside >> 4) & 1) > 0) {
          quad(at(here, cell), at(here, cell - 1), at(here, cell - 1 - nx), at(here, cell - nx), start);
        }
      }
    }
    [below, here] = [here, below];
    here.fill(-1);
    yield;
  }
  return { positions: positions.values(), normals: normals.values(), indices: indices.values() };
}

/** A typed array that grows: an ordinary array of a million numbers would be copied in one long step at the end. */
class Growing<T extends Float32Array | Uint32Array> {
  #data: T;
  length = 0;

  constructor(readonly kind: new (size: number) => T) {
    this.#data = new kind(1 << 14);
  }
  push(values: readonly number[]): void {
    if (this.length + values.length > this.#data.length) {
      const larger = new this.kind(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    for (const value of values) this.#data[this.length++] = value;
  }
  values(): T {
    return this.#data.slice(0, this.length) as T;
  }
}

/** Against the field's slope over the cell: the field falls from the label outwards. */
function outward(gridToPatient: Affine, corner: Float64Array): Vec3 {
  const slope: [number, number, number] = [0, 0, 0];
  for (const [a, b] of CELL_EDGES) {
    const axis = b - a === 1 ? 0 : b - a === 2 ? 1 : 2;
    slope[axis] += (corner[a] ?? 0) - (corner[b] ?? 0);
  }
  // The grid is isotropic and square, so directions need no inverse transpose.
  const direction = applyToDirection(gridToPatient, slope);
  const size = Math.hypot(...direction) || 1;
  return [direction[0] / size, direction[1] / size, direction[2] / size];
}

const at = (cells: Int32Array, n: number): number => cells[n] ?? -1;

function cellVertex(corner: Float64Array, inside: number, i: number, j: number, k: number): Vec3 {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (const [a, b] of CELL_EDGES) {
    if (((inside >> a) & 1) === ((inside >> b) & 1)) continue;
    const [va, vb] = [corner[a] ?? 0, corner[b] ?? 0];
    const t = (LEVEL - va) / (vb - va);
    const along = b - a;
    x += (a & 1) + (along === 1 ? t : 0);
    y += ((a >> 1) & 1) + (along === 2 ? t : 0);
    z += ((a >> 2) & 1) + (along === 4 ? t : 0);
    count++;
  }
  return [i + x / count, j + y / count, k + z / count];
}
