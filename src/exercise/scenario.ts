import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { DISC_LEVELS } from '../volume';

const kebab = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');
const sentence = z.string().trim().min(1);
const discLevel = z.enum(DISC_LEVELS as [(typeof DISC_LEVELS)[number], ...typeof DISC_LEVELS]);

/** A slice group the trainee has to place. */
const requiredGroupSchema = z.strictObject({
  /** Unique in the scenario; what protocol steps refer to. */
  name: sentence,
  kind: z.enum(['sagittal', 'coronal', 'axial']),
  level: discLevel.optional(),
});

/** One entry of the exam queue: a sequence run over one or more groups. */
const protocolStepSchema = z.strictObject({
  id: kebab,
  /** `name` of a sequence of the scanner. */
  sequence: kebab,
  groups: z.array(sentence).min(1),
});

export const scenarioSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: kebab,
    title: sentence,
    indication: sentence,
    /** What is practised, in one line for the list of patients. */
    practises: sentence.optional(),
    patient: z.union([
      z.strictObject({ phantom: sentence, seed: z.int().min(0) }),
      z.strictObject({ volume: z.literal('bring-your-own') }),
    ]),
    /** Whether the AI's plan may be seen before the trainee submits. */
    aiPlan: z.enum(['hidden', 'on-request', 'shown']),
    groups: z.array(requiredGroupSchema).min(1),
    protocol: z.array(protocolStepSchema).min(1),
    /** Name of a rubric of `scoring`. */
    rubric: kebab,
    /** For the localizer and all series, s; the rubric's when left out. */
    timeBudgetS: z.number().positive().optional(),
    /** Percent needed to pass. */
    passMark: z.number().min(0).max(100),
    objectives: z.array(sentence),
    feedback: z.strictObject({ passed: sentence, failed: sentence }),
  })
  .superRefine((scenario, context) => {
    const names = scenario.groups.map((group) => group.name);
    const fail = (message: string): void => context.addIssue({ code: 'custom', message });
    if (new Set(names).size < names.length) fail('groups: every name must be unique');
    const ids = scenario.protocol.map((step) => step.id);
    if (new Set(ids).size < ids.length) fail('protocol: every id must be unique');
    for (const step of scenario.protocol) {
      for (const name of step.groups) {
        if (!names.includes(name)) fail(`protocol: step "${step.id}" uses the unknown group "${name}"`);
      }
    }
  });

export type Scenario = z.infer<typeof scenarioSchema>;
export type RequiredGroup = Scenario['groups'][number];
export type ProtocolStep = Scenario['protocol'][number];

/** Reads a scenario's JSON. @throws IsocenterError `scenario-invalid` naming the first wrong key */
export function parseScenario(json: unknown): Scenario {
  const result = scenarioSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new IsocenterError(
    'scenario-invalid',
    `The scenario cannot be used: ${where}${issue?.message ?? 'it is damaged'}.`,
    'Correct the scenario file, or choose another scenario.',
  );
}
