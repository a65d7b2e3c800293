import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { attemptV1Schema, migrateAttempt } from './attemptV1';
import { attemptV2Schema, migrateAttemptV2 } from './attemptV2';
import type { BANDS, groupOutcomeSchema, rowSchema } from './attemptParts';
import { armResultSchema, attemptHead, planOutcome } from './attemptParts';

export type Band = (typeof BANDS)[number];

/** Whether the trainee practises freely, is told at the end, or is examined. */
export const MODES = ['practice', 'exercise', 'assessment'] as const;
export type Mode = (typeof MODES)[number];

/** What became of one of the scenario's tasks. */
const taskOutcomeSchema = z.strictObject({
  kind: z.string(),
  title: z.string(),
  /** Null where it could not be judged. */
  percent: z.number().min(0).max(100).nullable(),
  /** A mistake with which the exam does not pass. */
  critical: z.boolean(),
  sentence: z.string(),
  /** What the trainee said, in words; null where nothing was asked or nothing was said. */
  answer: z.string().nullable(),
});

/** What the exam shows of one competency. */
const evidenceSchema = z.strictObject({
  /** `id` in the grid of competencies. */
  competency: z.string(),
  /** Mean credit of what was seen of it, 0 … 1. */
  credit: z.number().min(0).max(1),
  /** How many rows and tasks that rests on. */
  items: z.int().positive(),
});

const outcomeSchema = z.strictObject({
  ...planOutcome,
  /** Percent of the plan alone; `mark` counts the tasks too. */
  planMark: z.number().nullable(),
  tasks: z.array(taskOutcomeSchema),
  competencies: z.array(evidenceSchema),
});

/** SHA-256. */
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

export const attemptSchema = z.strictObject({
  schemaVersion: z.literal(3),
  ...attemptHead,
  mode: z.enum(MODES),
  trainee: z.strictObject({ id: z.string().min(1), name: z.string() }).nullable(),
  /** Of an assignment it was made for: its `id`. */
  assignment: z.string().nullable(),
  /** Seed of the patient as drawn for this attempt; null for a volume of one's own. */
  patientSeed: z.int().nullable(),
  outcome: outcomeSchema,
  /** By which way the plan was made, and what it took. */
  result: armResultSchema,
  /** The same case planned by the AI alone. */
  aiAlone: armResultSchema.nullable(),
  /** Hash chain over `events` (`verifyChain`); null where none was kept. */
  chain: z
    .strictObject({
      algorithm: z.literal('sha-256'),
      /** Of the scenario as it was made. */
      scenario: digest,
      /** One an event. */
      links: z.array(digest),
      /** Last link: over the rest of the record. */
      head: digest,
    })
    .nullable(),
});

export type Attempt = z.infer<typeof attemptSchema>;
export type AttemptEvent = Attempt['events'][number];
export type Outcome = z.infer<typeof outcomeSchema>;
export type TaskOutcome = z.infer<typeof taskOutcomeSchema>;
export type CompetencyEvidence = z.infer<typeof evidenceSchema>;
export type OutcomeRow = z.infer<typeof rowSchema>;
export type OutcomeGroup = z.infer<typeof groupOutcomeSchema>;
export type ArmResult = z.infer<typeof armResultSchema>;
export type Arm = ArmResult['arm'];

/** An attempt of an earlier version as the present one keeps it; anything else as it is. */
function upToDate(json: unknown): unknown {
  const v1 = attemptV1Schema.safeParse(json);
  const v2 = attemptV2Schema.safeParse(v1.success ? migrateAttempt(v1.data) : json);
  return v2.success ? migrateAttemptV2(v2.data) : json;
}

/** Reads a kept attempt; one of an earlier version is brought up to date. @throws IsocenterError `attempt-damaged` */
export function parseAttempt(json: unknown): Attempt {
  const result = attemptSchema.safeParse(upToDate(json));
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
