import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIsocenterError } from '../geometry';
import { parseRecord, parseRecords, parseStudy, studyFingerprint } from '.';
import { madeUpTruths, simulatedRecord, STUDY } from './testing';

const record = simulatedRecord(STUDY, 'r1', madeUpTruths(STUDY), { 'with-ai': 2, manual: 1 });

/** A place in a JSON value, as its keys. */
function places(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [at, ...entries.flatMap(([key, part]) => places(part, [...at, key]))].filter((p) => p.length > 0);
}

function withChange(value: unknown, [key, ...rest]: (string | number)[], change: unknown): unknown {
  if (key === undefined) return change;
  if (Array.isArray(value))
    return value.map((part: unknown, i) => (i === key ? withChange(part, rest, change) : part));
  return { ...(value as object), [key]: withChange((value as Record<string, unknown>)[key], rest, change) };
}

const anything = fc.oneof(
  fc.constant(null),
  fc.constant(-1),
  fc.constant(1.5),
  fc.constant('L9-L10'),
  fc.constant([]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Either reads a damaged file, or refuses it as an expected failure that names a field. */
function readsOrNames(
  parse: (json: unknown) => unknown,
  whole: unknown,
  change: unknown,
  at: (string | number)[],
) {
  try {
    parse(withChange(whole, at, change));
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    expect(error.message).toContain(String(at[0]));
    expect(error.hint).not.toBe('');
  }
}

describe('a study file', () => {
  it('is read as it was written', () => {
    expect(parseStudy(JSON.parse(JSON.stringify(STUDY)))).toEqual(STUDY);
  });

  it.each([
    ['no cases', { cases: [] }, 'cases'],
    ['a case twice', { cases: [STUDY.cases[0], STUDY.cases[0]] }, 'cases'],
    ['a reader who is the AI', { readers: [{ id: 'automatic', name: 'AI' }] }, 'readers.0.id'],
    ['a level that is none', { levels: ['L6-L7'] }, 'levels.0'],
    [
      'a threshold off the scale',
      { confidence: { scale: '1-5', positiveFrom: 1 } },
      'confidence.positiveFrom',
    ],
    ['a field that means nothing', { washout: 3 }, 'file'],
  ])('with %s is refused, the field named', (_, change, field) => {
    expect(() => parseStudy({ ...STUDY, ...change })).toThrow(field);
  });

  it('that is damaged anywhere is read or refused, never half taken', () => {
    const everywhere = fc.constantFrom(...places(STUDY));
    fc.assert(fc.property(everywhere, anything, (at, change) => readsOrNames(parseStudy, STUDY, change, at)));
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parseStudy(json)).toThrow(/study file/);
      }),
    );
  });

  it('stays the same study with other words, and becomes another with other cases', () => {
    const same = { ...STUDY, title: 'Renamed', readers: STUDY.readers.map((r) => ({ ...r, name: 'N. N.' })) };
    expect(studyFingerprint(same)).toBe(studyFingerprint(STUDY));
    expect(studyFingerprint({ ...STUDY, seed: 6 })).not.toBe(studyFingerprint(STUDY));
    expect(studyFingerprint({ ...STUDY, cases: STUDY.cases.slice(1) })).not.toBe(studyFingerprint(STUDY));
  });
});

describe("a reader's record", () => {
  it('is read as it was exported', () => {
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('that is damaged anywhere is read or refused with the field named', () => {
    const short = { ...record, readings: record.readings.slice(0, 2), truths: record.truths.slice(0, 2) };
    const everywhere = fc.constantFrom(...places(short));
    fc.assert(
      fc.property(everywhere, anything, (at, change) => readsOrNames(parseRecord, short, change, at)),
    );
  });

  it('that is damaged is set aside; the others are read', () => {
    const { records, damaged } = parseRecords([record, { ...record, readings: 'lost' }, null]);
    expect(records).toEqual([record]);
    expect(damaged.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('readings'),
      expect.stringContaining('file'),
    ]);
  });

  it('with a level read twice in an arm is refused', () => {
    const [first] = record.readings;
    expect(() => parseRecord({ ...record, readings: [first, first] })).toThrow(/readings\.1/);
  });
});
