import { z } from 'zod';
import grid from './competencies.json';

const share = z.number().min(0).max(1);

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string().min(1),
  /** What a band of the score is worth as evidence. */
  credit: z.strictObject({ full: share, pass: share, partial: share, fail: share }),
  mastery: z.strictObject({ about: z.string(), attempts: z.int().positive(), credit: share }),
  competencies: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        /** `kind.criterion` of the score's rows, `exam.criterion`, `task.kind`, or `level`: no critical error of numbering. */
        evidence: z.array(z.string()).min(1),
      }),
    )
    .min(1),
});

export type CompetencyGrid = z.infer<typeof schema>;
export type Competency = CompetencyGrid['competencies'][number];

/** What there is to learn, and by which rows of a score it shows. */
export const COMPETENCY_GRID: CompetencyGrid = schema.parse(grid);

export const COMPETENCY_IDS: readonly string[] = COMPETENCY_GRID.competencies.map(({ id }) => id);
