import { z } from 'zod';
import { IsocenterError } from '../geometry';
import type { Scenario, ScenarioFault } from './scenario';
import { kebab, sentence } from './scenarioTasks';

const moduleSchema = z.strictObject({
  id: kebab,
  title: sentence,
  /** What is learnt, in one line. */
  about: sentence,
  /** Where the need for it comes from. */
  source: sentence,
  /** `id` of its scenarios, from the first to the last. */
  scenarios: z.array(kebab).min(1),
});

/** Which scenarios make a course, in which order: `scenarios/curriculum.json`. */
export const curriculumSchema = z.strictObject({
  schemaVersion: z.literal(1),
  title: sentence,
  modules: z.array(moduleSchema).min(1),
});

export type Curriculum = z.infer<typeof curriculumSchema>;
export type CurriculumModule = Curriculum['modules'][number];

/** @throws IsocenterError `curriculum-invalid` naming the first wrong key */
export function parseCurriculum(json: unknown): Curriculum {
  const result = curriculumSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'curriculum-invalid',
    `The curriculum cannot be used: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'damaged'}.`,
    'Compare it with scenarios/curriculum.json.',
  );
}

/** Where a curriculum and the scenarios there are do not fit together. */
export function curriculumFaults({ modules }: Curriculum, scenarios: readonly Scenario[]): ScenarioFault[] {
  const listed = modules.flatMap((module, m) =>
    module.scenarios.map((id, s) => ({ id, module: module.id, path: `modules.${m}.scenarios.${s}` })),
  );
  const faults = listed.flatMap(({ id, module, path }, at) => {
    const scenario = scenarios.find((candidate) => candidate.id === id);
    if (!scenario) return [{ path, message: `there is no scenario "${id}"` }];
    if (listed.findIndex((other) => other.id === id) < at)
      return [{ path, message: `"${id}" is listed twice` }];
    return scenario.module === module
      ? []
      : [{ path, message: `"${id}" says that it belongs to ${scenario.module ?? 'no module'}` }];
  });
  const lost = scenarios.filter(
    ({ id, module }) => module !== undefined && !listed.some((entry) => entry.id === id),
  );
  return [
    ...faults,
    ...lost.map(({ id, module }) => ({ path: 'modules', message: `"${id}" of ${module} is not listed` })),
  ];
}

/** A module with its scenarios; `module` is null for those that belong to none. */
export interface ModuleOfScenarios {
  readonly module: CurriculumModule | null;
  readonly scenarios: readonly Scenario[];
}

/** The scenarios by modules in the order of the curriculum; what it does not list comes last. */
export function inModules(
  curriculum: Curriculum | null,
  scenarios: readonly Scenario[],
): ModuleOfScenarios[] {
  const modules = curriculum?.modules ?? [];
  const listed = modules.map((module) => ({
    module,
    scenarios: module.scenarios.flatMap((id) => scenarios.find((scenario) => scenario.id === id) ?? []),
  }));
  const rest = scenarios.filter(({ id }) => !modules.some((module) => module.scenarios.includes(id)));
  return [...listed, { module: null, scenarios: rest }].filter((entry) => entry.scenarios.length > 0);
}
