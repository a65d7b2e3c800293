import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueFromProtocol } from '../exercise';
import { initialGroup } from '../planning';
import { SEQUENCES, SETTING_KEYS, withSetting, type Sequence } from '../scanner';
import { isChanged, type FieldValue } from './cardField';
import type { SeriesRequest } from './exam';
import { SEQUENCE_FIELDS } from './sequenceFields';
import { cardFields, changeWords, judge, refusalOf, splitOf, taking, typing, type Typed } from './typed';

const RUNS = { numRuns: 150, seed: 20261130 } as const;

/** A preset as it comes, on a group of its kind. */
function presetRequest(sequence: Sequence, saturationBands = 0): SeriesRequest {
  const kind = sequence.orientation === 'any' ? 'sagittal' : sequence.orientation;
  const [step] = queueFromProtocol([{ id: 'a', sequence: sequence.name, groups: [kind] }]);
  if (!step) throw new Error('no step');
  const group = { ...initialGroup(kind, undefined, [0, 0, 0]), ...sequence.defaults };
  return { step, group, sequence, saturationBands, companions: [] };
}
const named = (name: string, bands = 0): SeriesRequest => {
  const sequence = SEQUENCES.find((s) => s.name === name);
  if (!sequence) throw new Error(`no ${name}`);
  return presetRequest(sequence, bands);
};
const field = (request: SeriesRequest, key: string) => {
  const found = cardFields(request).find((f) => f.key === key);
  if (!found) throw new Error(`no field ${key}`);
  return found;
};
const typed = (...values: readonly (readonly [string, FieldValue])[]): Typed => new Map(values);

const numbers = fc.oneof(
  fc.integer({ min: -10, max: 20_000 }),
  fc.double({ min: 0, max: 300, noNaN: true }),
  fc.constantFrom(0, -1, 0.5, 1e9, -1e9, Number.NaN, Number.POSITIVE_INFINITY),
);

describe('the fields of the card', () => {
  it('hold every value of a sequence that can be set, each on one page', () => {
    const keys = SEQUENCE_FIELDS.map(({ key }) => key);
    expect([...keys].sort()).toEqual([...SETTING_KEYS].sort());
  });

  it('show an untouched preset as unchanged', () => {
    for (const sequence of SEQUENCES) {
      const request = presetRequest(sequence);
      const changed = cardFields(request).filter((f) => isChanged(f, request));
      expect(changed.map(({ key }) => `${sequence.name} ${key}`)).toEqual([]);
    }
  });
});

describe('what is typed', () => {
  it('ends in a request the scanner runs, or in a refusal with ways it runs', () => {
    let [ran, refused] = [0, 0];
    const sequences = fc.constantFrom(...SEQUENCES);
    fc.assert(
      fc.property(
        sequences,
        fc.nat(),
        numbers,
        fc.nat(),
        fc.constantFrom(0, 1),
        (sequence, n, number, c, bands) => {
          const present = presetRequest(sequence, sequence.kind === 'bSSFP' ? 0 : bands);
          const fields = cardFields(present).filter((f) => f.isUsed(sequence));
          const chosen = fields[n % fields.length];
          if (!chosen) return;
          const choices = chosen.choices?.(present);
          const value = choices ? (choices[c % choices.length]?.value ?? number) : number;
          const judged = judge(present, typed([chosen.key, value]));
          if (!judged.refused) {
            ran++;
            expect(refusalOf(judged.request)).toBeNull();
            // What is kept with the plan is readable again.
            for (const key of SETTING_KEYS) {
              const kept = judged.request.sequence[key as keyof Sequence];
              if (kept !== undefined)
                expect(withSetting(sequence, key, String(kept))).toHaveProperty(key, kept);
            }
            return;
          }
          refused++;
          expect(judged.refused.message).not.toBe('');
          if (typeof value === 'number' && !Number.isFinite(value)) return;
          expect(judged.refused.ways.length, `${chosen.key} ${value}`).toBeGreaterThan(0);
          for (const way of judged.refused.ways) expect(refusalOf(taking(judged.request, way))).toBeNull();
        },
      ),
      RUNS,
    );
    expect(Math.min(ran, refused)).toBeGreaterThan(20);
  });

  it('is refused together until it fits, and is forgotten where it is the plan’s own value again', () => {
    const present = named('t1-tse-sag');
    const short = typing(new Map(), present, field(present, 'repetitionTimeMs'), 20);
    expect(judge(present, short).refused?.message).toMatch(/does not hold one slice/);
    const both = typing(short, present, field(present, 'echoTrainLength'), 1);
    expect([...both.keys()]).toEqual(['repetitionTimeMs', 'echoTrainLength']);
    expect(judge(present, both)).toMatchObject({
      refused: null,
      request: { sequence: { repetitionTimeMs: 20 } },
    });
    const back = typing(both, present, field(present, 'repetitionTimeMs'), present.sequence.repetitionTimeMs);
    expect([...back.keys()]).toEqual(['echoTrainLength']);
  });

  it('moves TE to an echo of the train when the spacing is typed, but not when TE is typed too', () => {
    const present = named('t2-tse-sag');
    const { echoSpacingMs, echoTimeMs } = present.sequence;
    const wider = judge(present, typed(['echoSpacingMs', echoSpacingMs + 1.3]));
    expect(wider.refused).toBeNull();
    const { sequence } = wider.request;
    expect(sequence.echoTimeMs / sequence.echoSpacingMs).toBeCloseTo(
      Math.round(echoTimeMs / sequence.echoSpacingMs),
      6,
    );
    expect(changeWords(present, wider.request)).toMatch(/^TE .* ms, Echo spacing .* ms$/);
    expect(
      judge(present, typed(['echoSpacingMs', echoSpacingMs + 1.3], ['echoTimeMs', echoTimeMs])).refused,
    ).not.toBeNull();
  });
});

describe('slices that TR does not hold', () => {
  it('are told with a longer TR, more concatenations and fewer slices as ways on', () => {
    expect(splitOf(named('t1-tse-sag'))).toBeNull();
    const split = splitOf(named('t1-tse-sag', 1));
    expect(split?.message).toBe('A TR of 560 ms does not hold 15 slices with its saturation band.');
    expect(split?.ways.map(({ text }) => text.replace(/[\d.]+/, 'N'))).toEqual([
      'use N concatenations',
      'use a TR of at least N ms',
      'take at most N slices',
    ]);
    for (const way of split?.ways ?? []) expect(splitOf(taking(named('t1-tse-sag', 1), way))).toBeNull();
  });
});
