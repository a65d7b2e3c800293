import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  AUTOMATIC_READER,
  CONFIDENCE_SCALES,
  parseRecord,
  QUESTIONS,
  type NextReading,
  type ReaderStudy,
} from '../readerStudy';
import { STUDY as LARGE } from '../readerStudy/testing';
import { ReaderStudyController, type ReaderStudyEngines } from './readerStudy';
import type { CaseImages } from './readerStudyCase';
import type { CaseImageStore } from './readerStudyImages';
import { fakeEngines, gate } from './testing';
import { fakeStudyRoom } from './testingStudy';

const STUDY: ReaderStudy = {
  ...LARGE,
  cases: LARGE.cases.slice(0, 3),
  levels: ['L4-L5', 'L5-S1'],
  casesPerSession: 2,
};
const DAY_MS = 86_400_000;

let engines: ReturnType<typeof fakeEngines>;
let kept: Map<string, unknown>;
let controller: ReaderStudyController;
let now: number;
/** Cases that were drawn, in order. */
let drawn: number[];

function studyEngines(): ReaderStudyEngines {
  return {
    ...engines,
    ...fakeStudyRoom(engines, drawn),
    clock: () => now,
    store: {
      save: (record) => {
        kept.set(record.id, structuredClone(record));
        return Promise.resolve();
      },
      list: () => Promise.resolve([...kept.values()]),
      remove: (id) => {
        kept.delete(id);
        return Promise.resolve();
      },
    },
  };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
};
const reading = () => {
  const { reading: of } = controller.getState();
  if (!of) throw new Error('nobody reads');
  return of;
};
const step = (): NextReading => {
  const { step: next } = reading();
  if (next.kind !== 'read') throw new Error(`nothing to read: ${next.kind}`);
  return next;
};
/** Answers every question of the level in hand and takes it. */
async function readLevel(confidence = 3): Promise<void> {
  QUESTIONS.forEach((_, i) => controller.answer(i, confidence));
  await controller.submit();
  await settled();
}
/** Reads on, breaks skipped, to the end of the arm. */
async function readArm(confidence = 3): Promise<void> {
  while (reading().step.kind === 'read') {
    if (reading().isPaused) controller.resume();
    now += 20_000;
    await readLevel(confidence);
  }
}
/** The first reader whose first arm is this one. */
async function begin(arm: 'manual' | 'with-ai', study: ReaderStudy = STUDY): Promise<string> {
  await controller.open(study);
  for (const { id } of study.readers) {
    controller.begin(id);
    if (step().arm === arm) {
      await settled();
      return id;
    }
    controller.leave();
  }
  throw new Error('some reader begins with it');
}

beforeEach(() => {
  engines = fakeEngines();
  kept = new Map();
  drawn = [];
  now = 1_767_600_000_000;
  controller = new ReaderStudyController(studyEngines(), [STUDY]);
});

