import { z } from 'zod';
import settings from './settings.json';

const n = z.number();
const about = z.string();
const schema = z.strictObject({
  schemaVersion: z.literal(1),
  rays: z.strictObject({
    about,
    stepMm: n,
    gapMm: n,
    bundleLeftMm: z.array(n),
    bundlePosteriorMm: z.array(n),
    leastShare: n,
  }),
  heights: z.strictObject({ about, shares: z.tuple([n, n, n]), discMostMm: n, bodyMostMm: n }),
  endplateInBoneMm: z.strictObject({ about, value: n }),
  slip: z.strictObject({
    about,
    namedFromMm: n,
    meyerdingShares: z.array(n),
    cortexOutsideLabelMm: z.strictObject({ about, value: n }),
    rays: z.strictObject({
      about,
      leftMm: z.array(n),
      insetMm: z.array(n),
      frontMostMm: n,
      backMostMm: n,
    }),
    sacrumTaperMm: z.strictObject({ about, value: n }),
  }),
  genant: z.strictObject({ about, fromLoss: z.tuple([n, n, n]) }),
  cobb: z.strictObject({ about, maxErrorDeg: n }),
});

/** How sagittal images are measured, with sources. */
export const SAGITTAL_SETTINGS = schema.parse(settings);
