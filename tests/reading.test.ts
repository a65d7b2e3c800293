import { describe, expect, it } from 'vitest';
import { logisticRegression, regression } from '../scripts/reading/fitLines';

const x = [
  0.2, 0.5, 0.9, 1.1, 1.4, 1.6, 1.9, 2.0, 2.3, 2.6, 2.8, 3.1, 3.3, 3.6, 3.9, 4.1, 4.4, 4.8, 5.0, 5.5,
];

describe('lines of the reading', () => {
  it('gives the least-squares line of R’s lm', () => {
    const off = [
      0.3, -0.2, 0.1, -0.4, 0.25, 0, 0.15, -0.1, 0.05, -0.3, 0.2, 0.35, -0.25, 0.1, -0.05, 0.3, -0.15, 0.2,
      -0.35, 0.05,
    ];
    const { intercept, slope } = regression(x.map((v, i) => [v, 2.5 - 1.2 * v + (off[i] ?? 0)]));
    expect(intercept).toBeCloseTo(2.528419173, 7);
    expect(slope).toBeCloseTo(-1.20578879, 7);
  });

  it('gives the logistic curve of R’s glm, but for the weak prior on the slope', () => {
    const y = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1];
    const { intercept, weights } = logisticRegression(
      x.map((v, i) => ({ evidence: [v], present: y[i] === 1 })),
    );
    const slope = weights[0] ?? 0;
    expect(Math.abs(intercept / -2.1486174 - 1)).toBeLessThan(0.03);
    expect(Math.abs(slope / 0.7848856 - 1)).toBeLessThan(0.03);
  });

  it('stays finite where the cases are parted perfectly', () => {
    const { intercept, weights } = logisticRegression(x.map((v) => ({ evidence: [v], present: v > 3 })));
    const slope = weights[0] ?? 0;
    expect(slope).toBeGreaterThan(1);
    expect(slope).toBeLessThan(100);
    expect(-intercept / slope).toBeCloseTo(2.95, 1);
  });
});
