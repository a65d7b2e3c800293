import type { SliceGroup } from '../../../src/geometry';
import { mean } from '../real/statistics';
import { AXIAL, object, scan, SPIN_ECHO, TRAIN } from './objects';
import type { Row } from './row';

/** Thickness of a slice from a ramp: a water surface that climbs 1 mm a 4 mm shows the profile's integral along it. */
export function sliceThickness(): Row {
  const rise = 1 / 4;
  const ramp = object(
    (p) => (p[2] < p[0] * rise && p.every((x) => Math.abs(x) < 80) ? 'csf' : 'air'),
    0.5,
    [320, 120, 80],
  );
  const group: SliceGroup = { ...AXIAL, sliceThickness: 5, fovReadMm: 150, fovPhaseMm: 60 };
  const p = scan(ramp, { ...SPIN_ECHO, matrixRead: 128, matrixPhase: 64, phaseOversampling: 0 }, group);
  const pixelMm = group.fovReadMm / 128;
  const line = Array.from({ length: p.columns }, (_, i) =>
    mean(Array.from({ length: 44 }, (_, n) => p.at(i, p.rows / 2 - 22 + n))),
  );
  // The derivative of the edge along the ramp is the profile; its full width at half maximum times the rise.
  const slope = line.map((_, i) =>
    i < 10 || i > line.length - 11 ? 0 : ((line[i + 2] ?? 0) - (line[i - 2] ?? 0)) / 4,
  );
  const centre = slope.reduce((sum, v, i) => sum + v * i, 0) / slope.reduce((sum, v) => sum + v, 0);
  const plateau = mean(slope.slice(Math.round(centre) - 4, Math.round(centre) + 5));
  const first = slope.findIndex((v) => v > plateau / 2);
  const last = slope.findLastIndex((v) => v > plateau / 2);
  const cross = (outer: number, inner: number): number => {
    const [a = 0, b = 0] = [slope[outer], slope[inner]];
    return outer + ((plateau / 2 - a) / (b - a)) * (inner - outer);
  };
  return {
    quantity: 'full width at half maximum of a 5 mm slice',
    measured: (cross(last + 1, last) - cross(first - 1, first)) * pixelMm * rise,
    expected: 5,
    tolerance: 0.25,
    unit: 'mm',
    source: 'nominal thickness; ramp of 1 : 4 as in NEMA MS 5',
  };
}

/** A straight tube of water in muscle grows by 1/cos θ on a tilted slice. */
export function tiltedTube(): Row[] {
  const tube = object(
    (p) => (Math.hypot(p[0], p[1]) < 12 ? 'csf' : p.every((x) => Math.abs(x) < 60) ? 'muscle' : 'air'),
    0.5,
    [240, 240, 140],
  );
  const area = (deg: number): number => {
    const [c, s] = [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
    const group: SliceGroup = {
      ...AXIAL,
      columnDirection: [0, c, s],
      sliceThickness: 2,
      fovReadMm: 80,
      fovPhaseMm: 80,
    };
    const p = scan(tube, TRAIN, group);
    const inner = mean([0, 1, 2, 3].map((n) => p.at(63 + (n & 1), 63 + (n >> 1))));
    const outer = mean(Array.from({ length: 30 }, (_, n) => p.at(15, 50 + n)));
    let pixels = 0;
    for (let j = 0; j < p.rows; j++)
      for (let i = 0; i < p.columns; i++) {
        const share = (p.at(i, j) - outer) / (inner - outer);
        if (Math.hypot(i - 63.5, j - 63.5) < 45 && share > 0.5) pixels++;
      }
    return pixels;
  };
  const straight = area(0);
  return [10, 20, 30].map((deg) => ({
    quantity: `area of a tube on a slice tilted by ${deg}°, against none`,
    measured: 100 * (area(deg) / straight - 1),
    expected: 100 * (1 / Math.cos((deg * Math.PI) / 180) - 1),
    tolerance: 1,
    unit: '%',
    source: '1/cos θ − 1',
  }));
}
