import { describe, expect, it } from 'vitest';
import type { AxialMeasures } from '../axial';
import { readDisc } from '.';

const healthy: AxialMeasures = {
  sac: { areaMm2: 170, apMm: 13, widthMm: 17 },
  recessHeightMm: { left: 6, right: 6 },
  herniation: null,
  likelyHerniation: { peak: 0.02, awayMm3: 0.1 },
  confidence: 0.95,
};
const withArea = (areaMm2: number): AxialMeasures => ({ ...healthy, sac: { areaMm2, apMm: 9, widthMm: 14 } });
const herniated: AxialMeasures = {
  ...healthy,
  likelyHerniation: { peak: 0.97, awayMm3: 40 },
  herniation: { volumeMm3: 900, depthMm: 10, widthMm: 12, leftMm: 6, upMm: 3, downMm: 4 },
};

describe('reading a disc', () => {
  it('finds a healthy level healthy', () => {
    const { herniation, centralStenosis, recessStenosis } = readDisc(healthy);
    expect(herniation.probability).toBeLessThan(0.5);
    expect(herniation).toMatchObject({ grade: null, side: null });
    expect(centralStenosis.probability).toBeLessThan(0.2);
    expect(centralStenosis.grade).toBe('none');
    expect(recessStenosis.left.probability).toBeLessThan(0.3);
  });

  it('is surer of stenosis the smaller the sac', () => {
    const areas = [160, 130, 110, 95, 80, 60, 40];
    const found = areas.map((mm2) => readDisc(withArea(mm2)).centralStenosis);
    const p = found.map(({ probability }) => probability ?? Number.NaN);
    expect(p.toSorted((a, b) => a - b)).toEqual(p);
    expect(found[0]?.probability).toBeLessThan(0.5);
    expect(found.at(-1)?.probability).toBeGreaterThan(0.9);
    expect(found.at(-1)?.grade).toBe('severe');
  });

  it('reads each recess on its own side', () => {
    const { left, right } = readDisc({ ...healthy, recessHeightMm: { left: 0.5, right: 8 } }).recessStenosis;
    expect(left.probability).toBeGreaterThan(right.probability ?? 1);
    expect(Number(left.grade)).toBeGreaterThan(Number(right.grade));
  });

  it('names a herniation’s side and zone', () => {
    const { herniation } = readDisc(herniated);
    expect(herniation.probability).toBeGreaterThan(0.8);
    expect(herniation).toMatchObject({ grade: 'subarticular', side: 'left' });
    const mirrored = {
      ...herniated,
      herniation: herniated.herniation && { ...herniated.herniation, leftMm: -6 },
    };
    expect(readDisc(mirrored).herniation.side).toBe('right');
  });

  it('says nothing of what was not measured', () => {
    const blind = readDisc({ ...healthy, sac: null, recessHeightMm: null });
    expect(blind.centralStenosis).toEqual({ probability: null, grade: null, areaMm2: null });
    expect(blind.recessStenosis.left).toEqual({ probability: null, grade: null, heightMm: null });
  });
});
