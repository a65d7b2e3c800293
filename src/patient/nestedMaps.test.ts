import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyToPoint, invertAffine, type Vec3 } from '../geometry';
import { LABEL, sampleNearest, type Volume } from '../volume';
import { flattenPhantom, generatePhantom, parsePhantomDefinition, wholeMap } from './index';

const definition = parsePhantomDefinition(JSON.parse(readFileSync('phantoms/normal.json', 'utf8')));
const patient = generatePhantom(definition, 3, { voxelMm: 1.5 });
const fine = patient.tissueMaps[0]?.tissues;
if (!fine) throw new Error('a phantom has a fine map');
const whole = wholeMap(patient).tissues;
const valueAt = (volume: Volume, p: Vec3): number =>
  sampleNearest(volume, ...applyToPoint(invertAffine(volume.voxelToPatient), p));

describe('nested maps', () => {
  it('halve the voxel around the spine, edges on edges', () => {
    const [fineMm, coarseMm] = [fine.voxelToPatient[0] ?? 0, whole.voxelToPatient[0] ?? 0];
    expect(coarseMm).toBe(2 * fineMm);
    for (const axis of [0, 1, 2]) {
      const edge = (v: Volume, side: number): number => (v.voxelToPatient[axis * 4 + 3] ?? 0) - side / 2;
      const between = (edge(fine, fineMm) - edge(whole, coarseMm)) / coarseMm;
      expect(Math.abs(between - Math.round(between))).toBeLessThan(1e-9);
      expect((fine.dims[axis] ?? 1) % 2).toBe(0);
    }
    expect(fine.dims[2]).toBe(2 * whole.dims[2]);
  });

  it('hold every labelled voxel of the spine in the fine map, with room around it', () => {
    const [nx, ny] = patient.labels.dims;
    let touching = 0;
    patient.labels.data.forEach((label, n) => {
      if (label === LABEL.background || label === LABEL.sacrum) return;
      const i = n % nx;
      const j = Math.floor(n / nx) % ny;
      if (i < 2 || i > nx - 3 || j < 2 || j > ny - 3) touching++;
    });
    expect(touching).toBe(0);
  });

  it('give the coarse map, inside the fine box, the tissue of one of its eight fine voxels', () => {
    const m = fine.voxelToPatient;
    const side = m[0] ?? 1;
    let checked = 0;
    for (let k = 1; k < whole.dims[2]; k += 7)
      for (let j = 0; j < whole.dims[1]; j += 3)
        for (let i = 0; i < whole.dims[0]; i += 3) {
          const p = applyToPoint(whole.voxelToPatient, [i, j, k]);
          const [x, y, z] = applyToPoint(invertAffine(m), p);
          if (x < 0 || y < 0 || z < 0 || x > fine.dims[0] - 1 || y > fine.dims[1] - 1) continue;
          const children = [-1, 1].flatMap((a) =>
            [-1, 1].flatMap((b) =>
              [-1, 1].map((c) =>
                valueAt(fine, [p[0] + (a * side) / 2, p[1] + (b * side) / 2, p[2] + (c * side) / 2]),
              ),
            ),
          );
          expect(children).toContain(valueAt(whole, p));
          checked++;
        }
    expect(checked).toBeGreaterThan(1000);
  });
});

describe('a flattened phantom', () => {
  it('has one uniform grid with the tissue of the finest map at each point', () => {
    const flat = flattenPhantom(patient, { voxelMm: 2, extentMm: [200, 200, 240] });
    const { dims, data, voxelToPatient } = wholeMap(flat).tissues;
    expect(flat.tissueMaps).toHaveLength(1);
    expect(dims).toEqual([100, 100, 120]);
    expect(flat.labels.dims).toEqual(dims);
    let checked = 0;
    for (let n = 0; n < data.length; n += 331) {
      const p = applyToPoint(voxelToPatient, [
        n % dims[0],
        Math.floor(n / dims[0]) % dims[1],
        Math.floor(n / (dims[0] * dims[1])),
      ]);
      const [x, y, z] = applyToPoint(invertAffine(fine.voxelToPatient), p);
      const inFine = [x, y, z].every((v, a) => v > -0.5 && v < (fine.dims[a] ?? 0) - 0.5);
      const source = inFine ? fine : whole;
      // Half way between two voxels both are nearest.
      const at = applyToPoint(invertAffine(source.voxelToPatient), p);
      if (at.some((v) => Math.abs(v - Math.floor(v) - 0.5) < 1e-6)) continue;
      expect(data[n]).toBe(valueAt(source, p));
      checked++;
    }
    expect(checked).toBeGreaterThan(500);
  });
});
