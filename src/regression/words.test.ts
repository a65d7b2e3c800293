import { describe, expect, it } from 'vitest';
import { metricFigure, reproduceCommand } from './words';

const record = {
  suite: { name: 'core', sha256: 'a', cases: 60 },
  case: { id: 'normal-3', index: 3, seed: 7, strata: {} },
};

describe('the command that runs a case alone', () => {
  it('has the arguments of its run, quoted for a shell', () => {
    const asked = ['--suite', 'population', '--count', '12', '--model', 'my networks/v2', '--no-axial'];
    expect(reproduceCommand({ ...record, asked })).toBe(
      "npx isocenter regress --suite population --count 12 --model 'my networks/v2' --no-axial --case normal-3",
    );
  });

  it('names the suite where the record does not say how it was made', () => {
    expect(reproduceCommand(record)).toBe('npx isocenter regress --suite core --case normal-3');
  });
});

describe('a figure', () => {
  it('has its unit, and decimals as the language writes them', () => {
    expect(metricFigure(0.9712, 'dice.disc')).toBe('0.971');
    expect(metricFigure(1.5, 'disc.tilt')).toBe('1.50°');
    expect(metricFigure(1.5, 'plan.offset', (n, digits) => n.toFixed(digits).replace('.', ','))).toBe(
      '1,50 mm',
    );
  });
});
