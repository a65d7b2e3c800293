import { IsocenterError } from '../geometry';
import { STANDARD_RUBRIC, type Criterion, type Rubric } from '../scoring';
import type { Scenario } from './scenario';

const RUBRICS: readonly Rubric[] = [STANDARD_RUBRIC];

type Criteria = Readonly<Record<string, unknown>>;

const isCriterion = (value: unknown): value is Criterion =>
  typeof value === 'object' && value !== null && 'better' in value && 'weight' in value;

function weighted<T extends Criteria>(
  criteria: T,
  weights: Readonly<Record<string, number>>,
  kind: string,
): T {
  const changed = Object.entries(weights).map(([name, weight]) => {
    const criterion = criteria[name];
    if (isCriterion(criterion)) return [name, { ...criterion, weight }] as const;
    throw new IsocenterError(
      'scenario-invalid',
      `The scenario cannot be used: rubric.criteria.${kind}.${name}: no such criterion.`,
      'Correct the scenario file, or choose another scenario.',
    );
  });
  return { ...criteria, ...Object.fromEntries(changed) };
}

/**
 * The rubric by which a scenario's plan is scored: its base with the scenario's weights, asking for the scenario's groups.
 * @throws IsocenterError `rubric-unknown`, `scenario-invalid` where a criterion is not known
 */
export function rubricOf({ rubric, groups, saturationBand }: Scenario): Rubric {
  const base = RUBRICS.find((candidate) => candidate.name === rubric.base);
  if (!base)
    throw new IsocenterError(
      'rubric-unknown',
      `The scenario asks for the rubric "${rubric.base}", which this program does not have.`,
      'Choose another scenario.',
    );
  const { sagittal = {}, coronal = {}, axial = {}, exam = {} } = rubric.criteria ?? {};
  const has = (kind: string): boolean => groups.some((group) => group.kind === kind);
  return {
    ...base,
    required: {
      sagittal: has('sagittal'),
      coronal: has('coronal'),
      axialLevels: groups.flatMap(({ kind, level }) => (kind === 'axial' && level ? [level] : [])),
      blockLevels: groups.flatMap(({ level, contiguous }) => (contiguous && level ? [level] : [])),
      saturationBand: saturationBand === 'required',
    },
    sagittal: weighted(base.sagittal, sagittal, 'sagittal'),
    coronal: weighted(base.coronal, coronal, 'coronal'),
    axial: weighted(base.axial, axial, 'axial'),
    exam: weighted(base.exam, exam, 'exam'),
  };
}
