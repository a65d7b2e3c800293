import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiscMeasures, SpineMeasures } from '../patient';
import { initialGroup, type PlannedGroup } from '../planning';
import {
  NO_ANSWERS,
  readKey,
  runKey,
  type Answers,
  type Confidence,
  type Reading,
  type RunReason,
} from './answers';
import { attemptSchema, type Outcome, type TaskOutcome } from './attempt';
import { examMark } from './examMark';
import { recordOfWholeExam, takenRun, type ExamRecord, type TakenRun } from './examRecord';
import { queueFromProtocol, queueFromScenario } from './queue';
import { scoreTasks } from './scoreTasks';
import { fakeScenario } from './testing';

const scenario = fakeScenario({
  protocol: [
    { id: 'stir', sequence: 'stir-sag', groups: ['sagittal'] },
    { id: 'ax', sequence: 't2-tse-ax', groups: ['L4-L5'] },
  ],
  traps: [
    { kind: 'motion', step: 'ax', atFraction: 0.5, shiftMm: [4, 0, 0] },
    { kind: 'wrong-preset', step: 'stir', settings: { inversionTimeMs: 90, averages: 1 } },
  ],
  tasks: [
    { kind: 'localize' },
    { kind: 'plan', group: 'L4-L5' },
    {
      kind: 'parameters',
      step: 'stir',
      expect: { inversionTimeMs: { min: 140, max: 190 }, averages: { min: 2 } },
    },
    { kind: 'run', step: 'ax' },
    { kind: 'judge', step: 'ax' },
    { kind: 'judge', step: 'stir' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
    { kind: 'read', level: 'L4-L5', finding: 'central-stenosis' },
    { kind: 'read', level: 'L4-L5', finding: 'lateral-recess-stenosis' },
  ],
  rubric: {
    base: 'lumbar-standard',
    weights: { plan: 2, parameters: 1, run: 1, judge: 1, read: 1 },
    criticalErrors: ['faulty-series-accepted', 'wrong-values-run', 'finding-missed', 'series-not-run'],
  },
});

const groups = [initialGroup('sagittal', undefined, [0, 0, 0]), initialGroup('axial', 'L4-L5', [0, 0, -30])];
const PLAN = { groups, saturationBands: [] };
const RIGHT = { inversionTimeMs: 160, averages: 2 };
const [stir, ax] = queueFromScenario(scenario);
if (!stir || !ax) throw new Error('the protocol has two steps');
const stirRun = (settings: object, run = 1): TakenRun => takenRun({ ...stir, settings }, run, PLAN);
const axRun = (run: number): TakenRun => takenRun(ax, run, PLAN);
const at = '2026-01-01T00:00:00.000Z';

const disc: DiscMeasures = {
  level: 'L4-L5',
  heights: { anteriorMm: 10, middleMm: 10, posteriorMm: 8 },
  ...{ sacAreaMm2: 82, sacApMm: 9, sacWidthMm: 13, fluidShare: 0.5, fatBehindMm2: 30 },
  recessHeightMm: { left: 2.4, right: 5 },
  foramenApMm: { left: 8, right: 8 },
  foramenFatLost: { left: 0, right: 0 },
  rootAreaMm2: { left: 20, right: 20 },
  flavumThicknessMm: { left: 4, right: 4 },
  listhesisMm: 0,
  herniations: [
    {
      ...{ kind: 'protrusion', side: 'left', zone: 'subarticular', mm: 6, volumeMm3: 400 },
      migration: { upMm: 2, downMm: 3 },
    },
  ],
  grades: {
    ...{ pfirrmann: 3, schizas: 'B', meyerding: 0 },
    lateralRecess: { left: 2, right: 0 },
    foramen: { left: 0, right: 0 },
  },
};
const measures: SpineMeasures = { discs: [disc], vertebrae: [], lordosisDeg: 50, cobbDeg: 2 };

const planned: Outcome['groups'] = [
  {
    ...{ name: 'L4-L5', percent: 80, aiPercent: null, band: 'pass', counted: 'truth', consequence: null },
    ...{ misread: false, advice: ['Tilt it.'], rows: [] },
  },
];

const reading = (present: boolean, detail: string | null = null): Reading => ({
  ...{ present, detail, confidence: 4, at },
});
const RIGHT_READINGS: Answers['readings'] = {
  'L4-L5/herniation': reading(true, 'left'),
  'L4-L5/central-stenosis': reading(true, 'moderate'),
  'L4-L5/lateral-recess-stenosis': reading(true, 'left'),
};
const without = (key: string): Answers['readings'] =>
  Object.fromEntries(Object.entries(RIGHT_READINGS).filter(([other]) => other !== key));
const judging = (verdicts: Record<string, 'accept' | 'repeat'>): Answers['judgements'] =>
  Object.fromEntries(Object.entries(verdicts).map(([key, verdict]) => [key, { verdict, at }]));

/** Everything done rightly: the moved run repeated, the others accepted. */
const BEST: ExamRecord = {
  position: null,
  isLocalized: true,
  steps: [
    { ...stir, settings: RIGHT, state: 'done', runs: 1 },
    { ...ax, state: 'done', runs: 2 },
  ],
  runs: [stirRun(RIGHT), axRun(1), axRun(2)],
  judgements: judging({ 'stir/1': 'accept', 'ax/1': 'repeat', 'ax/2': 'accept' }),
  readings: RIGHT_READINGS,
};

const score = (part: Partial<ExamRecord>, known: SpineMeasures | null = measures): TaskOutcome[] =>
  scoreTasks(scenario, {
    ...{ record: { ...BEST, ...part }, measures: known, groups: planned },
    // Where slices lie is judged in judgeFaults.test.ts.
    patient: { truth: null, body: null },
  });
const task = (outcomes: readonly TaskOutcome[], title: string): TaskOutcome => {
  const found = outcomes.find((outcome) => outcome.title === title);
  if (!found) throw new Error(`no task ${title}`);
  return found;
};

describe('an exam done rightly', () => {
  it('has every point, an answer where one was asked for, and nothing critical', () => {
    const outcomes = score({});
    expect(outcomes.map(({ percent }) => percent)).toEqual([100, 80, 100, 100, 100, 100, 100, 100, 100]);
    expect(outcomes.some(({ critical }) => critical)).toBe(false);
    expect(task(outcomes, 'Judge Ax T2 TSE').answer).toBe('run 1 to be repeated, run 2 accepted');
    expect(task(outcomes, 'Read L4-5: disc herniation')).toMatchObject({
      answer: 'present, left, sure',
      sentence: 'Right: there is a left subarticular protrusion of 6 mm.',
    });
    expect(attemptSchema.shape.outcome.shape.tasks.safeParse(outcomes).error).toBeUndefined();
  });
});

describe('values of a sequence', () => {
  const title = 'Set up Sag STIR';

  it('earn the share that is right; what is wrong is named with what is right', () => {
    const half = task(score({ runs: [stirRun({ ...RIGHT, inversionTimeMs: 90 })] }), title);
    expect(half).toMatchObject({ percent: 50, critical: true });
    expect(half.sentence).toBe('Wrong: inversion time 90 ms, right is 140–190 ms.');
  });

  it('of slice groups are those of the last run; a group that is not there has none of them', () => {
    const asking = {
      ...scenario,
      tasks: [
        {
          ...{ kind: 'parameters' as const, step: 'ax', expect: {} },
          slices: [{ group: 'L4-L5', sliceThickness: { max: 4 }, sliceGap: { max: 0.4 } }],
        },
      ],
    };
    const slices = (change: Partial<PlannedGroup>, runs = 1): TaskOutcome | undefined => {
      const plan = { ...PLAN, groups: groups.map((group) => ({ ...group, ...change })) };
      const record = { ...BEST, runs: runs > 0 ? [takenRun(ax, 1, plan)] : [] };
      const evidence = { record, measures, groups: planned, patient: { truth: null, body: null } };
      return scoreTasks(asking, evidence)[0];
    };
    expect(slices({})).toMatchObject({ percent: 100 });
    expect(slices({ sliceGap: 2 })).toMatchObject({
      percent: 50,
      critical: true,
      sentence: 'Wrong: L4-5: slice gap 2 mm, right is at most 0.4 mm.',
    });
    expect(slices({}, 0)).toMatchObject({ percent: 0, critical: false });
  });

  it('are those of the last run; of a series not run, those it stands with', () => {
    const corrected = score({ runs: [stirRun({}), stirRun(RIGHT, 2)] });
    expect(task(corrected, title)).toMatchObject({ percent: 100, critical: false });
    // As it came up.
    expect(task(score({ runs: [], steps: [stir, ax] }), title)).toMatchObject({
      percent: 0,
      critical: false,
    });
  });
});

describe('a series', () => {
  it('that was not run earns nothing and fails the exam; images of another plan earn half', () => {
    const [first, second] = BEST.steps;
    if (!first || !second) throw new Error('two steps');
    expect(task(score({ runs: [] }), 'Run Ax T2 TSE')).toMatchObject({ percent: 0, critical: true });
    const stale = score({ steps: [first, { ...second, stale: true }] });
    expect(task(stale, 'Run Ax T2 TSE')).toMatchObject({ percent: 50, critical: false });
  });
});

describe('judging runs', () => {
  const moved = (judgements: Record<string, 'accept' | 'repeat'>, runs: number): TaskOutcome => {
    const taken = Array.from({ length: runs }, (_, i) => axRun(i + 1));
    return task(score({ judgements: judging(judgements), runs: taken }), 'Judge Ax T2 TSE');
  };

  it('earns nothing where the moved run is accepted, which is critical; so is handing it in without a word', () => {
    expect(moved({ 'ax/1': 'accept' }, 1)).toMatchObject({ percent: 0, critical: true });
    expect(moved({ 'ax/1': 'accept' }, 1).sentence).toContain('accepted, but the patient moved');
    expect(moved({}, 1)).toMatchObject({ percent: 0, critical: true });
  });

  it('earns half where it is not taken again', () => {
    expect(moved({ 'ax/1': 'repeat' }, 1)).toMatchObject({ percent: 50, critical: false });
  });

  it('takes a repetition without a word for the judgement it is', () => {
    expect(moved({ 'ax/2': 'accept' }, 2)).toMatchObject({ percent: 100 });
  });

  it('costs half where a sound run is repeated', () => {
    const wasted = moved({ 'ax/1': 'repeat', 'ax/2': 'repeat', 'ax/3': 'accept' }, 3);
    expect(wasted).toMatchObject({ percent: 50, critical: false });
    expect(wasted.sentence).toBe('Run 2 was good enough and was repeated.');
  });

  it('is worth half where the reason is not what is wrong with the run', () => {
    const because = (reason: RunReason): TaskOutcome => {
      const judgements = {
        'ax/1': { verdict: 'repeat', reason, at },
        'ax/2': { verdict: 'accept', at },
      } as const;
      return task(score({ judgements }), 'Judge Ax T2 TSE');
    };
    expect(because('motion')).toMatchObject({ percent: 100 });
    expect(because('motion').answer).toBe('run 1 to be repeated (the patient moved), run 2 accepted');
    // One of two runs, and half of it.
    expect(because('noise')).toMatchObject({ percent: 75, critical: false });
    expect(because('noise').sentence).toBe('Run 1 was repeated for a wrong reason: the patient moved.');
  });

  it('does not count a sound run that was taken again with another plan', () => {
    const first = stirRun(RIGHT);
    const shifted = { ...PLAN, groups: groups.map((group) => ({ ...group, centre: [0, 0, 5] as const })) };
    const again = takenRun({ ...stir, settings: RIGHT }, 2, shifted);
    const outcome = task(
      score({ runs: [first, again], judgements: judging({ 'stir/2': 'accept' }) }),
      'Judge Sag STIR',
    );
    expect(outcome).toMatchObject({ percent: 100 });
    expect(outcome.answer).toContain('taken again with another plan');
  });

  it('holds a run with wrong values for faulty', () => {
    const outcome = task(score({ runs: [stirRun({})] }), 'Judge Sag STIR');
    expect(outcome).toMatchObject({ percent: 0, critical: true });
    expect(outcome.sentence).toContain('its values were wrong');
  });
});

describe('reading', () => {
  const read = (finding: string, given: Reading | null): TaskOutcome => {
    const others = without(`L4-L5/${finding}`);
    const readings = given ? { ...others, [`L4-L5/${finding}`]: given } : others;
    const outcome = score({ readings }).find(({ title }) =>
      title.includes(finding.replaceAll('-', ' ').slice(0, 7)),
    );
    if (!outcome) throw new Error(finding);
    return outcome;
  };

  it('earns most for the finding and the rest for its side', () => {
    expect(read('herniation', reading(true, 'right'))).toMatchObject({ percent: 70, critical: false });
    expect(read('lateral-recess-stenosis', reading(true, 'both'))).toMatchObject({ percent: 70 });
  });

  it('that misses a finding, or does not look, earns nothing and is critical', () => {
    expect(read('herniation', reading(false))).toMatchObject({ percent: 0, critical: true });
    expect(read('herniation', null)).toMatchObject({ percent: 0, critical: true, answer: null });
  });

  it('is not judged where truth is not known, nor where the dural sac has ended', () => {
    expect(score({}, null).filter(({ kind }) => kind === 'read')).toMatchObject(
      Array(3).fill({ percent: null, critical: false }),
    );
    const ended = { ...measures, discs: [{ ...disc, sacAreaMm2: 0 }] };
    expect(task(score({}, ended), 'Read L4-5: central canal stenosis').percent).toBeNull();
  });

  it('of a finding that is not there is right when it is called absent, wrong and not critical else', () => {
    const healthy: DiscMeasures = {
      ...disc,
      ...{ sacAreaMm2: 150, herniations: [], recessHeightMm: { left: 5, right: 5 } },
    };
    const known = { ...measures, discs: [healthy] };
    const absent = Object.fromEntries(Object.keys(RIGHT_READINGS).map((key) => [key, reading(false)]));
    const right = score({ readings: absent }, known).filter(({ kind }) => kind === 'read');
    expect(right.map(({ percent }) => percent)).toEqual([100, 100, 100]);
    const wrong = score({}, known).filter(({ kind }) => kind === 'read');
    expect(wrong).toMatchObject(Array(3).fill({ percent: 0, critical: false }));
  });
});

describe('the mark', () => {
  it('is the weighted mean over what could be judged, and the plan’s where there are no weights', () => {
    expect(examMark(scenario.rubric, 80, score({}))).toBeCloseTo((2 * 80 + 4 * 100) / 6, 9);
    expect(examMark(scenario.rubric, 80, score({}, null))).toBeCloseTo((2 * 80 + 3 * 100) / 5, 9);
    expect(examMark({ base: 'a' }, 80, score({}))).toBe(80);
    expect(examMark(scenario.rubric, null, score({}))).toBeNull();
  });

  it('never falls with a better answer', () => {
    const verdict = fc.constantFrom('accept', 'repeat', undefined);
    const answer = fc.option(
      fc.record({
        present: fc.boolean(),
        side: fc.constantFrom('left', 'right'),
        confidence: fc.constantFrom<Confidence>(1, 2, 3, 4, 5),
      }),
      { nil: undefined },
    );
    const exams = fc.record({
      verdicts: fc.tuple(verdict, verdict, verdict),
      herniation: answer,
      ti: fc.boolean(),
      averages: fc.boolean(),
      axRuns: fc.integer({ min: 0, max: 3 }),
    });
    type Exam = typeof exams extends fc.Arbitrary<infer T> ? T : never;
    const markOf = ({ verdicts, herniation, ti, averages, axRuns }: Exam): number => {
      const settings = { inversionTimeMs: ti ? 160 : 90, averages: averages ? 2 : 1 };
      const said = ['ax/1', 'ax/2', 'stir/1'].flatMap((key, i) => {
        const given = verdicts[i];
        return given ? [[key, { verdict: given, at }] as const] : [];
      });
      const others = without('L4-L5/herniation');
      const given = herniation && {
        ...{ present: herniation.present, detail: herniation.present ? herniation.side : null },
        ...{ confidence: herniation.confidence, at },
      };
      const outcomes = score({
        runs: [stirRun(settings), ...Array.from({ length: axRuns }, (_, i) => axRun(i + 1))],
        judgements: Object.fromEntries(said),
        readings: given ? { ...others, 'L4-L5/herniation': given } : others,
      });
      return examMark(scenario.rubric, 70, outcomes) ?? Number.NaN;
    };
    fc.assert(
      fc.property(exams, (exam) => {
        const mark = markOf(exam);
        const [first, second, third] = exam.verdicts;
        const better: Exam[] = [
          // The right word on each run: the first axial one moved, the others are sound.
          { ...exam, verdicts: ['repeat', second, third] },
          { ...exam, verdicts: [first, 'accept', third] },
          { ...exam, ti: true, averages: true, verdicts: [first, second, 'accept'] },
          { ...exam, herniation: { present: true, side: 'left', confidence: 5 } },
          ...(exam.axRuns === 0 ? [{ ...exam, axRuns: 1 }] : []),
          ...(exam.axRuns === 1 && first === 'repeat' ? [{ ...exam, axRuns: 2 }] : []),
        ];
        for (const other of better) expect(markOf(other)).toBeGreaterThanOrEqual(mark - 1e-9);
        expect(mark).toBeGreaterThanOrEqual(0);
        expect(mark).toBeLessThanOrEqual(100);
      }),
      { numRuns: 300 },
    );
  });
});

it('a whole exam run once as it stands is a record without answers', () => {
  const record = recordOfWholeExam(queueFromProtocol(scenario.protocol), PLAN);
  expect(record).toMatchObject(NO_ANSWERS);
  expect(record.runs.map(runKey)).toEqual(['stir/1', 'ax/1']);
  expect(record.runs.map((run) => run.groups.map(({ name }) => name))).toEqual([['sagittal'], ['L4-L5']]);
  expect(readKey({ level: 'L4-L5', finding: 'herniation' })).toBe('L4-L5/herniation');
});
