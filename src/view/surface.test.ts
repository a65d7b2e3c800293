import { describe, expect, it } from 'vitest';
import {
  affineFromColumns,
  applyToPoint,
  distance,
  normalize,
  rotateAbout,
  scale,
  type Vec3,
} from '../geometry';
import { createVolume, type Volume } from '../volume';
import { buildSurface, surfaceSteps, type Surface } from './surface';

const turn = (v: Vec3): Vec3 => rotateAbout(v, normalize([1, 2, -0.5]), 0.7);
const CENTRE: Vec3 = [-31, 62, 140];

/** A ball (and, apart from it, a second label) on a rotated, offset grid; `mirror` stores columns backwards. */
function ball(radius: number, spacing: Vec3, mirror = false): Volume<Uint8Array> {
  const dims = spacing.map((mm) => Math.ceil((2 * radius + 12) / mm)) as unknown as [number, number, number];
  const axes = [turn([mirror ? -1 : 1, 0, 0]), turn([0, 1, 0]), turn([0, 0, 1])] as const;
  const steps = axes.map((a, n) => scale(a, spacing[n] ?? 1)) as [Vec3, Vec3, Vec3];
  const half = steps.map((s, n) => scale(s, -((dims[n] ?? 1) - 1) / 2));
  const corner = half.reduce((p, s): Vec3 => [p[0] + s[0], p[1] + s[1], p[2] + s[2]], CENTRE);
  const affine = affineFromColumns(...steps, corner);
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let n = 0; n < data.length; n++) {
    const i = n % dims[0];
    const j = Math.floor(n / dims[0]) % dims[1];
    const k = Math.floor(n / (dims[0] * dims[1]));
    if (distance(applyToPoint(affine, [i, j, k]), CENTRE) < radius) data[n] = 2;
  }
  return createVolume(data, dims, affine);
}

function measure({ positions, indices }: Surface): {
  volume: number;
  area: number;
  euler: number;
  closed: boolean;
} {
  const point = (n: number): Vec3 => [
    positions[3 * n] ?? 0,
    positions[3 * n + 1] ?? 0,
    positions[3 * n + 2] ?? 0,
  ];
  const edges = new Map<string, number>();
  let [volume, area] = [0, 0];
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t] ?? 0, indices[t + 1] ?? 0, indices[t + 2] ?? 0];
    const [p, q, r] = [point(a), point(b), point(c)];
    const u: Vec3 = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const v: Vec3 = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
    const n: Vec3 = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    area += Math.hypot(...n) / 2;
    const o: Vec3 = [p[0] - CENTRE[0], p[1] - CENTRE[1], p[2] - CENTRE[2]];
    volume += (o[0] * n[0] + o[1] * n[1] + o[2] * n[2]) / 6;
    for (const [x, y] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      const key = x < y ? `${x} ${y}` : `${y} ${x}`;
      edges.set(key, (edges.get(key) ?? 0) + (x < y ? 1 : 1000));
    }
  }
  // Every edge once each way: no hole, no flipped triangle.
  const closed = [...edges.values()].every((count) => count === 1001);
  return { volume, area, euler: positions.length / 3 - edges.size + indices.length / 3, closed };
}

describe('surface of a label', () => {
  it.each([
    ['fine voxels', [1, 1, 1], false, 0.02],
    ['anisotropic voxels', [0.8, 1.2, 2], false, 0.03],
    ['thick slices, mirrored storage', [1.2, 1, 4], true, 0.06],
  ] as const)('a ball stays a ball: %s', (_, spacing, mirror, tolerance) => {
    const radius = 15;
    const surface = buildSurface(ball(radius, spacing, mirror), 2, 1.5);
    if (!surface) throw new Error('no surface');
    const { volume, area, euler, closed } = measure(surface);
    expect(closed).toBe(true);
    expect(euler).toBe(2);
    expect(volume / ((4 / 3) * Math.PI * radius ** 3)).toBeGreaterThan(1 - tolerance);
    expect(volume / ((4 / 3) * Math.PI * radius ** 3)).toBeLessThan(1 + tolerance);
    expect(Math.abs(area / (4 * Math.PI * radius ** 2) - 1)).toBeLessThan(tolerance + 0.02);
    let [farthest, leastOutward] = [0, 1];
    for (let n = 0; n < surface.positions.length; n += 3) {
      const [x = 0, y = 0, z = 0] = surface.positions.subarray(n, n + 3);
      const [nx = 0, ny = 0, nz = 0] = surface.normals.subarray(n, n + 3);
      const r = distance([x, y, z], CENTRE);
      farthest = Math.max(farthest, Math.abs(r - radius));
      leastOutward = Math.min(
        leastOutward,
        ((x - CENTRE[0]) * nx + (y - CENTRE[1]) * ny + (z - CENTRE[2]) * nz) / r,
      );
    }
    expect(farthest).toBeLessThan(1.2);
    expect(leastOutward).toBeGreaterThan(0.8);
  });

  it('is null for a label that does not occur, and can be paused', () => {
    const volume = ball(10, [1, 1, 2]);
    expect(buildSurface(volume, 1, 2)).toBeNull();
    let steps = 0;
    for (const steps_ = surfaceSteps(volume, 2, 2); !steps_.next().done;) steps++;
    expect(steps).toBeGreaterThan(30);
  });

  it('closes where the label touches the border of the volume', () => {
    const volume = ball(10, [1, 1, 1]);
    const full = { ...volume, data: volume.data.slice().fill(2) };
    const surface = buildSurface(full, 2, 2);
    if (!surface) throw new Error('no surface');
    expect(measure(surface).closed).toBe(true);
  });
});
