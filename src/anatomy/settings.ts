import { z } from 'zod';
import settings from './settings.json';

const n = z.number();
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
});

/** Thresholds of the landmark finder, with their sources. */
export const ANATOMY_SETTINGS = schema.parse(settings);
