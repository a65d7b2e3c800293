import { expect, describe, it } from 'vitest';
import { applyToPoint, type Affine, type Vec3 } from '../src/geometry';
import { PART, type DiscLandmarks } from '../src/patient';
import { LABEL, type DiscLevel, type LabelVolume } from '../src/volume';
import { phantomAgreement } from '../src/regression';
import { cardText } from '../scripts/evaluate/card';
import { whereWrong, wrongSentence } from '../scripts/evaluate/errors';
import { coveredSlices, fineGrid, TRUE_ARCH, truthOn } from '../src/regression';
import type { Measurements, StackResult } from '../scripts/evaluate/results';
import {
  contrastOf,
  seriesContrasts,
  sliceDice,
  vertebraeShown,
  type Slice,
} from '../scripts/evaluate/slices';
import { correlation, quantile } from '../scripts/evaluate/statistics';
import { targetsOf, verdict, type Target } from '../scripts/evaluate/targets';

const isotropic = (mm: number, origin: Vec3): Affine => [
  ...[mm, 0, 0, origin[0]],
  ...[0, mm, 0, origin[1]],
  ...[0, 0, mm, origin[2]],
  ...[0, 0, 0, 1],
];

describe('the grid of points 1 mm apart', () => {
  // A sagittal stack: columns to the back 0.8 mm, rows to the feet 0.8 mm, slices to the left 4.4 mm apart.
  const stack = {
    dims: [100, 50, 3] as const,
    voxelToPatient: [0, 0, 4.4, 10, 0.8, 0, 0, 20, 0, -0.8, 0, 30, 0, 0, 0, 1],
  };

  it('fills the field and shares its middle', () => {
    const grid = fineGrid(stack);
    // 80 mm, 40 mm and 13.2 mm.
    expect(grid.dims).toEqual([80, 40, 13]);
    const middle = applyToPoint(grid.voxelToPatient, [39.5, 19.5, 6]);
    [14.4, 20 + 49.5 * 0.8, 30 - 24.5 * 0.8].forEach((mm, axis) => expect(middle[axis]).toBeCloseTo(mm, 9));
    const step = applyToPoint(grid.voxelToPatient, [40.5, 19.5, 6]);
    expect(step[1] - middle[1]).toBeCloseTo(1, 9);
  });

  it('is scored between the outer faces of the first and the last slice only', () => {
    // Three slices of 4 mm, 6 mm apart: 16 mm of the field's 18.
    const grid = { dims: [10, 10, 18] as const, voxelToPatient: isotropic(1, [0, 0, 0]) };
    expect(coveredSlices(grid, 16)).toEqual([1, 17]);
    expect(coveredSlices(grid, 18)).toEqual([0, 18]);
  });
});

describe('truth on the grid', () => {
  const side = 60;
  const source = (labelAt: (p: Vec3) => number, partAt: (p: Vec3) => number = () => PART.body) => {
    const voxelToPatient = isotropic(0.75, [-22, -22, -22]);
    const dims = [side, side, side] as const;
    const data = new Uint8Array(side ** 3);
    const parts = new Uint8Array(side ** 3);
    for (let n = 0; n < data.length; n++) {
      const p = applyToPoint(voxelToPatient, [
        n % side,
        Math.floor(n / side) % side,
        Math.floor(n / side ** 2),
      ]);
      data[n] = labelAt(p);
      parts[n] = data[n] === LABEL.vertebra ? partAt(p) : PART.none;
    }
    return {
      labels: { data, dims, voxelToPatient },
      parts: { data: parts, dims, voxelToPatient },
    };
  };

  it('keeps the volume of a ball on a turned grid', () => {
    const radius = 12;
    const patient = source(([x, y, z]) => (x * x + y * y + z * z <= radius * radius ? LABEL.disc : 0));
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const turned: Affine = [c, -s, 0, -18, s, c, 0, -26, 0, 0, 1, -20.3, 0, 0, 0, 1];
    const truth = truthOn({ dims: [44, 44, 44], voxelToPatient: turned }, patient);
    const volume = truth.data.filter((v) => v === LABEL.disc).length;
    expect(volume / ((4 / 3) * Math.PI * radius ** 3)).toBeCloseTo(1, 1.7);
    // Not only as large, but there: its centre of mass is the ball's.
    const sum = [0, 0, 0];
    truth.data.forEach((v, n) => {
      const p = applyToPoint(turned, [n % 44, Math.floor(n / 44) % 44, Math.floor(n / 44 ** 2)]);
      if (v === LABEL.disc) p.forEach((mm, axis) => (sum[axis] = (sum[axis] ?? 0) + mm / volume));
    });
    sum.forEach((mm) => expect(Math.abs(mm)).toBeLessThan(0.1));
  });

  it('lets body and arch win together before either does alone', () => {
    // Along x, in one cube of 1 mm: 4/9 nothing, then body, then arch.
    const patient = source(
      ([x]) => (x > 0 ? LABEL.vertebra : 0),
      ([x]) => (x > 3 ? PART.arch : PART.body),
    );
    const truth = truthOn({ dims: [9, 1, 1], voxelToPatient: isotropic(1, [-4, 0, 0]) }, patient);
    expect([...truth.data]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, TRUE_ARCH]);
  });
});

