import { digestOf, inModules, type Curriculum, type CurriculumModule, type Scenario } from '../exercise';

/** A part of the list of patients. */
export interface PatientSection {
  /** Of the module; `OTHERS` or `BLIND`, which no module can be called. */
  readonly id: string;
  /** Null where the part is no module of the curriculum. */
  readonly module: CurriculumModule | null;
  readonly scenarios: readonly Scenario[];
}

/** Scenarios that the curriculum does not list. */
export const OTHERS = 'no_module';
/** Scenarios known by their referral alone. */
export const BLIND = 'by_referral';

/**
 * The list's parts: the modules, what belongs to none, then what is known by its referral alone. A module's name tells
 * what to look for (metal, a sixth vertebra), and so do the neighbours in its order: those go by grade, and within a
 * grade by what says nothing.
 * @param isBlind whether nothing may be told yet of a scenario but its referral
 */
export function patientSections(
  curriculum: Curriculum | null,
  scenarios: readonly Scenario[],
  isBlind: (scenario: Scenario) => boolean,
): PatientSection[] {
  const told = inModules(
    curriculum,
    scenarios.filter((scenario) => !isBlind(scenario)),
  ).map(({ module, scenarios: own }) => ({ id: module?.id ?? OTHERS, module, scenarios: own }));
  const blind = scenarios
    .filter(isBlind)
    .map((scenario) => ({ scenario, grade: scenario.grade ?? Infinity, order: digestOf(scenario.id) }))
    .sort((a, b) => (a.grade === b.grade ? (a.order < b.order ? -1 : 1) : a.grade - b.grade))
    .map(({ scenario }) => scenario);
  return blind.length > 0 ? [...told, { id: BLIND, module: null, scenarios: blind }] : told;
}
