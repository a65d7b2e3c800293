import { expect, test } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { fixtureLabels } from '../../tests/fixtures/spineLabels';
import { affineFromColumns, applyToPoint, multiplyAffine, type Vec3 } from '../geometry';
import { createVolume, LABEL, type Dims, type LabelVolume } from '../volume';
import { assessConfidence, spineFromLabels } from './index';

const DIMS: Dims = [90, 150, 14];
const GRID = affineFromColumns([0, 1.8, 0], [0, 0, -1.8], [4.5, 0, 0], [-32, -80, 245]);
const plain = fixtureSpine({ coronalDeg: [2, 1, -1, -2, -1, 1] });
const labels = fixtureLabels(plain, DIMS, GRID);

const paint = (value: (p: Vec3, n: number) => number): LabelVolume => {
  const [nx, ny, nz] = DIMS;
  const data = Uint8Array.from({ length: nx * ny * nz }, (_, n) =>
    value(applyToPoint(GRID, [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))]), n),
  );
  return createVolume(data, DIMS, GRID);
};
const old = (n: number): number => labels.data[n] ?? 0;
const codeOf = (map: LabelVolume): string => {
  try {
    return spineFromLabels(map).discs.length > 0 ? 'planned' : 'empty';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};
const height = (level: string): number => plain.discs.find((d) => d.level === level)?.centre[2] ?? 0;

test('a lumbar spine passes, also cut to three discs', () => {
  expect(codeOf(labels)).toBe('planned');
  const top = height('L3-L4') + 12;
  expect(codeOf(paint((p, n) => (p[2] < top ? old(n) : 0)))).toBe('planned');
});

test('what is not built like a lumbar spine is refused by name', () => {
  expect(codeOf(paint(() => 0))).toBe('anatomy-no-discs');
  const only = paint((p, n) => (old(n) === LABEL.disc && Math.abs(p[2] - height('L3-L4')) > 15 ? 0 : old(n)));
  expect(codeOf(only)).toBe('anatomy-not-lumbar');
  const noBodies = paint((_, n) => (old(n) === LABEL.vertebra ? 0 : old(n)));
  expect(codeOf(noBodies)).toBe('anatomy-not-lumbar');
  const wrongSide = paint((p, n) =>
    old(n) === LABEL.canal ? 0 : Math.hypot(p[0], p[1] + 55) < 8 ? 3 : old(n),
  );
  expect(codeOf(wrongSide)).toBe('anatomy-back-to-front');
});

test.each([1, 2, 3])('random blobs (%i) are refused', (seed) => {
  let state = seed * 7919;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const blobs = Array.from({ length: 60 }, () => ({
    at: [60 * random() - 30, 160 * random() - 80, 270 * random() - 25] as Vec3,
    radius: 6 + 14 * random(),
    label: 1 + Math.floor(4 * random()),
  }));
  const map = paint(
    (p) =>
      blobs.find(({ at, radius }) => Math.hypot(p[0] - at[0], p[1] - at[1], p[2] - at[2]) < radius)?.label ??
      0,
  );
  expect(codeOf(map)).toMatch(/^anatomy-(no-discs|no-planes|not-lumbar)$/);
});

test('a head, as the network labels one, is refused: shells of bone and disc around a canal', () => {
  const head = paint((p) => {
    const r = Math.hypot(1.2 * p[0], p[1] + 10, 0.9 * (p[2] - 110));
    if (r > 74) return 0;
    if (r > 62) return LABEL.vertebra;
    if (r > 54) return LABEL.disc;
    return Math.hypot(p[0], p[1] + 10) < 10 ? LABEL.canal : r > 30 && r < 40 ? LABEL.disc : 0;
  });
  expect(codeOf(head)).toMatch(/^anatomy-(no-discs|no-planes|not-lumbar)$/);
});

test('front and back exchanged in the header are named, whichever way up the spine stands', () => {
  const turned = (up: number): LabelVolume => {
    const turn = [...[1, 0, 0, 0], ...[0, -1, 0, 0], ...[0, 0, up, 0], ...[0, 0, 0, 1]];
    return { ...labels, voxelToPatient: multiplyAffine(turn, GRID) };
  };
  expect(codeOf(turned(1))).toBe('anatomy-back-to-front');
  expect(codeOf(turned(-1))).toBe('anatomy-back-to-front');
});

test('a thoracic spine is refused by its kyphosis where no disc lies on the sacrum, and only there', () => {
  const kyphotic = fixtureSpine({ sagittalDeg: [-6, -2, 2, 6, 10, 14] });
  const all = fixtureLabels(kyphotic, DIMS, GRID);
  const chest = { ...all, data: all.data.map((v) => (v === LABEL.sacrum ? 0 : v)) };
  expect(spineFromLabels(all).warnings.join(' ')).toContain('front and back are not exchanged');
  expect(codeOf(chest)).toBe('anatomy-kyphotic');
  const straight = fixtureLabels(fixtureSpine({ sagittalDeg: [0, 0, 0, 0, 0, 0] }), DIMS, GRID);
  const cut = { ...straight, data: straight.data.map((v) => (v === LABEL.sacrum ? 0 : v)) };
  expect(spineFromLabels(cut).warnings.join(' ')).toContain('may be the thoracic spine');
});

test('order of storage does not matter, labels against the geometry do', () => {
  const [nx, ny, nz] = DIMS;
  const rowsReversed = Uint8Array.from(labels.data, (_, n) => {
    const row = Math.floor(n / nx) % ny;
    return old(n + (ny - 1 - 2 * row) * nx);
  });
  const feetFirst = affineFromColumns(
    [0, 1.8, 0],
    [0, 0, 1.8],
    [4.5, 0, 0],
    [-32, -80, 245 - 1.8 * (ny - 1)],
  );
  const stored = spineFromLabels(createVolume(rowsReversed, [nx, ny, nz], feetFirst));
  expect(stored.discs.map((d) => d.level)).toEqual(plain.discs.map((d) => d.level));
  const turned = createVolume(rowsReversed, DIMS, GRID);
  expect(codeOf(turned)).toBe('anatomy-upside-down');
  // Networks expect a sacrum at the foot and label one there, on which no disc lies.
  const [top, low] = [245 - 12, 245 - 1.8 * (ny - 1) + 12];
  const guessed = rowsReversed.map((v, n) => {
    const z = 245 - 1.8 * (Math.floor(n / nx) % ny);
    if (z > top - 40 && v === LABEL.sacrum) return LABEL.vertebra;
    return z < low && v === LABEL.background && n % nx > 20 && n % nx < 45 ? LABEL.sacrum : v;
  });
  expect(codeOf(createVolume(guessed, DIMS, GRID))).toBe('anatomy-upside-down');
});

test('confidence: refused far below what any spine gives, doubted below what spines usually give', () => {
  expect(assessConfidence(0.9)).toBeNull();
  expect(assessConfidence(0.74)).toContain('74 %');
  expect(() => assessConfidence(0.5)).toThrow(expect.objectContaining({ code: 'anatomy-not-lumbar' }));
});
