import { readFileSync } from 'node:fs';
import type { Vec3 } from '../../../src/geometry';

/** Says whether a point (LPS mm) is bone. */
export type Bone = (p: Vec3) => boolean;

interface Triangles {
  readonly corners: readonly (readonly [Vec3, Vec3, Vec3])[];
  readonly low: Vec3;
  readonly high: Vec3;
}

/** Reads a closed Wavefront surface in metres, +x anterior, y lateral, +z superior, into LPS mm. */
function readObj(path: string): Triangles {
  const vertices: Vec3[] = [];
  const corners: [Vec3, Vec3, Vec3][] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [kind, ...cells] = line.trim().split(/\s+/);
    if (kind === 'v') {
      const [anterior = 0, lateral = 0, superior = 0] = cells.map(Number);
      vertices.push([lateral * 1000, -anterior * 1000, superior * 1000]);
    } else if (kind === 'f') {
      const [a, b, c] = cells.map((cell) => vertices[parseInt(cell, 10) - 1]);
      if (a && b && c) corners.push([a, b, c]);
    }
  }
  const bound = (pick: (...values: number[]) => number): Vec3 => {
    const along = (axis: 0 | 1 | 2): number =>
      vertices.reduce((best, v) => pick(best, v[axis]), vertices[0]?.[axis] ?? 0);
    return [along(0), along(1), along(2)];
  };
  return { corners, low: bound(Math.min), high: bound(Math.max) };
}

/** Heights at which the vertical line through (x, y) crosses the surface. */
function crossings(triangles: Triangles, stepMm: number): Map<number, number[]> {
  const { low, high, corners } = triangles;
  const columns = Math.ceil((high[0] - low[0]) / stepMm) + 1;
  const found = new Map<number, number[]>();
  for (const [a, b, c] of corners) {
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
    if (area === 0) continue;
    const range = (axis: 0 | 1): [number, number] => [
      Math.ceil((Math.min(a[axis], b[axis], c[axis]) - low[axis]) / stepMm),
      Math.floor((Math.max(a[axis], b[axis], c[axis]) - low[axis]) / stepMm),
    ];
    const [i0, i1] = range(0);
    const [j0, j1] = range(1);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        const [x, y] = [low[0] + i * stepMm, low[1] + j * stepMm];
        const v = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area;
        const w = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area;
        if (v < 0 || w < 0 || v + w > 1) continue;
        const key = j * columns + i;
        const list = found.get(key) ?? [];
        list.push(a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]));
        found.set(key, list);
      }
  }
  return found;
}

/** The inside of a closed surface on a grid of `stepMm`: a point is inside between an odd and an even crossing. */
export function solid(path: string, stepMm: number): { bone: Bone; centre: Vec3 } {
  const triangles = readObj(path);
  const { low, high } = triangles;
  const columns = Math.ceil((high[0] - low[0]) / stepMm) + 1;
  const found = crossings(triangles, stepMm);
  for (const list of found.values()) list.sort((a, b) => a - b);
  const bone: Bone = ([x, y, z]) => {
    const i = Math.round((x - low[0]) / stepMm);
    const j = Math.round((y - low[1]) / stepMm);
    if (i < 0 || i >= columns) return false;
    const list = found.get(j * columns + i);
    return list !== undefined && list.filter((crossing) => crossing <= z).length % 2 === 1;
  };
  return { bone, centre: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2] };
}
