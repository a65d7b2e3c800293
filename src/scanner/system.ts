import { z } from 'zod';
import data from './system.json';

const range = z.tuple([z.number(), z.number()]);
const about = z.string();

const systemSchema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  defaultFieldStrengthT: z.union([z.literal(1.5), z.literal(3)]),
  r2PrimePerSAt1p5T: z.number().min(0),
  chemicalShift: z.strictObject({ about, fatShiftPpm: z.number(), protonMhzPerT: z.number() }),
  parallelImaging: z.strictObject({
    about,
    calibrationLines: z.int().min(0),
    meanGFactor: z.array(z.number().min(1)).min(1),
  }),
  timing: z.strictObject({
    about,
    excitationAndSpoilMs: z.number(),
    gradientEchoOverheadMs: z.number(),
    refocusingPulseMs: z.number(),
    inversionMs: z.number(),
    fatSaturationMs: z.number(),
    saturationBandMs: z.number(),
  }),
  noise: z.strictObject({ about, referenceSigma: z.number().min(0) }),
  receive: z.strictObject({
    about,
    posteriorSensitivity: z.number(),
    farSensitivity: z.number(),
    halfDistanceMm: z.number(),
    gain: z.number(),
    maximum: z.number().max(65535),
    imageMaximum: z.number(),
  }),
  texture: z.strictObject({ about, amplitude: z.number().min(0).max(1) }),
  tissueMap: z.strictObject({ about, smoothing: z.number().min(0).max(0.25) }),
  sliceProfile: z.strictObject({ about, edgeFraction: z.number().min(0).max(1), minimumSamples: z.number() }),
  saturation: z.strictObject({ about, residual: z.number(), edgeMm: z.number() }),
  sar: z.strictObject({
    about,
    normalModeWPerKg: z.number(),
    firstLevelWPerKg: z.number(),
    wattsPerUnit: z.strictObject({ '0.55': z.number(), '1.5': z.number(), '3': z.number() }),
  }),
  limits: z.strictObject({
    about,
    matrix: range,
    slices: range,
    sliceThicknessMm: range,
    fovMm: range,
    repetitionTimeMs: range,
    averages: range,
    bandwidthHzPerPixel: range,
    echoTrainLength: range,
    phaseOversampling: range,
    stackMm: z.number(),
    centreMm: z.number(),
    concatenations: z.number(),
    bytes: z.number(),
  }),
});

/** The scanner's own constants, each with its source in `system.json`. */
export const SYSTEM = systemSchema.parse(data);
