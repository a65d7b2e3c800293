import { describe, expect, test } from 'vitest';
import type { Fault, QualityFinding, QualityGrade, QualityReport } from '../planning';
import { qualityRows } from './rows';

const finding = (fault: Fault, grade: QualityGrade): QualityFinding => ({
  ...{ fault, grade, value: 1, unit: 'mm', limit: 0, sentence: '' },
});
const report = (...findings: QualityFinding[]): QualityReport => ({
  ...{ verdict: 'accept', findings, corrections: [], notChecked: [] },
});
const repeated = 'quality.repeat';
const missed = 'quality.missed';

describe('quality control held against what is known of a series', () => {
  test('a sound series that is asked again counts', () => {
    expect(qualityRows(report(finding('clipping', 'repeat')), [finding('clipping', 'ok')], false)).toEqual([
      { metric: repeated, value: 1 },
    ]);
  });

  test('a remark asks for nothing again', () => {
    expect(qualityRows(report(finding('clipping', 'remark')), [], false)).toEqual([
      { metric: repeated, value: 0 },
    ]);
  });

  test('what truly is at fault is asked again with cause, and not missed', () => {
    const known = [finding('coverage', 'repeat')];
    expect(qualityRows(report(finding('coverage', 'repeat')), known, false)).toEqual([
      { metric: repeated, value: 0 },
      { metric: missed, value: 0 },
    ]);
  });

  test('one cause does not excuse another', () => {
    const known = [finding('coverage', 'repeat')];
    expect(qualityRows(report(finding('motion', 'repeat')), known, false)).toEqual([
      { metric: repeated, value: 1 },
      { metric: missed, value: 1 },
    ]);
  });

  test('a patient who moved is a fault that only the images tell', () => {
    expect(qualityRows(report(finding('motion', 'remark')), [], true)).toEqual([
      { metric: repeated, value: 0 },
      { metric: missed, value: 0 },
    ]);
    expect(qualityRows(report(finding('motion', 'ok')), [], true)).toContainEqual({
      metric: missed,
      value: 1,
    });
  });
});
