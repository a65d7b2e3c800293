import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { planAutomatically, shiftAlongNormal, tiltGroup, type Prescription } from '../planning';
import { NO_ANSWERS } from './answers';
import { attemptSchema, type Outcome, type OutcomeRow } from './attempt';
import type { ExamRecord } from './examRecord';
import { queueFromProtocol } from './queue';
import { parseScenario } from './scenario';
import { scoreExam, type ScoreRequest } from './scoreExam';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const scenario = parseScenario(read('scenarios/scoliosis.json'));
const { truth, labels } = generatePhantom(parsePhantomDefinition(read('phantoms/scoliosis.json')), 11, {
  voxelMm: 6,
});
const ideal = planAutomatically(truth).prescription;
const asked = (plan: Prescription): Prescription => ({
  ...plan,
  groups: plan.groups.filter((g) => scenario.groups.some((w) => (w.level ?? w.kind) === (g.level ?? g.kind))),
});
const clumsy: Prescription = {
  ...ideal,
  groups: ideal.groups.map((g) => (g.kind === 'axial' ? shiftAlongNormal(tiltGroup(g, [1, 0, 0], 8), 4) : g)),
};
const record: ExamRecord = {
  ...NO_ANSWERS,
  ...{ isLocalized: true, steps: queueFromProtocol(scenario.protocol), runs: [] },
};
const request = (part: Partial<ScoreRequest> & Pick<ScoreRequest, 'trainee'>): ScoreRequest => ({
  ai: null,
  aiRuns: [],
  aiSpine: null,
  confidence: null,
  truth: null,
  truthLabels: null,
  body: null,
  localizerTimeS: 30,
  scenario,
  record,
  measures: null,
  ...part,
});
const row = (outcome: Outcome, name: string, key: string): OutcomeRow | undefined =>
  outcome.groups.find((g) => g.name === name)?.rows.find((r) => r.key === key);

describe('the outcome of an exam', () => {
  it('holds trainee, AI and truth beside each other', () => {
    const outcome = scoreExam(
      request({
        trainee: asked(ideal),
        ai: clumsy,
        truth,
        truthLabels: labels,
        body: { widthMm: 350, depthMm: 230 },
      }),
    );
    expect(outcome).toMatchObject({ reference: 'truth-and-ai', passed: true, criticalErrors: [] });
    expect(outcome.mark).toBeGreaterThan(97);
    expect(outcome.groups.map((g) => g.name)).toEqual(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1']);
    // The AI was wrong: that is told, stands in its own column and column's mark, and costs the trainee nothing.
    expect(outcome.groups.every((g) => g.counted === 'truth')).toBe(true);
    expect(outcome.known.join(' ')).toContain('The AI is wrong at L4-L5');
    const offset = row(outcome, 'L4-L5', 'offset');
    expect(offset?.trainee?.value).toBeCloseTo(0, 6);
    expect(offset?.ai?.value).toBeCloseTo(4, 0);
    expect(offset?.truth?.value).toBeCloseTo(0, 6);
    expect(outcome.ai?.mark).toBeLessThan(outcome.mark ?? 0);
    expect(outcome.ai?.errors.weak).toBeGreaterThan(0);
    const l45 = outcome.groups.find((g) => g.name === 'L4-L5');
    expect(l45?.aiPercent).toBeLessThan(l45?.percent ?? 0);
    expect(row(outcome, 'L4-L5', 'sacArea')?.truth?.value).toBeGreaterThan(50);
    expect(l45?.consequence).toMatch(/The dural sac reads \d+ mm²/);
    expect(outcome.exam.rows.map((r) => r.key)).toEqual(
      expect.arrayContaining(['time', 'sar', 'sliceOrder', 'crossing']),
    );
    expect(row(outcome, 'L4-L5', 'wrap')?.trainee).toBeTruthy();
    expect(attemptSchema.shape.outcome.safeParse(outcome).error).toBeUndefined();
  });

  it('is made from the series as the trainee set them, while the AI alone keeps the protocol', () => {
    const slow = queueFromProtocol(scenario.protocol).map((step) => ({ ...step, settings: { averages: 8 } }));
    const held = { trainee: asked(ideal), ai: ideal, truth };
    const usual = scoreExam(request(held));
    const slowed = scoreExam(request({ ...held, record: { ...record, steps: slow } }));
    const percentOfBudget = ({ exam }: Outcome): number =>
      exam.rows.find(({ key }) => key === 'time')?.trainee?.value ?? 0;
    expect(percentOfBudget(slowed)).toBeGreaterThan(2 * percentOfBudget(usual));
    expect(slowed.ai).toEqual(usual.ai);
  });

  it('counts the time of an added series, saves none by leaving one out, and marks no copy of a group twice', () => {
    const trainee = asked(ideal);
    const [sagittal] = trainee.groups;
    if (!sagittal) throw new Error('no sagittal group');
    const timeOf = (steps: ExamRecord['steps'], plan = trainee): number =>
      scoreExam(request({ trainee: plan, truth, record: { ...record, steps } })).exam.rows.find(
        ({ key }) => key === 'time',
      )?.trainee?.value ?? NaN;
    const { steps } = record;
    const last = steps.at(-1);
    if (!last) throw new Error('no series');
    expect(timeOf([...steps, { ...last, id: 'once-more' }])).toBeGreaterThan(timeOf(steps) * 1.1);
    expect(timeOf(steps.slice(0, -1))).toBeCloseTo(timeOf(steps), 9);
    const without = scoreExam(request({ trainee, truth, record: { ...record, steps: steps.slice(0, -1) } }));
    expect(without.summary[0]).toBe(
      'Ax T2 TSE was taken out of the queue: a series of the protocol is missing.',
    );
    expect(
      without.tasks.find(({ kind, title }) => kind === 'run' && title.includes('Ax T2'))?.sentence,
    ).toContain('taken out of the queue');
    const copied = {
      ...trainee,
      groups: [...trainee.groups, { ...sagittal, name: 'sagittal (2)', sliceCount: 1 }],
    };
    const outcome = scoreExam(request({ trainee: copied, truth }));
    expect(outcome.groups.map(({ name }) => name)).toEqual(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1']);
    expect(outcome.groups[0]?.percent).toBeGreaterThan(90);
  });

  it('gives advice for what is wrong', () => {
    const outcome = scoreExam(request({ trainee: asked(clumsy), ai: ideal, aiSpine: truth, truth }));
    expect(outcome.mark).toBeLessThan(90);
    const l45 = outcome.groups.find((g) => g.name === 'L4-L5');
    expect(l45?.advice.join(' ')).toMatch(/tilted 7\.8° too far to the feet in front.*4\.0 mm too high/);
    expect(outcome.summary.length).toBeGreaterThan(0);
    expect(l45?.consequence).toContain('is not known for this patient');
  });

  it('works against the AI alone, and says so when there is nothing to hold it against', () => {
    const trainee = asked(ideal);
    const alone = scoreExam(request({ trainee, ai: ideal, aiSpine: truth }));
    expect(alone).toMatchObject({ reference: 'ai', ai: null, passed: true });
    expect(alone.known.join(' ')).toContain('not known');
    expect(row(alone, 'L4-L5', 'offset')).toMatchObject({ truth: null });
    expect(scoreExam(request({ trainee }))).toMatchObject({ reference: 'none', mark: null, passed: null });
  });

  it('refuses a rubric it does not know', () => {
    const strange = { ...scenario, rubric: { base: 'other' } };
    expect(() => scoreExam(request({ trainee: ideal, ai: ideal, truth, scenario: strange }))).toThrow(
      /"other"/,
    );
  });
});
