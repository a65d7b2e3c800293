import { describe, expect, it } from 'vitest';
import { definitionOf, shippedScenarios } from '../src/cli/scenarioFiles';
import {
  anatomySeed,
  examPatient,
  headlessOutcome,
  rightExam,
  scenarioInMode,
  scenarioVariant,
  variantSeed,
  type Scenario,
} from '../src/exercise';
import { generatePhantom } from '../src/patient';

/** Where findings are read the patient is measured on a finer map. */
const voxelMm = ({ tasks }: Scenario): number => (tasks.some(({ kind }) => kind === 'read') ? 1.5 : 3);

const drawn = (await shippedScenarios()).filter(({ patient }) => !('volume' in patient));

/** The scenario as a trainee of a class is examined on it. */
const assessed = (scenario: Scenario, trainee: string): Scenario =>
  scenarioVariant(
    scenarioInMode(scenario, 'assessment'),
    variantSeed({ secret: 'a class', trainee, scenario: scenario.id, draw: 0 }),
  );

describe.each(drawn.map((scenario) => [scenario.id, scenario] as const))('a variant of %s', (_, scenario) => {
  it('is passed by whoever makes no mistake', async () => {
    const variant = assessed(scenario, 'ann');
    if ('volume' in variant.patient) throw new Error('a drawn patient');
    const definition = await definitionOf(variant.patient);
    const phantom = generatePhantom(definition, anatomySeed(variant.patient), { voxelMm: voxelMm(variant) });
    const levels = phantom.truth.discs.map(({ level }) => level);
    for (const { level } of scenario.groups) if (level) expect(levels).toContain(level);
    const outcome = headlessOutcome(rightExam(variant, examPatient(phantom)));
    expect(outcome.criticalErrors).toEqual([]);
    expect(outcome.passed).toBe(true);
  });
});
