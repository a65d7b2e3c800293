import { z } from 'zod';
import data from './system.json';

const range = z.tuple([z.number(), z.number()]);
const about = z.string();
const fieldStrength = z.union([z.literal(0.55), z.literal(1.5), z.literal(3)]);

const systemSchema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  defaultFieldStrengthT: fieldStrength,
  r2PrimePerSAt1p5T: z.number().min(0),
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
    refocusingPulse3dMs: z.number(),
    inversionMs: z.number(),
    fatSaturationMs: z.number(),
    saturationBandMs: z.number(),
  }),
  noise: z.strictObject({ about, referenceSigma: z.number().min(0) }),
  receive: z.strictObject({
    about,
    gain: z.number(),
    maximum: z.number().max(65535),
    imageMaximum: z.number(),
  }),
  sliceProfile: z.strictObject({ about, edgeFraction: z.number().min(0).max(1), minimumSamples: z.number() }),
  saturation: z.strictObject({ about, residual: z.number(), edgeMm: z.number() }),
  sar: z.strictObject({
    about,
    normalModeWPerKg: z.number(),
    firstLevelWPerKg: z.number(),
    wattsPerUnit: z.strictObject({ '0.55': z.number(), '1.5': z.number(), '3': z.number() }),
    shortPulseFactor: z.strictObject({ 'TSE-3D': z.number(), bSSFP: z.number() }),
    spectralPulseFactor: z.number(),
  }),
  limits: z.strictObject({
    about,
    fieldStrengthsT: z.array(fieldStrength),
    matrix: range,
    interpolation: range,
    slices: range,
    sliceThicknessMm: range,
    partitionThicknessMm: range,
    sliceGapMm: range,
    fovMm: range,
    repetitionTimeMs: range,
    balancedRepetitionTimeMs: z.number(),
    flipAngleDeg: range,
    averages: range,
    bandwidthHzPerPixel: range,
    echoTrainLength: range,
    echoSpacingMs: z.number(),
    echoTolerance: z.number(),
    balancedEchoTolerance: z.number(),
    dixonTolerance: z.number(),
    phaseOversampling: range,
    phaseResolution: range,
    partialFourier: range,
    accelerationFactor: range,
    concatenations: range,
    gradientMtPerM: z.number(),
    spectralSeparationHz: z.number(),
    stackMm: z.number(),
    centreMm: z.number(),
    bytes: z.number(),
  }),
});

/** The scanner's own constants, each with its source in `system.json`. */
export const SYSTEM = systemSchema.parse(data);
