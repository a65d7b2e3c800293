import type { BulkMotion, Sequence } from '../scanner';
import type { ScenarioTrap } from './scenarioTasks';

/** How the patient moves during a run of a step: in the first only; asked again to lie still, not any more. */
export const motionInRun = (traps: readonly ScenarioTrap[], stepId: string, run: number): BulkMotion[] =>
  traps.flatMap((trap) =>
    trap.kind === 'motion' && trap.step === stepId && run === 1
      ? [{ atFraction: trap.atFraction, shiftMm: trap.shiftMm }]
      : [],
  );

/** Values that differ from the preset as a step comes up: those of an older preset where the scenario has one. */
export const settingsAtStart = (traps: readonly ScenarioTrap[], stepId: string): Partial<Sequence> =>
  Object.fromEntries(
    traps.flatMap((trap) =>
      trap.kind === 'wrong-preset' && trap.step === stepId ? Object.entries(trap.settings) : [],
    ),
  );
