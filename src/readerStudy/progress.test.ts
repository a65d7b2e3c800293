import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addReading,
  armOrder,
  caseOrder,
  newRecord,
  nextStep,
  QUESTIONS,
  studyFingerprint,
  type HumanArm,
  type LevelReading,
  type NextReading,
  type ReaderRecord,
  type ReaderStudy,
} from '.';
import { madeUpTruths, simulatedRecord, STUDY } from './testing';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 5, 9);
const begun = (study: ReaderStudy = STUDY): ReaderRecord =>
  newRecord({ id: study.id, fingerprint: studyFingerprint(study) }, 'r1', {});

function reading({ arm, case: { id }, level }: NextReading, at: number, confidence = 3): LevelReading {
  const answers = QUESTIONS.map((question) => ({ ...question, confidence, first: null, ai: null }));
  return { case: id, level, arm, at, seconds: 30, answers };
}

/** Reads on until an arm is over or the study is done. */
function readArm(
  study: ReaderStudy,
  record: ReaderRecord,
  from: number,
): { record: ReaderRecord; at: number } {
  let [so, at] = [record, from];
  for (;;) {
    const step = nextStep(study, so, at);
    if (step.kind !== 'read') return { record: so, at };
    so = addReading(study, so, reading(step, at));
    at += 30_000;
  }
}

const studies = fc
  .record({
    seed: fc.nat(),
    cases: fc.integer({ min: 1, max: 7 }),
    readers: fc.integer({ min: 1, max: 9 }),
    days: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ seed, cases, readers, days }): ReaderStudy => ({
    ...STUDY,
    ...{ seed, washOutDays: days, cases: STUDY.cases.slice(0, cases) },
    readers: Array.from({ length: readers }, (_, i) => ({ id: `r${i + 1}`, name: `R${i + 1}` })),
  }));

describe('order', () => {
  it('gives every arm the first place equally often, give or take one reader', () => {
    fc.assert(
      fc.property(studies, (study) => {
        const firsts = study.readers.map(({ id }) => armOrder(study, id)[0]);
        const of = (arm: HumanArm): number => firsts.filter((first) => first === arm).length;
        expect(Math.abs(of('manual') - of('with-ai'))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('holds every case once, is the same when asked again and another for every reader and arm', () => {
    const order = (reader: string, arm: HumanArm): string =>
      caseOrder(STUDY, reader, arm)
        .map(({ id }) => id)
        .join();
    fc.assert(
      fc.property(studies, (study) => {
        const ids = caseOrder(study, 'r1', 'manual').map(({ id }) => id);
        expect(ids.toSorted()).toEqual(study.cases.map(({ id }) => id).toSorted());
      }),
    );
    const all = ['r1', 'r2', 'r3'].flatMap((reader) => [order(reader, 'manual'), order(reader, 'with-ai')]);
    expect(new Set(all).size).toBe(6);
    expect(order('r2', 'manual')).toBe(all[2]);
  });

  it('puts every case in every place about equally often', () => {
    const places = Array.from({ length: 600 }, (_, seed) =>
      caseOrder({ ...STUDY, seed, cases: STUDY.cases.slice(0, 4) }, 'r1', 'manual').findIndex(
        ({ id }) => id === 'case-1',
      ),
    );
    for (let place = 0; place < 4; place++) {
      const share = places.filter((p) => p === place).length / places.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.08);
    }
  });
});

describe('wash-out', () => {
  it('lies between any two readings of a case in different arms, whatever the clock does', () => {
    fc.assert(
      fc.property(
        studies,
        fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 5, maxLength: 5 }),
        (study, jumps) => {
          let record = begun(study);
          let now = START;
          for (const days of [...jumps, study.washOutDays, study.washOutDays]) {
            const read = readArm(study, record, now);
            record = read.record;
            now = read.at + days * DAY_MS;
          }
          for (const a of record.readings)
            for (const b of record.readings)
              if (a.case === b.case && a.arm !== b.arm)
                expect(Math.abs(a.at - b.at)).toBeGreaterThanOrEqual(study.washOutDays * DAY_MS);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('says when the next arm opens, and refuses a reading before', () => {
    const { record, at } = readArm(STUDY, begun(), START);
    const step = nextStep(STUDY, record, at);
    expect(step).toMatchObject({ kind: 'wash-out', arm: armOrder(STUDY, 'r1')[1] });
    const opens = step.kind === 'wash-out' ? step.opensAt : NaN;
    expect(opens).toBe(Math.max(...record.readings.map((r) => r.at)) + 28 * DAY_MS);
    const later = nextStep(STUDY, record, opens);
    if (later.kind !== 'read') throw new Error('the arm is open');
    expect(() => addReading(STUDY, record, reading(later, opens - 1))).toThrow(/too short a time/);
    expect(addReading(STUDY, record, reading(later, opens)).readings).toHaveLength(37);
    // A clock that was put back lets nobody in sooner.
    expect(nextStep(STUDY, record, START - 365 * DAY_MS).kind).toBe('wash-out');
  });
});

describe('a session', () => {
  it('goes on where it was interrupted, level by level', () => {
    const first = nextStep(STUDY, begun(), START);
    if (first.kind !== 'read') throw new Error('there is something to read');
    expect(first).toMatchObject({ casesDone: 0, cases: 12, levelsDone: 0, levels: 36, level: 'L3-L4' });
    const record = addReading(STUDY, begun(), reading(first, START));
    const kept = JSON.parse(JSON.stringify(record)) as ReaderRecord;
    expect(nextStep(STUDY, kept, START + 99)).toMatchObject({
      case: first.case,
      level: 'L4-L5',
      levelsDone: 1,
    });
  });

  it('offers a break after its cases, before the next is begun', () => {
    let record = begun();
    const breaks: number[] = [];
    for (let at = START; ; at += 1000) {
      const step = nextStep(STUDY, record, at);
      if (step.kind !== 'read') break;
      if (step.isBreak) breaks.push(step.casesDone);
      record = addReading(STUDY, record, reading(step, at));
    }
    expect(breaks).toEqual([6]);
  });

  it('is done when every level was read in every arm', () => {
    const record = simulatedRecord(STUDY, 'r2', madeUpTruths(STUDY), { 'with-ai': 2, manual: 1 });
    expect(record.readings).toHaveLength(2 * 36);
    expect(nextStep(STUDY, record, 0)).toEqual({ kind: 'done' });
  });

  it('keeps nothing that is out of turn, incomplete or off the scale', () => {
    const step = nextStep(STUDY, begun(), START);
    if (step.kind !== 'read') throw new Error('there is something to read');
    const good = reading(step, START);
    const other = STUDY.cases.find(({ id }) => id !== step.case.id);
    expect(() => addReading(STUDY, begun(), { ...good, case: other?.id ?? '' })).toThrow(/comes next/);
    expect(() => addReading(STUDY, begun(), { ...good, answers: good.answers.slice(1) })).toThrow(
      /every question/,
    );
    expect(() => addReading(STUDY, begun(), reading(step, START, 6))).toThrow(/1-5/);
    expect(() => addReading(STUDY, begun(), reading(step, START, 2.5))).toThrow(/1-5/);
  });
});
