import { z } from 'zod';
import type { Physiology } from './motion';
import data from './physiology.json';

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  about: z.string(),
  rest: z.strictObject({
    breathingAmplitudeMm: z.number().min(0),
    breathingPeriodS: z.number().positive(),
    heartRatePerMin: z.number().positive(),
    csfPulsation: z.number().min(0).max(1),
  }),
});

/** A patient who lies still and breathes quietly. */
export const RESTING_PHYSIOLOGY: Physiology = schema.parse(data).rest;