describe('agreement on the grid', () => {
  const row = (...values: number[]): LabelVolume => ({
    data: Uint8Array.from(values),
    dims: [values.length, 1, 1],
    voxelToPatient: isotropic(1, [0, 0, 0]),
  });

  it('gives found bone to the nearer part', () => {
    // Truth: body 2–4, arch 8–9. Found: bone 1–5 and 8; the gap between the parts is not scored as either.
    const truth = row(0, 0, 1, 1, 1, 0, 0, 0, TRUE_ARCH, TRUE_ARCH, 0);
    const found = row(0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0);
    const { dice, hausdorffMm } = phantomAgreement(found, truth, [0, 1]);
    expect(dice.body).toBeCloseTo((2 * 3) / (5 + 3), 12);
    expect(dice.arch).toBeCloseTo((2 * 1) / (1 + 2), 12);
    expect(dice.vertebra).toBeCloseTo((2 * 4) / (6 + 5), 12);
    expect(dice.disc).toBeNull();
    expect(hausdorffMm.disc).toBeNull();
    // Every voxel of a row is surface. Distances: found to true 1 0 0 0 1 0; true to found 0 0 0 0 1.
    expect(hausdorffMm.vertebra).toBeCloseTo(1, 12);
  });

  it('leaves out what no slice covers', () => {
    const stacked = (...values: number[]): LabelVolume => ({
      ...row(...values),
      dims: [1, 1, values.length],
    });
    const { dice } = phantomAgreement(stacked(2, 2, 2, 0), stacked(0, 2, 2, 2), [1, 3]);
    expect(dice.disc).toBe(1);
  });
});

describe('single pictures', () => {
  const [columns, rows] = [100, 100];
  /** Seven bodies, a canal of this grey behind them, fat, and a process. */
  const picture = (canal: number): Slice => {
    const grey = new Float32Array(columns * rows).fill(20);
    const mask = new Uint32Array(columns * rows);
    for (let y = 0; y < 98; y++) {
      if (y % 14 > 10) continue;
      const at = y * columns;
      const colour = 0x010000 * (1 + Math.floor(y / 14));
      grey
        .fill(100, at + 40, at + 60)
        .fill(canal, at + 60, at + 65)
        .fill(180, at + 65, at + 68);
      grey.fill(90, at + 68, at + 76);
      mask.fill(colour, at + 40, at + 60).fill(colour, at + 68, at + 76);
    }
    return { columns, rows, grey, mask };
  };

  it('are T1 where the fluid is dark and T2 where it is bright', () => {
    expect(contrastOf(picture(30))).toBe('T1');
    expect(contrastOf(picture(200))).toBe('T2');
    expect(contrastOf(picture(100))).toBe('unknown');
    const { mask, ...rest } = picture(30);
    expect(contrastOf({ ...rest, mask: new Uint32Array(mask.length) })).toBe('unknown');
    expect(vertebraeShown(picture(30))).toBe(7);
  });

  it('share the contrast of their series unless it contradicts itself', () => {
    const names = ['1_1', '1_2', '2_1', '2_2', '3_1'];
    const own = ['unknown', 'T1', 'T1', 'T2', 'unknown'] as const;
    const pictures = names.map((name, n) => ({ file: `${name}.png`, contrast: own[n] ?? 'unknown' }));
    expect(seriesContrasts(pictures)).toEqual(['T1', 'T1', 'unknown', 'unknown', 'unknown']);
  });

  it('count the sacrum as background', () => {
    expect(sliceDice(Uint8Array.from([1, 1, 4, 2]), Uint32Array.from([5, 0, 5, 0]))).toBeCloseTo(0.5, 12);
  });
});

