import { z } from 'zod';
import data from './signalConstants.json';

const about = z.string();
const constant = z.number().positive();
const byField = z.strictObject({ '0.55': constant, '1.5': constant, '3': constant });

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  gyromagneticMHzPerT: z.strictObject({ about, value: constant }),
  fatSpectrum: z.strictObject({
    about,
    mainShiftPpm: constant,
    linesPpm: z.array(z.number()),
    shares: z.array(constant),
  }),
  spectralSaturation: z.strictObject({ about, fullWidthHz: byField, depth: z.number().min(0).max(1) }),
  variableRefocusing: z.strictObject({
    about,
    firstDeg: constant,
    minimumDeg: constant,
    fallingPulses: z.int().positive(),
  }),
  equivalentEcho: z.strictObject({ about, t1Ms: constant, t2Ms: constant }),
  crossTalk: z.strictObject({ about, minimumMz: constant }),
});

/** Constants of the signal equations, each with its source in `signalConstants.json`. */
export const SIGNAL = schema.parse(data);
