import { describe, expect, test } from 'vitest';
import { applyToPoint, invertAffine, type Affine, type SliceGroup, type Vec3 } from '../../src/geometry';
import { TISSUE, type TissueName } from '../../src/patient';
import { acquire, sequenceByName, type Sequence, type Series } from '../../src/scanner';
import { fieldMap, fieldPpm } from '../../src/scanner/fieldMap';
import { FieldEffects } from '../../src/scanner/fieldEffects';
import { fakePhantom } from './fakePhantom';

/** 2 mm voxels about the origin. */
const grid = ([nx, ny, nz]: Vec3): Affine => [
  ...[2, 0, 0, 1 - nx],
  ...[0, 2, 0, 1 - ny],
  ...[0, 0, 2, 1 - nz],
  ...[0, 0, 0, 1],
];
const phantom = (dims: Vec3, tissueAt: (p: Vec3) => TissueName) => fakePhantom(dims, grid(dims), tissueAt);

test('the field of a gas-filled ball is the dipole of its volume: Δχ/3 · (a/r)³ (3 cos²θ − 1)', () => {
  const RADIUS = 16;
  const CENTRE: Vec3 = [0, -20, 0];
  const away = (p: Vec3): number => Math.hypot(p[0] - CENTRE[0], p[1] - CENTRE[1], p[2] - CENTRE[2]);
  const dims: Vec3 = [110, 110, 110];
  const [whole, withBall] = [
    () => 'csf' as const,
    (p: Vec3) => (away(p) < RADIUS ? 'air' : 'csf') as TissueName,
  ].map((tissueAt) => fieldMap(phantom(dims, tissueAt)));
  if (!whole || !withBall) throw new Error('no map');
  // The shim of either map is linear in place: differences between opposite places cancel it.
  const ball = (p: Vec3): number => fieldPpm(withBall, p) - fieldPpm(whole, p);
  const curvature = (direction: Vec3, r: number): number => {
    const at = (s: number): Vec3 => [
      CENTRE[0] + s * direction[0],
      CENTRE[1] + s * direction[1],
      CENTRE[2] + s * direction[2],
    ];
    return (ball(at(r)) + ball(at(-r))) / 2;
  };
  // Air 0.36 ppm, water −9.05 ppm.
  const law = (r: number, cosine: number): number =>
    ((0.36 + 9.05) / 3) * (RADIUS / r) ** 3 * (3 * cosine * cosine - 1);
  for (const r of [26, 34]) {
    const measured = curvature([0, 0, 1], r) - curvature([1, 0, 0], r);
    const expected = law(r, 1) - law(r, 0);
    expect(measured / expected).toBeGreaterThan(0.9);
    expect(measured / expected).toBeLessThan(1.1);
  }
});

const AXIAL: SliceGroup = {
  name: 'axial',
  centre: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 1,
  sliceThickness: 4,
  sliceGap: 0,
  fovReadMm: 160,
  fovPhaseMm: 160,
};
const plain = (name: string): Sequence => ({
  ...sequenceByName(name),
  matrixRead: 128,
  matrixPhase: 128,
  phaseOversampling: 0,
  phaseEncodeDirection: 'AP',
  orientation: 'any',
  phaseResolution: 1,
  partialFourier: 1,
  accelerationFactor: 1,
  interpolation: 1,
  averages: 8,
});
const pixelAt = (series: Series, p: Vec3): number => {
  const [i, j] = applyToPoint(invertAffine(series.volume.voxelToPatient), p).map(Math.round) as [
    number,
    number,
  ];
  return series.volume.data[j * series.volume.dims[0] + i] ?? Number.NaN;
};

describe('images in an inhomogeneous field', () => {
  test('metal: signal is missing in some places and piles up in others; a higher bandwidth spoils less', () => {
    const dims: Vec3 = [72, 72, 24];
    const rod = (metal: TissueName) => phantom(dims, (p) => (Math.hypot(p[0], p[2]) < 3 ? metal : 'csf'));
    const sequence = { ...plain('t2-tse-ax'), normalisationFilter: false };
    const image = (metal: TissueName): number[] =>
      Array.from(acquire(rod(metal), AXIAL, sequence, 1).volume.data);
    const [hole, bent] = [image('air'), image('metal')];
    const inside = (v: readonly number[]): number[] =>
      v.filter((_, n) => Math.abs((n % 128) - 64) < 50 && Math.abs(Math.floor(n / 128) - 64) < 40);
    const difference = inside(bent).map((v, i) => v - (inside(hole)[i] ?? 0));
    const level = hole[64 * 128 + 40] ?? 1;
    expect(Math.max(...difference)).toBeGreaterThan(0.25 * level);
    expect(Math.min(...difference)).toBeLessThan(-0.5 * level);
    // Four times the bandwidth, a quarter of the displacement.
    const wide = { ...sequence, bandwidthHzPerPixel: 4 * sequence.bandwidthHzPerPixel };
    const spoilt = (s: Sequence): number => {
      const [a, b] = ['air', 'metal'].map((m) =>
        Array.from(acquire(rod(m as TissueName), AXIAL, s, 1).volume.data),
      );
      return inside(b ?? []).filter((v, i) => Math.abs(v - (inside(a ?? [])[i] ?? 0)) > 0.3 * level).length;
    };
    expect(spoilt(wide)).toBeLessThan(0.7 * spoilt(sequence));
  });

  test('spectral fat saturation takes fat where the field is good and leaves it far off the middle', () => {
    const body = phantom([72, 72, 240], () => 'subcutaneousFat');
    const at = (z: number, fatSuppression: Sequence['fatSuppression']): number =>
      pixelAt(acquire(body, { ...AXIAL, centre: [0, 0, z] }, { ...plain('t2-tse-ax'), fatSuppression }, 1), [
        0,
        20,
        z,
      ]);
    expect(at(0, 'spectral') / at(0, 'none')).toBeLessThan(0.3);
    expect(at(225, 'spectral') / at(225, 'none')).toBeGreaterThan(2 * (at(0, 'spectral') / at(0, 'none')));
  });

  test('balanced echoes repeat with every turn of the off-resonance within TR', () => {
    const body = phantom([60, 60, 24], () => 'csf');
    const sequence = plain('myelo-bssfp-ax');
    const effects = new FieldEffects(body, sequence, 4, 0, 0);
    const code = new Uint16Array(1).fill(TISSUE.csf * 16);
    const signal = (hz: number): number => {
      const [water, fat] = [new Float64Array(1).fill(1), new Float64Array(1).fill(1)];
      effects.select(code, Float64Array.of(hz), water, fat, 0, 1);
      return Math.abs(water[0] ?? 0);
    };
    const turn = 1000 / sequence.repetitionTimeMs;
    expect(signal(turn) / signal(0)).toBeCloseTo(1, 1);
    expect(signal(turn / 2) / signal(0)).toBeLessThan(0.5);
  });
});
