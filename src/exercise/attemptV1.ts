import { z } from 'zod';
import { editsIn } from './arms';
import { attemptHead, BANDS, type ArmErrors, type Cell } from './attemptParts';

// Version 1 held each of three comparisons apart and knew no other way to plan than by hand.

const measureSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  band: z.enum(BANDS),
});
const comparisonSchema = z.strictObject({
  score: z.number().nullable(),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      score: z.number().nullable(),
      band: z.enum(BANDS),
      measures: z.array(measureSchema),
    }),
  ),
});

export const attemptV1Schema = z.strictObject({
  schemaVersion: z.literal(1),
  ...attemptHead,
  outcome: z.strictObject({
    reference: z.enum(['truth-and-ai', 'truth', 'ai', 'none']),
    mark: z.number().nullable(),
    passed: z.boolean().nullable(),
    summary: z.array(z.string()),
    groups: z.array(
      z.strictObject({
        name: z.string(),
        percent: z.number().nullable(),
        band: z.enum(BANDS),
        counted: z.enum(['truth', 'ai', 'none']),
        advice: z.array(z.string()),
      }),
    ),
    traineeVsAi: comparisonSchema.nullable(),
    traineeVsTruth: comparisonSchema.nullable(),
    aiVsTruth: comparisonSchema.nullable(),
  }),
});

type AttemptV1 = z.infer<typeof attemptV1Schema>;
type ComparisonV1 = z.infer<typeof comparisonSchema>;

const measuresOf = (comparison: ComparisonV1 | null, name: string) =>
  comparison?.groups.find((g) => g.name === name)?.measures ?? [];

const errorsOf = (comparison: ComparisonV1 | null): ArmErrors => {
  const bands = (comparison?.groups ?? []).flatMap((g) => g.measures.map((m) => m.band));
  const count = (band: (typeof BANDS)[number]): number => bands.filter((b) => b === band).length;
  return { critical: null, off: count('fail'), weak: count('partial') };
};

/** The same attempt as version 2 keeps it. What version 1 did not measure stays null. */
export function migrateAttempt({ outcome, ...attempt }: AttemptV1) {
  const { traineeVsAi, traineeVsTruth, aiVsTruth, ...kept } = outcome;
  const own = traineeVsTruth ?? traineeVsAi;
  const cell = (comparison: ComparisonV1 | null, group: string, key: string): Cell | null => {
    const m = measuresOf(comparison, group).find((candidate) => candidate.key === key);
    return m && m.value !== null ? { value: m.value, band: m.band } : null;
  };
  const aiMark = aiVsTruth?.score ?? null;
  return {
    ...attempt,
    schemaVersion: 2 as const,
    outcome: {
      ...kept,
      criticalErrors: [],
      known: [],
      exam: { percent: null, advice: [], rows: [], crossings: [] },
      ai: null,
      groups: kept.groups.map((group) => ({
        ...group,
        aiPercent: aiVsTruth?.groups.find((g) => g.name === group.name)?.score ?? null,
        consequence: null,
        misread: false,
        rows: measuresOf(own, group.name).map(({ key, label, unit }) => ({
          ...{ key, label, unit },
          trainee: cell(own, group.name, key),
          ai: cell(aiVsTruth, group.name, key),
          truth: null,
        })),
      })),
    },
    result: {
      arm: 'manual' as const,
      mark: outcome.mark,
      passed: outcome.passed,
      seconds: null,
      edits: editsIn(attempt.events),
      inputs: null,
      errors: errorsOf(own),
    },
    aiAlone:
      aiMark === null
        ? null
        : {
            arm: 'ai' as const,
            mark: aiMark,
            passed: null,
            seconds: null,
            edits: 0,
            inputs: 0,
            errors: errorsOf(aiVsTruth),
          },
  };
}
