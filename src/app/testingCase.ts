import { CaseController } from './caseController';
import { fakeEngines, OWN_VOLUME, SCENARIO, type FakeEngines } from './testing';

export interface FakeCase {
  readonly controller: CaseController;
  readonly engines: FakeEngines;
}

/** A console with nobody on its table. */
export function start(): FakeCase {
  const engines = fakeEngines();
  return { engines, controller: new CaseController(engines, [SCENARIO, OWN_VOLUME]) };
}

/** A console with an exam whose groups are placed. */
export async function planned(): Promise<FakeCase> {
  const both = start();
  await both.controller.patient.openScenario('straight');
  both.controller.plan.place('sagittal');
  both.controller.plan.place('L4-L5');
  return both;
}

/** Steps of the queue with their states. */
export const steps = (controller: CaseController): string[] =>
  controller.getState().case.steps.map(({ id, state }) => `${id} ${state}`);

/** Lets what is under way without a clock come to its end. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};