describe('reading', () => {
  it('begins paused, shows the case once it is scanned and makes the next one ready meanwhile', async () => {
    const hold = gate();
    engines.hold.load = hold;
    await controller.open(STUDY);
    controller.begin('r1');
    await settled();
    expect(reading()).toMatchObject({ isPaused: true, images: null });
    hold.open();
    await settled();
    expect(reading().images?.axials.size).toBe(2);
    expect(reading().images?.truths).toHaveLength(2);
    const seeds = [step().case, step().after].map((one) => one?.patient.seed);
    expect(drawn.slice(0, 2)).toEqual(seeds);
  });

  it('scans no case again that was made ready before: in the other arm, or after the page was closed', async () => {
    const made = new Map<string, CaseImages>();
    const images: CaseImageStore = {
      read: (study, id) => Promise.resolve(made.get(`${study} ${id}`) ?? null),
      save: (study, one) => Promise.resolve(void made.set(`${study} ${one.caseId}`, one)),
    };
    const open = async (study: ReaderStudy): Promise<void> => {
      controller = new ReaderStudyController({ ...studyEngines(), images }, [study]);
      await controller.open(study);
      controller.begin('r1');
      await settled();
    };
    await open(STUDY);
    expect(drawn).toHaveLength(2);
    const { sagittal } = reading().images ?? {};
    await open(STUDY);
    expect(drawn).toHaveLength(2);
    expect(reading().images?.sagittal).toBe(sagittal);
    // Another version of the study has images of its own.
    await open({ ...STUDY, levels: ['L4-L5'] });
    expect(drawn).toHaveLength(4);
  });

  it('counts the time a level was looked at, pauses left out', async () => {
    const reader = await begin('manual');
    now += 60_000;
    controller.resume();
    now += 5_000;
    controller.pause();
    now += 100_000;
    expect(controller.isReadable()).toBe(false);
    controller.resume();
    now += 7_000;
    await readLevel();
    expect(reading().record.readings[0]?.seconds).toBe(12);
    now += 3_000;
    await readLevel();
    expect(reading().record.readings.map(({ seconds }) => seconds)).toEqual([12, 3]);
    expect(reading().record.reader).toBe(reader);
  });

  it('shows nothing of the AI in the arm without it, and keeps its own reading for the automatic arm', async () => {
    await begin('manual');
    controller.resume();
    expect(reading().ai).toBeNull();
    await readLevel(4);
    const [first] = reading().record.readings;
    expect(first?.answers.every(({ ai, confidence }) => ai === null && confidence === 4)).toBe(true);
    const automatic = controller.recordOf(STUDY, AUTOMATIC_READER);
    expect(automatic.readings.length).toBeGreaterThanOrEqual(2);
    expect(automatic.readings[0]?.answers[0]?.ai).toEqual(expect.any(Number));
  });

  it('shows the AI from the start where the study says so', async () => {
    await begin('with-ai');
    controller.resume();
    expect(reading().ai?.reading).not.toBeNull();
    await readLevel();
    expect(reading().record.readings[0]?.answers[0]).toMatchObject({
      first: null,
      ai: expect.any(Number) as number,
    });
  });

  it('shows the AI after a first impression where the study says so, and keeps both', async () => {
    const late: ReaderStudy = { ...STUDY, aiShown: 'after-first-impression' };
    await begin('with-ai', late);
    controller.resume();
    expect(reading().ai).toBeNull();
    expect(controller.awaitsFirstImpression()).toBe(true);
    await readLevel(2);
    expect(reading().record.readings).toHaveLength(0);
    expect(reading().ai?.reading).not.toBeNull();
    controller.answer(0, 5);
    await controller.submit();
    const [first, second] = reading().record.readings[0]?.answers ?? [];
    expect(first).toMatchObject({ first: 2, confidence: 5 });
    expect(second).toMatchObject({ first: 2, confidence: 2 });
  });

  it('takes no level with a question left out, and no confidence off the scale', async () => {
    await begin('manual');
    controller.resume();
    controller.answer(0, 3);
    controller.answer(1, CONFIDENCE_SCALES['1-5'][1] + 1);
    await controller.submit();
    expect(reading().record.readings).toHaveLength(0);
    expect(reading().confidences).toEqual([3, null, null, null]);
  });

  it('goes on after the page was closed, where the reader was', async () => {
    const reader = await begin('manual');
    controller.resume();
    await readLevel();
    const { case: one, level } = step();
    controller = new ReaderStudyController(studyEngines(), [STUDY]);
    await controller.open(STUDY);
    controller.begin(reader);
    expect(step()).toMatchObject({ case: one, level, levelsDone: 1 });
  });

  it('keeps nothing over what another tab has read meanwhile', async () => {
    const reader = await begin('manual');
    controller.resume();
    await readLevel();
    const here = controller;
    controller = new ReaderStudyController(studyEngines(), [STUDY]);
    await controller.open(STUDY);
    controller.begin(reader);
    await settled();
    controller.resume();
    await readLevel(4);
    controller = here;
    await readLevel(2);
    expect(controller.getState().error?.code).toBe('read-elsewhere');
    const [record] = [...kept.values()].map(parseRecord).filter((one) => one.reader === reader);
    expect(record?.readings.map(({ answers }) => answers[0]?.confidence)).toEqual([3, 4]);
  });

  it('breaks after a session, ends with the wash-out and opens again after it', async () => {
    const reader = await begin('manual');
    controller.resume();
    for (let i = 0; i < 4; i++) await readLevel();
    expect(step()).toMatchObject({ isBreak: true, casesDone: 2 });
    expect(reading().isPaused).toBe(true);
    await readArm();
    expect(reading().step).toMatchObject({ kind: 'wash-out', arm: 'with-ai' });
    now += 27 * DAY_MS;
    controller.lookAgain();
    expect(reading().step.kind).toBe('wash-out');
    now += 2 * DAY_MS;
    controller.lookAgain();
    await settled();
    expect(step().arm).toBe('with-ai');
    await readArm(4);
    expect(reading().step.kind).toBe('done');
    expect(parseRecord(JSON.parse(controller.exportRecord(reader)?.text ?? '')).readings).toHaveLength(12);
  });

  it('says what went wrong with a case, and tries again', async () => {
    engines.fail.acquire = new Error('broken coil');
    await begin('manual');
    expect(controller.getState().error?.message).toContain('broken coil');
    delete engines.fail.acquire;
    controller.begin(reading().record.reader);
    await settled();
    expect(reading().images).not.toBeNull();
  });

  it('reads on without the AI where the AI sees no spine', async () => {
    engines.fail.segment = Object.assign(new Error('No spine was found.'), {
      ...{ name: 'IsocenterError', code: 'no-spine', hint: '' },
    });
    await begin('with-ai');
    controller.resume();
    expect(reading().ai?.reading).toBeNull();
    await readLevel();
    expect(reading().record.readings[0]?.answers[0]?.ai).toBeNull();
    const automatic = controller.recordOf(STUDY, AUTOMATIC_READER).readings[0]?.answers[0];
    expect(automatic).toMatchObject({ confidence: 0, ai: null });
  });
});

