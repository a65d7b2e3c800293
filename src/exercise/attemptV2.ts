import { z } from 'zod';
import { armResultSchema, attemptHead, planOutcome } from './attemptParts';

// Version 2 knew neither tasks nor modes nor whose attempt it was.

export const attemptV2Schema = z.strictObject({
  schemaVersion: z.literal(2),
  ...attemptHead,
  outcome: z.strictObject(planOutcome),
  result: armResultSchema,
  aiAlone: armResultSchema.nullable(),
});

/** The same attempt as version 3 keeps it: an exercise of nobody in particular, marked by its plan alone. */
export const migrateAttemptV2 = ({ outcome, ...attempt }: z.infer<typeof attemptV2Schema>) => ({
  ...attempt,
  schemaVersion: 3 as const,
  mode: 'exercise' as const,
  trainee: null,
  assignment: null,
  patientSeed: null,
  outcome: { ...outcome, planMark: outcome.mark, tasks: [], competencies: [] },
  chain: null,
});
