import { z } from 'zod';
import settings from './settings.json';

const n = z.number();
const range = z.tuple([n, n]);
const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  canal: z.strictObject({ binMm: n, smoothMm: n, radiusMm: n, keepFraction: n, halfDepthMm: n }),
  disc: z.strictObject({
    keepFraction: n,
    fragmentFraction: n,
    sameDiscMm: n,
    splitExtentMm: n,
    splitPeaksMm: n,
    valley: n,
    canalReachMm: n,
    closestMm: n,
    missingRatio: n,
    missingMm: n,
  }),
  endplate: z.strictObject({
    fitFootprint: n,
    windowMm: n,
    nearMm: n,
    lateralMm: n,
    anteriorMm: n,
    minPoints: n,
    robustFloorMm: n,
    gapMm: n,
    gapSource: z.string(),
  }),
  coronalPrior: z.strictObject({ sigmaDeg: n, noiseMm: n, noiseVoxels: n, correlationMm: n }),
  level: z.strictObject({ probeFromMm: n, probeToMm: n, sacrumFraction: n, minProbeVolumeMm3: n }),
  body: z.strictObject({ minHeightMm: n, typicalHeightMm: n, sacralDepthMm: n }),
  narrowSlabMm: n,
  plausible: z.strictObject({
    source: z.string(),
    minDiscs: n,
    widthMm: range,
    depthMm: range,
    heightMm: range,
    maxResidualMm: n,
    spacingMm: range,
    maxKinkDeg: n,
    minBone: n,
    canalMm: range,
    minBehindMm: n,
    maxCanalDeg: n,
    labelledMm3: range,
    upsideDown: z.strictObject({
      source: z.string(),
      minSacrumMm3: n,
      minDiscs: n,
      minDiscsForTilt: n,
      archHalfWidthMm: n,
      archReachMm: n,
      minArchMm3: n,
      maxLowerArch: n,
      minTiltSumDeg: n,
    }),
  }),
  confidence: z.strictObject({ source: z.string(), refuseBelow: n, doubtBelow: n }),
});

/** Thresholds of the landmark finder, with their sources. */
export const ANATOMY_SETTINGS = schema.parse(settings);