describe('what went wrong', () => {
  it('names the nearest disc, the kind and the slice', () => {
    // Columns run left, rows back, slices up: two discs 10 mm apart along z, the upper one missed in column 1.
    const dims = [3, 1, 11] as const;
    const at = (i: number, k: number): number => k * 3 + i;
    const truth = new Uint8Array(33);
    const found = new Uint8Array(33);
    truth[at(1, 10)] = truth[at(1, 9)] = truth[at(0, 0)] = found[at(0, 0)] = 2;
    found[at(2, 1)] = 2;
    const map = (data: Uint8Array): LabelVolume => ({ data, dims, voxelToPatient: isotropic(1, [0, 0, 0]) });
    const disc = (level: DiscLevel, z: number): DiscLandmarks => ({
      ...{ level, centre: [1, 0, z], normal: [0, 0, 1], width: 1, depth: 1, height: 1 },
    });
    const wrong = whereWrong(map(found), map(truth), 2, [disc('L4-L5', 10), disc('L5-S1', 0)]);
    expect(wrong.missedShare).toBeCloseTo(2 / 3, 12);
    expect(wrong.level).toEqual({ name: 'L4-L5', share: 2 / 3 });
    expect(wrong.slice).toBe(1);
    expect(wrong.outerShare).toBeCloseTo(1 / 3, 12);
    expect(wrongSentence('disc', wrong)).toBe(
      '67 % of the wrong voxels are disc that was missed, 67 % lie nearest to L4-L5, 33 % in the outer third of the slices.',
    );
  });
});

describe('figures', () => {
  it('are quantiles by nearest rank', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.95)).toBe(4);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('are correlated as by hand', () => {
    const pairs = [
      [1, 1],
      [2, 3],
      [3, 2],
    ] as const;
    expect(correlation(pairs)).toBeCloseTo(0.5, 12);
  });

  const target = (measured: number, sense: Target['sense']): Target => ({
    ...{ measure: 'm', on: 'o', sense, wanted: 0.94, measured, digits: 3, unit: '' },
  });
  it('are met or missed by so much', () => {
    expect(verdict(target(0.952, 'at least'))).toBe('met by 0.012');
    expect(verdict(target(0.93, 'at least'))).toBe('**missed by 0.010**');
    expect(verdict(target(0.93, 'at most'))).toBe('met by 0.010');
    expect(verdict(target(NaN, 'at most'))).toBe('not measured');
  });

  const stack = (disc: number, right: number): StackResult => ({
    dice: { vertebra: 0.95, disc, body: 0.97, arch: 0.8, canal: 0.95, sacrum: null },
    hausdorffMm: { vertebra: 2, disc: 1.5 },
    expected: { disc: 0.9 },
    seconds: 1,
    spine: { counted: 6, right, planes: [], levelConfidence: 1 },
  });
  const phantom = (seed: number, transitional: boolean, t2: StackResult) => ({
    ...{ seed, transitional, lumbarVertebrae: 5, findings: [], stacks: { t2 } },
  });
  const measured: Measurements = {
    networks: [],
    date: '2026-01-01',
    phantoms: [phantom(2000, false, stack(0.9, 6)), phantom(2001, true, stack(1, 0))],
    real: [],
    slices: [],
  };

  it('are means over cases, levels without transitional spines', () => {
    const targets = targetsOf(measured, 3_000_000);
    const of = (measure: string): number =>
      targets.find((t) => t.measure === measure && t.on.includes('sagittal T2 TSE'))?.measured ?? NaN;
    expect(of('Dice disc')).toBeCloseTo(0.95, 12);
    expect(of('levels right')).toBe(100);
    expect(of('Dice sacrum')).toBeNaN();
    expect(targets.find((t) => t.measure === 'weights')?.measured).toBe(3);
  });

  it('stand on the card, and nothing that was not measured', () => {
    const model = {
      ...{
        name: 'net',
        version: '1.0.0',
        date: '2026-01-01',
        classes: ['background'],
        grid: { inPlaneSpacingMm: 1 },
      },
      ...{ cost: { parameters: 10, flopsPerVoxel: 2000 }, weights: { sha256: 'ab', byteLength: 20 } },
      training: {
        data: [{ name: 'phantoms', licence: 'none', attribution: 'us' }],
        log: { steps: 5, seconds: 60, finishedFrom: { steps: 1000, seconds: 600, heldOut: ['7'] } },
      },
    };
    const text = cardText(measured, [model], 3_000_000, []);
    expect(text).toContain('| Dice disc | 2 phantoms, sagittal T2 TSE | ≥ 0.94 | 0.950 | met by 0.010 |');
    expect(text).toContain('| none of these | 1 | 0.950 | 0.900 | 0.950 | 6/6 | – | – | 0/1 |');
    expect(text).toContain(
      '| a transitional vertebra and five lumbar ones | 1 | 0.950 | 1.000 | 0.950 | 0/6 |',
    );
    expect(text).toContain('1,000 steps in 10 minutes');
    expect(text.indexOf('1,000 steps')).toBeLessThan(text.indexOf('Then 5 more steps'));
    expect(text).not.toContain('NaN');
    expect(text).not.toContain('undefined');
  });
});
