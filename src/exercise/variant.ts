import { digestOf } from './digest';
import type { DrawnPatient, Scenario } from './scenario';

/** What a variant's patient follows from. */
export interface VariantOf {
  /** Of the assignment or the class; an empty one is no secret, but still tells trainees apart. */
  readonly secret: string;
  /** `id` of the trainee. */
  readonly trainee: string;
  /** `id` of the scenario. */
  readonly scenario: string;
  /** Which of the patients of this trainee: another number gives another one. */
  readonly draw: number;
}

/**
 * Seed of a variant's patient, 0 … 2³¹ − 1: the first 31 bits of the SHA-256 of the canonical JSON of
 * `["isocenter-variant", 1, secret, trainee, scenario, draw]`. The same on every machine and in every version.
 */
export const variantSeed = ({ secret, trainee, scenario, draw }: VariantOf): number =>
  parseInt(digestOf(['isocenter-variant', 1, secret, trainee, scenario, draw]).slice(0, 8), 16) >>> 1;

/** Seed of the anatomy of a patient. */
export const anatomySeed = (patient: DrawnPatient): number =>
  ('population' in patient ? patient.anatomySeed : undefined) ?? patient.seed;

/** Seed of the anatomy a scenario is made on; null for a volume of one's own. */
export const patientSeed = ({ patient }: Scenario): number | null =>
  'volume' in patient ? null : anatomySeed(patient);

/**
 * The scenario on another patient of the same kind: the same findings, levels and traps in another anatomy. Of a draw from a
 * population the draw stays (its findings are what the tasks ask for) and only the anatomy is another.
 */
export function scenarioVariant(scenario: Scenario, seed: number): Scenario {
  const { patient } = scenario;
  if ('volume' in patient) return scenario;
  const drawn: DrawnPatient =
    'population' in patient ? { ...patient, anatomySeed: seed } : { ...patient, seed };
  return { ...scenario, patient: drawn };
}
