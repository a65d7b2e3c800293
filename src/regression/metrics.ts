import { z } from 'zod';
import table from './metrics.json';

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string().min(1),
  metrics: z.record(
    z.string(),
    z.strictObject({
      title: z.string(),
      unit: z.string(),
      better: z.enum(['higher', 'lower']),
      /** Non-inferiority margin, in the metric's unit: a loss below it does not matter. */
      margin: z.number().positive(),
      /** How far from the baseline's something lies: never below 0, so that chance alone makes a loss certain. Worse is only what is certain beyond the margin. */
      isDistance: z.literal(true).optional(),
    }),
  ),
});

export type Metric = z.infer<typeof schema>['metrics'][string];

/** What is compared between two versions of an algorithm, and how large a loss matters. */
export const METRICS: Readonly<Record<string, Metric>> = schema.parse(table).metrics;
