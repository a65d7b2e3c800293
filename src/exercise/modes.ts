import type { Mode } from './attempt';
import type { Scenario } from './scenario';

export const withoutTimeLimit = ({ timeLimitS: _, ...scenario }: Scenario): Scenario => scenario;

/**
 * A scenario as it is made in a mode. Practice: the AI's help is there whenever it is asked for, and no clock runs.
 * Exercise: as the scenario says. Assessment: no help, whatever the scenario says.
 */
export function scenarioInMode(scenario: Scenario, mode: Mode): Scenario {
  if (mode === 'exercise') return scenario;
  if (mode === 'assessment') return { ...scenario, aiPlan: 'hidden' };
  return {
    ...withoutTimeLimit(scenario),
    aiPlan: scenario.aiPlan === 'hidden' ? 'on-request' : scenario.aiPlan,
  };
}
