import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { attemptV1Schema, migrateAttempt } from './attemptV1';
import { armResultSchema, attemptHead, BANDS, cellSchema } from './attemptParts';

export type Band = (typeof BANDS)[number];

/** One criterion in three plans, all measured against the same anatomy; null where there is no value. */
const rowSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  unit: z.string(),
  trainee: cellSchema.nullable(),
  ai: cellSchema.nullable(),
  truth: cellSchema.nullable(),
});

const crossingSchema = z.strictObject({
  group: z.string(),
  companion: z.string(),
  slice: z.int().positive(),
  fromMm: z.number(),
  toMm: z.number(),
  canalMm: z.number(),
});

const groupOutcomeSchema = z.strictObject({
  name: z.string(),
  /** Percent of the group's points; null where there was nothing to hold it against. */
  percent: z.number().nullable(),
  /** The AI's plan, held against the same anatomy; null where that anatomy is the AI's own. */
  aiPercent: z.number().nullable(),
  band: z.enum(BANDS),
  counted: z.enum(['truth', 'ai', 'none']),
  /** What the plane does to the reading of the canal; null of a stack. */
  consequence: z.string().nullable(),
  /** Whether that would be reported as another grade of stenosis. */
  misread: z.boolean(),
  advice: z.array(z.string()),
  rows: z.array(rowSchema),
});

const outcomeSchema = z.strictObject({
  /** What there was to hold the plan against. */
  reference: z.enum(['truth-and-ai', 'truth', 'ai', 'none']),
  /** Percent. */
  mark: z.number().nullable(),
  passed: z.boolean().nullable(),
  criticalErrors: z.array(z.string()),
  /** What the plan was held against, and where that itself is wrong or unsure. */
  known: z.array(z.string()),
  /** Sentences on the whole plan, the most important first. */
  summary: z.array(z.string()),
  groups: z.array(groupOutcomeSchema),
  /** What belongs to no single group: time, SAR, slice order, crossings, saturation band. */
  exam: z.strictObject({
    percent: z.number().nullable(),
    advice: z.array(z.string()),
    rows: z.array(rowSchema),
    /** Dark bands over the canal on the trainee's own images: mm below the middle of slice 1 …, along its columns. */
    crossings: z.array(crossingSchema),
  }),
  /** The AI's own plan as an attempt; null without one, or where only its own anatomy could judge it. */
  ai: z
    .strictObject({ mark: z.number(), passed: z.boolean(), errors: armResultSchema.shape.errors })
    .nullable(),
});

export const attemptSchema = z.strictObject({
  schemaVersion: z.literal(2),
  ...attemptHead,
  outcome: outcomeSchema,
  /** By which way the plan was made, and what it took. */
  result: armResultSchema,
  /** The same case planned by the AI alone. */
  aiAlone: armResultSchema.nullable(),
});

export type Attempt = z.infer<typeof attemptSchema>;
export type AttemptEvent = Attempt['events'][number];
export type Outcome = z.infer<typeof outcomeSchema>;
export type OutcomeRow = z.infer<typeof rowSchema>;
export type OutcomeGroup = z.infer<typeof groupOutcomeSchema>;
export type ArmResult = z.infer<typeof armResultSchema>;
export type Arm = ArmResult['arm'];

/** Reads a kept attempt; one of version 1 is brought up to date. @throws IsocenterError `attempt-damaged` */
export function parseAttempt(json: unknown): Attempt {
  const old = attemptV1Schema.safeParse(json);
  const result = attemptSchema.safeParse(old.success ? migrateAttempt(old.data) : json);
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
