import { z } from 'zod';
import { TISSUE_NAMES } from '../patient';
import data from './acquisition.json';

const about = z.string();
const share = z.number().min(0).max(1);

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  grid: z.strictObject({
    about,
    phaseOversampling: z.number().min(1.25),
    largestStepMm: z.number().positive(),
    gradientEchoReadPoints: z.union([z.literal(1), z.literal(2)]),
    readMargin: share,
    readTaper: share,
    kernelWidth: z.number().int().min(4).max(8),
  }),
  depths: z.strictObject({
    about,
    spacingMm: z.number().positive(),
    fewest: z.number().int().positive(),
    most: z.number().int().positive(),
    gradientEcho: z.strictObject({
      spacingMm: z.number().positive(),
      fewest: z.number().int().positive(),
    }),
    jitterVoxels: share,
  }),
  echoBasis: z.strictObject({ about, tolerance: z.number().positive() }),
  texture: z.strictObject({
    about,
    featureVoxels: z.tuple([z.number().int(), z.number().int()]),
    secondShare: share,
    rangeSd: z.number().positive(),
  }),
  excitation: z.strictObject({ about, bandwidthHz: z.number().positive() }),
  flow: z.strictObject({
    about,
    pulsating: z.array(z.enum(TISSUE_NAMES)),
    tissues: z.partialRecord(z.enum(TISSUE_NAMES), z.strictObject({ washout: share, inflow: share })),
  }),
  coil: z.strictObject({
    about,
    elementRadiusMm: z.number().positive(),
    behindSkinMm: z.number().min(0),
    columnsMm: z.array(z.number()).min(1),
    rowSpacingMm: z.number().positive(),
    referenceDepthMm: z.number().positive(),
    normalisation: share,
    largestGain: z.number().min(1),
  }),
  breathing: z.strictObject({
    about,
    depthMm: z.number().positive(),
    zones: z.number().int().min(2),
    power: z.number().int().min(1),
  }),
  pulsation: z.strictObject({ about, phaseDeg: z.number(), loss: share }),
  field: z.strictObject({
    about,
    susceptibilityPpm: z.partialRecord(z.enum(TISSUE_NAMES), z.number()),
    waterPpm: z.number(),
    cellMm: z.number().positive(),
    residualPpm: z.number(),
    gradientEchoMmMs: z.number().positive(),
    residualRadiusMm: z.number().positive(),
    shimRadiusMm: z.number().positive(),
    frequencyStepHz: z.number().positive(),
    largestOffsetHz: z.number().positive(),
    phaseStepDeg: z.number().positive(),
  }),
  parallel: z.strictObject({ about, peak: z.number().min(0) }),
});

/** Constants of the acquisition model, each with its source in `acquisition.json`. */
export const ACQUISITION = schema.parse(data);
