import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAttempt, type Attempt, type AttemptEvent } from './attempt';
import { canonicalJson } from './canonicalJson';
import { digestOf } from './digest';
import { chainStart, linksOf, nextLink, sealAttempt, verifyChain, type ChainHeader } from './eventChain';
import { fakeAttempt } from './testing';

const SCENARIO = digestOf('a scenario');

const eventArbitrary: fc.Arbitrary<AttemptEvent> = fc.record(
  {
    at: fc
      .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
      .map((ms) => new Date(ms).toISOString()),
    what: fc.string(),
    detail: fc.string(),
  },
  { requiredKeys: ['at', 'what'] },
);

function sealed(events: readonly AttemptEvent[]): Attempt {
  const attempt: Attempt = {
    ...fakeAttempt(),
    mode: 'assessment',
    trainee: { id: 'ann', name: 'Ann' },
    events: [...events],
  };
  const header: ChainHeader = { ...attempt, scenario: SCENARIO, trainee: 'ann' };
  return sealAttempt(attempt, SCENARIO, linksOf(header, events));
}

/** As a file that was read again. */
const copied = (attempt: Attempt): Attempt => parseAttempt(JSON.parse(JSON.stringify(attempt)));

describe('the chain over a log', () => {
  it('holds through a file and back, whatever the events', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 12 }), (events) => {
        expect(verifyChain(copied(sealed(events)))).toEqual({ status: 'intact' });
      }),
      { numRuns: 60 },
    );
  });

  it('grows event by event as it would be made at once', () => {
    const events = [
      { at: '2026-01-01T00:00:00.000Z', what: 'opened' },
      { at: '2026-01-01T00:00:05.000Z', what: 'plan', detail: 'Shift' },
    ];
    const header: ChainHeader = { ...fakeAttempt(), scenario: SCENARIO, trainee: null };
    const first = nextLink(chainStart(header), { at: '2026-01-01T00:00:00.000Z', what: 'opened' });
    const second = nextLink(first, { at: '2026-01-01T00:00:05.000Z', what: 'plan', detail: 'Shift' });
    expect(linksOf(header, events)).toEqual([first, second]);
  });

  it('finds any change of any event, and names the first one', () => {
    const change = fc.oneof(eventArbitrary, fc.constant('remove' as const), fc.constant('repeat' as const));
    fc.assert(
      fc.property(
        fc.array(eventArbitrary, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        change,
        (all, n, to) => {
          const attempt = sealed(all);
          const at = n % all.length;
          const event = attempt.events[at];
          if (!event) return;
          const replaced = to === 'remove' ? [] : to === 'repeat' ? [event, event] : [to];
          const events = attempt.events.toSpliced(at, 1, ...replaced);
          fc.pre(canonicalJson(events) !== canonicalJson(attempt.events));
          const first = events.findIndex((e, i) => canonicalJson(e) !== canonicalJson(attempt.events[i]));
          expect(verifyChain({ ...attempt, events })).toMatchObject({
            status: 'broken',
            event: first < 0 ? events.length : first,
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds two events changing places', () => {
    const events = ['opened', 'localizer acquired', 'plan', 'submitted'].map((what, i) => ({
      at: `2026-01-01T00:00:0${i}.000Z`,
      what,
    }));
    const attempt = sealed(events);
    const [a, b, c, d] = attempt.events;
    if (!a || !b || !c || !d) throw new Error('four events');
    expect(verifyChain({ ...attempt, events: [a, c, b, d] })).toMatchObject({ status: 'broken', event: 1 });
  });

  it.each([
    ['the trainee', { trainee: { id: 'ben', name: 'Ben' } }],
    ['the mode', { mode: 'practice' as const }],
    ['the patient', { patientSeed: 1234 }],
    ['the assignment', { assignment: 'other' }],
    ['its beginning', { startedAt: '2026-01-01T00:00:00.000Z' }],
  ])('belongs to %s', (_, change) => {
    const attempt = sealed([{ at: '2026-01-01T00:00:00.000Z', what: 'opened' }]);
    expect(verifyChain({ ...attempt, ...change })).toMatchObject({ status: 'broken', event: 0 });
  });

  it.each([
    ['the mark', (a: Attempt) => ({ ...a, outcome: { ...a.outcome, mark: 100 } })],
    ['the plan', (a: Attempt) => ({ ...a, plan: { ...a.plan, saturationBands: [{ name: 'anterior' }] } })],
    ['the name of the trainee', (a: Attempt) => ({ ...a, trainee: { id: 'ann', name: 'Benno' } })],
    ['the time of handing in', (a: Attempt) => ({ ...a, submittedAt: '2026-01-02T00:00:00.000Z' })],
  ])('covers %s', (_, change) => {
    const attempt = sealed([{ at: '2026-01-01T00:00:00.000Z', what: 'opened' }]);
    expect(verifyChain(change(attempt))).toMatchObject({ status: 'broken', event: null });
  });

  it('says nothing of an attempt that kept none', () => {
    expect(verifyChain(fakeAttempt())).toEqual({ status: 'none' });
  });
});

describe('canonical JSON', () => {
  it('is the example of RFC 8785, section 3.2.3', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    // Keys by UTF-16 code units, those that look like numbers too.
    expect(
      canonicalJson({ '\u20ac': 1, '10': 2, '9': 3, a: undefined, '\ud83d\ude00': 4, '\ufb33': 5 }),
    ).toBe('{"10":2,"9":3,"€":1,"😀":4,"\ufb33":5}');
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
