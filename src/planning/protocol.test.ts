import { describe, expect, it } from 'vitest';
import { IsocenterError } from '../geometry';
import { assertRunnable, concatenationsNeeded, scanFigures } from '../scanner';
import { generateProtocol, parseProtocolTable, PROTOCOLS, type ExamRequest } from '.';
import protocols from './protocols.json';
import { bandsOf, typicalRuns } from './protocolSteps';

const INDICATIONS = Object.keys(PROTOCOLS.indications) as (keyof typeof PROTOCOLS.indications)[];
const IMPLANTS = Object.keys(PROTOCOLS.implants) as (keyof typeof PROTOCOLS.implants)[];
const FIELDS = [0.55, 1.5, 3] as const;
const request = (change: Partial<ExamRequest> = {}): ExamRequest => ({
  indication: 'radiculopathy',
  ageYears: 45,
  fieldStrengthT: 1.5,
  implants: 'none',
  timeBudgetS: 3600,
  ...change,
});
const names = (r: ExamRequest): string[] => generateProtocol(r).steps.map((s) => s.name);

describe('a protocol', () => {
  const all = INDICATIONS.flatMap((indication) =>
    FIELDS.flatMap((fieldStrengthT) =>
      IMPLANTS.map((implants) => [indication, fieldStrengthT, implants] as const),
    ),
  );
  it.each(all)('for %s at %d T with implants: %s has steps that the scanner runs', (...parts) => {
    const [indication, fieldStrengthT, implants] = parts;
    const asked = request({ indication, fieldStrengthT, implants });
    const { steps, unmet } = generateProtocol(asked);
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps) {
      const row = PROTOCOLS.indications[indication].steps.find((s) => s.name === step.name);
      if (!row) throw new Error(`${step.name} is not in the table`);
      const draft = { table: row, style: step.style, sequence: step.sequence, drop: row.drop, reason: '' };
      for (const [first, ...companions] of typicalRuns(draft, asked, PROTOCOLS)) {
        if (!first) continue;
        const check = (): void => assertRunnable(first, step.sequence, bandsOf(step.sequence), companions);
        if (!unmet.some((u) => u.startsWith(`${step.name}:`))) expect(check).not.toThrow();
        expect(concatenationsNeeded({ sliceCount: first.sliceCount }, step.sequence)).toBeGreaterThan(0);
      }
    }
  });

  it.each([180, 300, 480, 720, 900, 1200, 1800])(
    'of at most %d s takes no longer without saying so',
    (timeBudgetS) => {
      for (const indication of INDICATIONS)
        for (const fieldStrengthT of FIELDS) {
          const { totalTimeS, unmet } = generateProtocol(
            request({ indication, fieldStrengthT, timeBudgetS }),
          );
          if (totalTimeS > timeBudgetS) expect(unmet.join(' ')).toContain('more than the budget');
        }
    },
  );

  it('drops optional steps in the stated order, and says which', () => {
    const whole = names(request());
    const budgets = Array.from({ length: 60 }, (_, i) => 1800 - 25 * i);
    const gone = budgets.map((timeBudgetS) => {
      const kept = names(request({ timeBudgetS }));
      return whole.filter((name) => !kept.includes(name));
    });
    expect(gone[0]).toEqual([]);
    const order = PROTOCOLS.indications.radiculopathy.steps
      .filter((s) => s.drop !== undefined)
      .sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0))
      .map((s) => s.name);
    for (const lost of gone) expect(new Set(lost)).toEqual(new Set(order.slice(0, lost.length)));
    expect(gone.at(-1)).toHaveLength(order.length);
    const { unmet } = generateProtocol(request({ timeBudgetS: 420 }));
    for (const name of order) expect(unmet.some((u) => u.startsWith(`${name} (`))).toBe(true);
  });

  it('keeps STIR for the old however short the time', () => {
    expect(names(request({ timeBudgetS: 300 }))).not.toContain('sag-stir');
    expect(names(request({ timeBudgetS: 300, ageYears: 71 }))).toContain('sag-stir');
  });

  it('does not saturate fat spectrally beside metal, widens the bandwidth and says what it replaced', () => {
    for (const indication of INDICATIONS) {
      const { steps } = generateProtocol(request({ indication, implants: 'spinal-metal' }));
      for (const { sequence } of steps) {
        expect(sequence.fatSuppression).toBe('none');
        expect(sequence.kind).not.toBe('bSSFP');
      }
    }
    const plain = generateProtocol(request({ indication: 'tumour' }));
    const metal = generateProtocol(request({ indication: 'tumour', implants: 'spinal-metal' }));
    const band = (p: typeof plain): number =>
      p.steps.find((s) => s.name === 'sag-t2')?.sequence.bandwidthHzPerPixel ?? 0;
    expect(band(metal)).toBeGreaterThan(1.5 * band(plain));
    expect(metal.unmet.join(' ')).toContain('Dixon');
  });

  it('stays within the normal mode for a conditional device', () => {
    const asked = request({ implants: 'conditional-device', fieldStrengthT: 3 });
    const { steps, unmet } = generateProtocol(asked);
    expect(unmet[0]).toContain('1.5 T');
    for (const step of steps) {
      const row = PROTOCOLS.indications.radiculopathy.steps.find((s) => s.name === step.name);
      if (!row) throw new Error('a step of the table');
      const draft = { table: row, style: step.style, sequence: step.sequence, drop: undefined, reason: '' };
      const [run = []] = typicalRuns(draft, asked, PROTOCOLS);
      const [first, ...companions] = run;
      if (!first) throw new Error('a step has groups');
      expect(scanFigures(first, step.sequence, 1, companions).sarPercent).toBeLessThanOrEqual(100.5);
    }
  });

  it('goes through the level that is named, and says so when none is', () => {
    const named = generateProtocol(request({ indication: 'trauma', levels: ['L1'] }));
    expect(named.steps.find((s) => s.name === 'ax-t2')).toMatchObject({ style: 'level', through: 'L1' });
    const open = generateProtocol(request({ indication: 'trauma' }));
    expect(open.steps.find((s) => s.name === 'ax-t2')?.style).toBe('block');
    expect(open.unmet.join(' ')).toContain('no level is named');
  });

  it.each([{ ageYears: -1 }, { ageYears: Number.NaN }, { timeBudgetS: 0 }])('refuses %o', (change) => {
    expect(() => generateProtocol(request(change))).toThrow(
      expect.objectContaining({ code: 'protocol-request-invalid' }),
    );
  });
});

describe('the table', () => {
  it('takes an instructor’s own, and names what is wrong with one', () => {
    const own = structuredClone(protocols);
    own.indications.stenosis.steps.splice(1);
    const { steps } = generateProtocol(request({ indication: 'stenosis' }), parseProtocolTable(own));
    expect(steps.map((s) => s.name)).toEqual(['sag-t2']);
    const unknown = structuredClone(protocols) as { indications: Record<string, unknown> };
    unknown.indications['sciatica'] = {};
    expect(() => parseProtocolTable(unknown)).toThrow(/"sciatica"/);
    const typo = structuredClone(protocols);
    const [first] = typo.indications.trauma.steps;
    if (first) first.sequence = 't9-tse-sag';
    const error = (() => {
      try {
        parseProtocolTable(typo);
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(IsocenterError);
    expect(String((error as Error).message)).toContain('indications.trauma.steps.0.sequence');
  });
});
