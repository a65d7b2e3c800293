import { z } from 'zod';
import { discLevel, kebab, sentence } from './scenarioTasks';

// Version 1 knew one rubric, one way to be marked and no task beside the plan.

const scenarioV1Schema = z.strictObject({
  schemaVersion: z.literal(1),
  id: kebab,
  title: sentence,
  indication: sentence,
  practises: sentence.optional(),
  patient: z.union([
    z.strictObject({ phantom: sentence, seed: z.int().min(0) }),
    z.strictObject({ volume: z.literal('bring-your-own') }),
  ]),
  aiPlan: z.enum(['hidden', 'on-request', 'shown']),
  groups: z.array(
    z.strictObject({
      name: sentence,
      kind: z.enum(['sagittal', 'coronal', 'axial']),
      level: discLevel.optional(),
    }),
  ),
  protocol: z.array(z.strictObject({ id: kebab, sequence: kebab, groups: z.array(sentence) })),
  rubric: kebab,
  timeBudgetS: z.number().optional(),
  passMark: z.number(),
  objectives: z.array(sentence),
  feedback: z.strictObject({ passed: sentence, failed: sentence }),
});

/** A file of version 1 as version 2 writes it; anything else as it is. */
export function migrateScenario(json: unknown): unknown {
  const old = scenarioV1Schema.safeParse(json);
  if (!old.success) return json;
  const { rubric, objectives, ...kept } = old.data;
  return {
    ...kept,
    schemaVersion: 2,
    objectives: objectives.map((text) => ({ text })),
    tasks: [{ kind: 'localize' }, ...kept.groups.map(({ name }) => ({ kind: 'plan', group: name }))],
    traps: [],
    rubric: { base: rubric },
  };
}
