import { describe, expect, it } from 'vitest';
import { icc21, repeatability } from '../scoring';
import type { Attempt } from '../exercise';
import { agreementOfTwo, interObserver, type ClassMember, type MeasureAgreement } from './index';
import { anAttempt, member, noise, planning } from './testing';

const DISCS = [-8, 0, 9, 21, 30];
const choice = { modes: ['exercise', 'assessment'], take: 'first' } as const;

/** One exam of five discs: manual with a spread of 5°, with the AI of 1.5°. */
function exam(observer: number, assisted: boolean, seed = 7): Attempt {
  const spread = assisted ? 1.5 : 5;
  const base = anAttempt(assisted ? 20 : 1, {
    id: `o${observer}-${assisted ? 'ai' : 'hand'}-${seed}`,
    patientSeed: seed,
    aiPlanSeenBeforeSubmit: assisted,
  });
  const planes = DISCS.map((discDeg, i) => {
    const tiltDeg = spread * noise(1000 * seed + 100 * observer + 10 * i + (assisted ? 5 : 0));
    const offsetMm = noise(7 + 50 * observer + i);
    return {
      ...{ name: `D${i}`, discDeg, tiltDeg, offsetMm, trueSacMm2: 80 + 20 * i },
      sacMm2: (80 + 20 * i) * (1 + Math.abs(tiltDeg) / 200),
    };
  });
  return planning(base, planes);
}
const CLASS: ClassMember[] = Array.from({ length: 12 }, (_, o) =>
  member(`o${String(o).padStart(2, '0')}`, [exam(o, false), exam(o, true)]),
);

const of = (all: readonly MeasureAgreement[], key: string): MeasureAgreement => {
  const found = all.find(({ measure }) => measure.key === key);
  if (!found) throw new Error(`no ${key}`);
  return found;
};

describe('observers of the same planes', () => {
  const all = interObserver(CLASS, choice);
  const tilt = of(all, 'sagittalTilt');
  const [manual, assisted] = tilt.arms;

  it('differ within a plane by what their readings say, arms apart', () => {
    const errors = DISCS.map((_, i) =>
      CLASS.map((_, o) => {
        const row = exam(o, false).outcome.groups[i]?.rows.find(({ key }) => key === 'sagittalTilt');
        return row?.trainee?.value ?? NaN;
      }),
    );
    expect(manual?.within?.withinSd).toBeCloseTo(repeatability(errors).withinSd, 10);
    expect(manual).toMatchObject({ observers: 12, subjects: 5 });
    expect(manual?.within?.withinSd).toBeGreaterThan(3.5);
    expect(assisted?.within?.withinSd).toBeLessThan(2);
  });

  it('have an ICC of the planes as they lie in the patient, not of the errors', () => {
    const lying = DISCS.map((discDeg, i) =>
      CLASS.map((_, o) => {
        const row = exam(o, false).outcome.groups[i]?.rows.find(({ key }) => key === 'sagittalTilt');
        return discDeg + (row?.trainee?.value ?? NaN);
      }),
    );
    expect(manual?.icc?.icc).toBeCloseTo(icc21(lying).icc, 9);
    expect(manual?.icc?.icc).toBeGreaterThan(0.8);
    expect(assisted?.icc?.icc).toBeGreaterThan(manual?.icc?.icc ?? 1);
  });

  it('have no ICC of what does not vary at all', () => {
    expect(of(all, 'coronalTilt').arms[0]).toMatchObject({ icc: null, within: { withinSd: 0 } });
  });

  it('are held against the AI and against truth', () => {
    const bias = (manual?.againstTruth?.bias ?? NaN) - (manual?.againstAi?.bias ?? NaN);
    // The AI of the test is always one degree off.
    expect(bias).toBeCloseTo(1, 10);
    expect(manual?.againstAi).toMatchObject({ subjects: 5, pairs: 60 });
  });

  it('are compared with themselves by hand and with the AI', () => {
    expect(tilt.comparison).toMatchObject({ observers: 12, subjects: 5 });
    expect(tilt.comparison?.interval.low).toBeGreaterThan(0);
    expect(tilt.comparison?.manualSd).toBeGreaterThan(2 * (tilt.comparison?.assistedSd ?? Infinity));
    expect(of(all, 'coronalTilt').comparison?.difference).toBe(0);
    expect(of(all, 'sacArea').comparison?.difference).toBeGreaterThan(0);
  });

  it('can be looked at two by two', () => {
    const two = agreementOfTwo(manual?.readings ?? [], 'o00', 'o01');
    expect(two.count).toBe(5);
    const swapped = agreementOfTwo(manual?.readings ?? [], 'o01', 'o00');
    expect(two.bias).toBeCloseTo(-swapped.bias, 12);
  });
});

describe('what is not the same case', () => {
  it('a patient drawn from another seed is another subject, with one observer none', () => {
    const variants = CLASS.map((_, o) => member(`o${o}`, [exam(o, false, o)]));
    const [manual] = of(interObserver(variants, choice), 'sagittalTilt').arms;
    expect(manual).toMatchObject({ subjects: 0, observers: 0, within: null, icc: null, againstAi: null });
  });
  it('practice is left out', () => {
    const practised = CLASS.map(({ trainee, attempts }) =>
      member(
        trainee.id,
        attempts.map((attempt) => ({ ...attempt, mode: 'practice' as const })),
      ),
    );
    expect(of(interObserver(practised, choice), 'offset').arms[0]?.subjects).toBe(0);
  });
  it('who lacks planes is part of the ICC with those that are there', () => {
    const one = exam(0, false);
    const outcome = { ...one.outcome, groups: one.outcome.groups.slice(0, 2) };
    const members = [member('aa', [{ ...one, outcome }]), ...CLASS.slice(1)];
    const [manual] = of(interObserver(members, choice), 'sagittalTilt').arms;
    expect(manual?.observers).toBe(12);
    expect(manual?.icc).toMatchObject({ subjects: 5, raters: 12, readings: 57, cells: 60 });
    // What is known of the others hardly moves.
    const [whole] = of(interObserver(CLASS, choice), 'sagittalTilt').arms;
    expect(manual?.icc?.icc).not.toBe(whole?.icc?.icc);
    expect(Math.abs((manual?.icc?.icc ?? NaN) - (whole?.icc?.icc ?? NaN))).toBeLessThan(0.03);
  });
});
