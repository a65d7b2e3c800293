import { z } from 'zod';
import settings from './settings.json';

const straight = z.strictObject({ intercept: z.number(), slope: z.number() });
const limit = z.number().optional();
const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  /** What `npm run fit:reading` has fitted, and on what. */
  fitted: z.strictObject({ network: z.string(), seeds: z.string(), levels: z.number() }),
  calibration: z.strictObject({
    sacAreaMm2: straight,
    sacApMm: straight,
    recessHeightMm: straight,
    herniationDepthMm: straight,
  }),
  herniation: z.strictObject({
    logistic: straight,
    depthWeightMm: z.number().positive(),
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
    logistic: straight,
    grades: z.array(z.strictObject({ name: z.enum(['severe', 'stenosis', 'early', 'none']), upTo: limit })),
  }),
  recessStenosis: z.strictObject({
    logistic: straight,
    grades: z.array(z.strictObject({ name: z.enum(['3', '2', '1', '0']), upTo: limit })),
  }),
});

/** How measures become readings; `source` in the file names where the limits are from. */
export const READING_SETTINGS = schema.parse(settings);
