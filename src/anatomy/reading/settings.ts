import { z } from 'zod';
import settings from './settings.json';

const straight = z.strictObject({ intercept: z.number(), slope: z.number() });
/** Of a logistic regression: one weight for each piece of evidence of a task (`evidenceOf`). */
const weights = z.strictObject({ intercept: z.number(), weights: z.array(z.number()).min(1) });
const limit = z.number().optional();
const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  /** What `npm run fit:reading` has fitted, and on what. */
  fitted: z.strictObject({
    network: z.string(),
    seeds: z.string(),
    levels: z.number(),
    /** More patients, of whom only discs with a herniation or a narrowed recess were read. */
    foundSeeds: z.string(),
    foundLevels: z.number(),
  }),
  calibration: z.strictObject({
    sacAreaMm2: straight,
    sacApMm: straight,
    recessHeightMm: straight,
    herniationDepthMm: straight,
  }),
  herniation: z.strictObject({
    logistic: weights,
    presentFrom: z.number(),
    centralWithinMm: z.number(),
    zones: z.array(
      z.strictObject({
        name: z.enum(['central', 'subarticular', 'foraminal', 'extraforaminal']),
        upTo: limit,
      }),
    ),
  }),
  centralStenosis: z.strictObject({
    logistic: weights,
    grades: z.array(z.strictObject({ name: z.enum(['severe', 'stenosis', 'early', 'none']), upTo: limit })),
  }),
  recessStenosis: z.strictObject({
    logistic: weights,
    grades: z.array(z.strictObject({ name: z.enum(['3', '2', '1', '0']), upTo: limit })),
  }),
});

/** How measures become readings; `source` in the file names where the limits are from. */
export const READING_SETTINGS = schema.parse(settings);

/** A grade's upper limit. */
const limitOf = (
  grades: readonly { readonly name: string; readonly upTo?: number | undefined }[],
  name: string,
): number => {
  const limit = grades.find((grade) => grade.name === name)?.upTo;
  if (limit === undefined) throw new Error(`no limit of ${name}`);
  return limit;
};

/** Below what the published tasks call a stenosis present. */
export const PRESENT_BELOW = {
  sacAreaMm2: limitOf(READING_SETTINGS.centralStenosis.grades, 'stenosis'),
  recessHeightMm: limitOf(READING_SETTINGS.recessStenosis.grades, '2'),
} as const;
