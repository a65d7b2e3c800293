import { z } from 'zod';
import { IsocenterError } from '../geometry';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const groupSchema = z.looseObject({
  name: z.string(),
  kind: z.enum(['sagittal', 'coronal', 'axial']),
  centre: vec3,
  rowDirection: vec3,
  columnDirection: vec3,
  sliceCount: z.int().positive(),
});
/** The plan's own schema is planning's; here it is only told apart from damage, so that old records stay readable. */
const planSchema = z.looseObject({
  schemaVersion: z.literal(1),
  groups: z.array(groupSchema),
  saturationBands: z.array(z.unknown()),
});

export const BANDS = ['full', 'pass', 'partial', 'fail', 'unknown'] as const;
export type Band = (typeof BANDS)[number];

/** One measured difference between two plans of a group. */
const measureSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  /** Signed, in `unit`; null when it could not be measured. */
  value: z.number().nullable(),
  unit: z.string(),
  band: z.enum(BANDS),
});

const groupScoreSchema = z.strictObject({
  name: z.string(),
  /** 0 … 100 */
  score: z.number().nullable(),
  band: z.enum(BANDS),
  measures: z.array(measureSchema),
});

/** One plan held against another. */
const comparisonSchema = z.strictObject({
  score: z.number().nullable(),
  groups: z.array(groupScoreSchema),
});

/** What a group earned: from whichever comparison was kinder, so that a wrong reference fails nobody. */
const groupMarkSchema = z.strictObject({
  name: z.string(),
  /** Percent of the group's points; null where there was nothing to hold it against. */
  percent: z.number().nullable(),
  band: z.enum(BANDS),
  counted: z.enum(['truth', 'ai', 'none']),
  advice: z.array(z.string()),
});

const outcomeSchema = z.strictObject({
  /** What there was to hold the plan against. */
  reference: z.enum(['truth-and-ai', 'truth', 'ai', 'none']),
  /** Percent. */
  mark: z.number().nullable(),
  passed: z.boolean().nullable(),
  /** Sentences on the whole plan, the most important first. */
  summary: z.array(z.string()),
  groups: z.array(groupMarkSchema),
  traineeVsAi: comparisonSchema.nullable(),
  traineeVsTruth: comparisonSchema.nullable(),
  aiVsTruth: comparisonSchema.nullable(),
});

export const attemptSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().min(1),
  scenario: z.strictObject({ id: z.string(), title: z.string() }),
  patient: z.string(),
  startedAt: z.iso.datetime(),
  submittedAt: z.iso.datetime(),
  aiPlanSeenBeforeSubmit: z.boolean(),
  events: z.array(z.strictObject({ at: z.iso.datetime(), what: z.string(), detail: z.string().optional() })),
  plan: planSchema,
  aiPlan: planSchema.nullable(),
  outcome: outcomeSchema,
  /** Name → version of everything that shaped the result: program, network, rubric, seed. */
  versions: z.record(z.string(), z.string()),
});

export type Attempt = z.infer<typeof attemptSchema>;
export type AttemptEvent = Attempt['events'][number];
export type Outcome = z.infer<typeof outcomeSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Measure = z.infer<typeof measureSchema>;

/** @throws IsocenterError `attempt-damaged` */
export function parseAttempt(json: unknown): Attempt {
  const result = attemptSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'attempt-damaged',
    `A saved attempt cannot be read (${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'damaged'}).`,
    'It is set aside; the others are not affected. Export or delete it.',
  );
}

export interface Quarantined {
  readonly raw: unknown;
  readonly reason: string;
}

/** Splits stored records into the readable ones and those set aside with the reason. */
export function parseAttempts(records: readonly unknown[]): { attempts: Attempt[]; damaged: Quarantined[] } {
  const attempts: Attempt[] = [];
  const damaged: Quarantined[] = [];
  for (const raw of records) {
    try {
      attempts.push(parseAttempt(raw));
    } catch (error) {
      damaged.push({ raw, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { attempts, damaged };
}

/** The file a trainee takes away. */
export const attemptToJson = (attempt: Attempt): string => `${JSON.stringify(attempt, null, 2)}\n`;
