import { describe, expect, test } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { addScaled, scale } from '../geometry';
import { planAutomatically, type PlannedGroup, type Prescription } from '../planning';
import { scanFigures, sequenceByName, type Sequence } from '../scanner';
import { scorePrescription, type ExamTechnique, type Finding, type Score } from './index';

const spine = fixtureSpine();
const ideal = planAutomatically(spine).prescription;
const sagittal = sequenceByName('t2-tse-sag');
const axial = sequenceByName('t2-tse-ax');
const AXIALS = ['L3-L4', 'L4-L5', 'L5-S1'];
const technique: ExamTechnique = {
  steps: [
    { groups: ['sagittal'], sequence: sagittal },
    ...AXIALS.map((name) => ({ groups: [name], sequence: axial })),
  ],
  body: { widthMm: 340, depthMm: 230 },
};
const score = (part: Partial<ExamTechnique> = {}, trainee: Prescription = ideal): Score =>
  scorePrescription({ trainee, reference: spine, ai: ideal, technique: { ...technique, ...part } });
const exam = (result: Score, criterion: string): Finding | undefined =>
  result.exam.findings.find((f) => f.criterion === criterion);
const ofGroup = (result: Score, name: string, criterion: string): Finding | undefined =>
  result.groups
    .find((g) => g.name === name)
    ?.againstReference?.findings.find((f) => f.criterion === criterion);
const change = (name: string, by: Partial<PlannedGroup>): Prescription => ({
  ...ideal,
  groups: ideal.groups.map((g) => (g.name === name ? { ...g, ...by } : g)),
});

describe('an exam with its series', () => {
  test('as planned has nothing to correct, and its time is that of the scanner', () => {
    const result = score();
    const seconds = technique.steps.reduce((sum, { groups, sequence }) => {
      const group = ideal.groups.find((g) => g.name === groups[0]);
      return sum + (group ? scanFigures(group, sequence, ideal.saturationBands.length).scanTimeS : 0);
    }, 0);
    expect(exam(result, 'time')?.value).toBeCloseTo((100 * seconds) / 779, 6);
    expect(result.exam.findings.map((f) => f.band)).toEqual(result.exam.findings.map(() => 'full'));
    expect(result.points).toBeCloseTo(100, 6);
    expect(result.exam.values.find((v) => v.criterion === 'time')?.ai).toMatchObject({ band: 'full' });
  });

  test('that takes longer than the protocol allows loses points and says by how much', () => {
    const result = score({ timeBudgetS: 300 });
    expect(exam(result, 'time')).toMatchObject({ band: 'fail', points: 0 });
    expect(exam(result, 'time')?.sentence).toMatch(/\d:\d\d more than the protocol allows/);
    expect(result.points).toBeLessThan(100);
    expect(result.passed).toBe(true);
  });

  test('beyond the SAR limit does not pass', () => {
    const hot: Sequence = {
      ...axial,
      flipAngleDeg: 180,
      echoSpacingMs: axial.echoSpacingMs / 2,
      repetitionTimeMs: axial.repetitionTimeMs / 8,
    };
    const result = score({ steps: [{ groups: AXIALS, sequence: hot }] });
    expect(exam(result, 'sar')?.value).toBeGreaterThan(100.5);
    expect(result.passed).toBe(false);
    expect(result.criticalErrors.join(' ')).toContain('SAR reaches');
  });

  test('names slices that count the other way or follow their neighbours at once', () => {
    const group = ideal.groups.find((g) => g.name === 'L4-L5');
    if (!group) throw new Error('no group');
    const mirrored = change('L4-L5', { rowDirection: scale(group.rowDirection, -1) });
    expect(exam(score({}, mirrored), 'sliceOrder')).toMatchObject({ value: 1, band: 'pass' });
    const steps = technique.steps.map((s) => ({
      ...s,
      sequence: { ...s.sequence, sliceOrder: 'ascending' as const },
    }));
    const touching = change('L4-L5', { sliceGap: 0 });
    expect(exam(score({ steps }, touching), 'sliceOrder')?.sentence).toContain(
      'neighbouring slices of L4-L5 are excited one after the other',
    );
  });

  test('whose groups cross over the canal in one run does not pass, and shows where', () => {
    const [first, second] = [AXIALS[1] ?? '', AXIALS[2] ?? ''];
    const own = ideal.groups.find((g) => g.name === second);
    const above = spine.discs.find((d) => d.level === first);
    if (!own || !above) throw new Error('no group');
    const trainee = change(second, { centre: addScaled(above.centre, above.normal, -4) });
    const steps = [{ groups: [first, second], sequence: { ...axial, concatenations: 1 } }];
    const result = score({ steps }, trainee);
    expect(exam(result, 'crossing')?.value).toBeGreaterThan(4);
    expect(result.criticalErrors.join(' ')).toMatch(
      /On slice \d of L\d-\w\d a dark band \d+ mm wide lies \d+ mm/,
    );
    expect(result.exam.crossingBands.length).toBeGreaterThan(0);
  });
});

describe('a group with its sequence', () => {
  test('folds where the body reaches beyond the encoded field', () => {
    const narrow = { ...axial, phaseEncodeDirection: 'RL' as const, phaseOversampling: 0 };
    const steps = [{ groups: ['L4-L5'], sequence: narrow }];
    const wrap = ofGroup(score({ steps }), 'L4-L5', 'wrap');
    expect(wrap?.value).toBeGreaterThan(60);
    expect(wrap?.band).toBe('fail');
    const wide = [{ groups: ['L4-L5'], sequence: { ...narrow, phaseOversampling: 1 } }];
    expect(ofGroup(score({ steps: wide }), 'L4-L5', 'wrap')?.band).toBe('full');
    expect(ofGroup(score({ body: undefined }), 'L4-L5', 'wrap')).toBeUndefined();
  });

  test('of small voxels is told by its signal to noise', () => {
    const fine = change('L4-L5', { sliceThickness: 1.5, sliceGap: 0.15 });
    expect(ofGroup(score({}, fine), 'L4-L5', 'snr')?.band).toMatch(/partial|fail/);
  });

  test('fills its field of view, or not', () => {
    const fill = ofGroup(score({}, change('L4-L5', { fovReadMm: 300, fovPhaseMm: 300 })), 'L4-L5', 'fill');
    expect(fill?.value).toBeCloseTo((100 * 50) / 300, 6);
    expect(fill?.band).toBe('partial');
    expect(fill?.sentence).toContain('wide');
  });

  test('of three slices does not reach from pedicle to pedicle', () => {
    const short = ofGroup(score({}, change('L4-L5', { sliceCount: 3 })), 'L4-L5', 'pedicles');
    expect(short?.band).not.toBe('full');
    expect(short?.sentence).toMatch(/foramen above is not shown/);
  });
});