describe('the AI alone', () => {
  it('reads every case once, and stops when it is told to', async () => {
    await controller.open(STUDY);
    const running = controller.runAutomatic();
    await settled();
    await running;
    const record = controller.recordOf(STUDY, AUTOMATIC_READER);
    expect(record.readings).toHaveLength(6);
    expect(new Set(record.readings.map(({ arm }) => arm))).toEqual(new Set(['automatic']));
    const before = drawn.length;
    await controller.runAutomatic();
    expect(drawn).toHaveLength(before);
    expect(controller.getState().automatic).toBeNull();
  });
});

describe('results', () => {
  it('take in records of other machines, set damaged ones aside and keep the fuller of two', async () => {
    const reader = await begin('manual');
    controller.resume();
    await readArm();
    const whole = controller.exportRecord(reader)?.text ?? '';
    const shorter = JSON.stringify({ ...parseRecord(JSON.parse(whole)), readings: [] });
    controller.leave();
    kept.clear();
    await controller.open(STUDY);
    await controller.importRecords([whole, '{"schemaVersion": 9}', 'no JSON']);
    await controller.importRecords([shorter]);
    expect(controller.getState().damaged).toHaveLength(2);
    expect(controller.recordOf(STUDY, reader).readings).toHaveLength(6);
    controller.showResults();
    expect(controller.getState().analysis?.readers).toEqual([reader]);
    const archive = await controller.exportAll();
    expect(archive?.name).toBe('small-study.zip');
    const files = unzipSync(archive?.bytes ?? new Uint8Array());
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'small-study.json',
        `small-study-${reader}.json`,
        'small-study-readings.csv',
        'report.md',
      ]),
    );
    expect(parseRecord(JSON.parse(new TextDecoder().decode(files[`small-study-${reader}.json`])))).toEqual(
      controller.recordOf(STUDY, reader),
    );
  });

  it('of a wrong study file stay where they are', async () => {
    await controller.open({ ...STUDY, cases: [] });
    expect(controller.getState()).toMatchObject({ study: null, error: { code: 'study-invalid' } });
  });
});
