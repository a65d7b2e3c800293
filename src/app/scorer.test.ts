import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attemptSchema, parseScenario } from '../exercise';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { planAutomatically, shiftAlongNormal, tiltGroup, type Prescription } from '../planning';
import { scorer } from './scorer';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const scenario = parseScenario(read('scenarios/scoliosis.json'));
const { truth } = generatePhantom(parsePhantomDefinition(read('phantoms/scoliosis.json')), 11, {
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
const measure = (key: string, value: unknown) => expect.objectContaining({ key, value });

describe('the outcome of an exam', () => {
  it('holds a perfect plan, the AI’s and both beside each other', () => {
    const outcome = scorer.score({ trainee: asked(ideal), ai: clumsy, aiSpine: null, truth, scenario });
    expect(outcome).toMatchObject({ reference: 'truth-and-ai', passed: true });
    expect(outcome.mark).toBeGreaterThan(97);
    expect(outcome.groups.map((g) => g.name)).toEqual(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1']);
    // The AI was wrong: its own error is told, and the trainee is not failed for it.
    expect(outcome.groups.slice(1).every((g) => g.counted === 'truth')).toBe(true);
    const ai = outcome.aiVsTruth?.groups.find((g) => g.name === 'L4-L5');
    expect(ai?.measures).toContainEqual(measure('offset', expect.closeTo(4, 0)));
    expect(outcome.aiVsTruth?.score).toBeLessThan(outcome.traineeVsTruth?.score ?? 0);
    expect(attemptSchema.shape.outcome.safeParse(outcome).error).toBeUndefined();
  });

  it('gives advice for what is wrong', () => {
    const outcome = scorer.score({ trainee: asked(clumsy), ai: ideal, aiSpine: truth, truth, scenario });
    expect(outcome.mark).toBeLessThan(90);
    const l45 = outcome.groups.find((g) => g.name === 'L4-L5');
    expect(l45?.advice.join(' ')).toMatch(/front edge is 7\.8° too low.*4\.0 mm too high/);
    expect(outcome.summary.length).toBeGreaterThan(0);
  });

  it('works against the AI alone, and says so when there is nothing to hold it against', () => {
    const trainee = asked(ideal);
    const alone = scorer.score({ trainee, ai: ideal, aiSpine: truth, truth: null, scenario });
    expect(alone).toMatchObject({ reference: 'ai', traineeVsTruth: null, aiVsTruth: null, passed: true });
    const nothing = scorer.score({ trainee, ai: null, aiSpine: null, truth: null, scenario });
    expect(nothing).toMatchObject({ reference: 'none', mark: null, passed: null });
  });

  it('refuses a rubric it does not know', () => {
    const strange = { ...scenario, rubric: 'other' };
    expect(() =>
      scorer.score({ trainee: ideal, ai: ideal, aiSpine: null, truth, scenario: strange }),
    ).toThrow(/"other"/);
  });
});
