import { z } from 'zod';
import { ALL_VERTEBRA_LEVELS } from '../volume';
import rules from './planner.json';

const mm = z.number().nonnegative();
const about = z.string();
const share = z.number().min(0).max(1);
const vertebra = z.enum(ALL_VERTEBRA_LEVELS);
const count = z.int().positive();
const factors = z.strictObject({ shortest: share, longest: z.number().min(1) });

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  foramina: z.strictObject({ towardsCanal: share, about }),
  localizer: z.strictObject({ lateralMarginMm: mm, about }),
  axial: z.strictObject({
    minSlices: count,
    maxSlices: count,
    besideDiscMm: mm,
    fovMinMm: mm,
    fovMaxMm: mm,
    about,
  }),
  pedicle: z.strictObject({
    shareOfBodyHeight: z.partialRecord(vertebra, share),
    bodyHeightMm: mm,
    reachedWithinMm: mm,
    about,
  }),
  block: z.strictObject({
    from: vertebra,
    to: vertebra,
    sliceThickness: mm,
    sliceGap: mm,
    maxSlices: count,
    worstTiltDeg: z.number(),
    /** A group with no larger gap, over so many discs, is a block. */
    mostGapPercent: z.number(),
    leastDiscs: count,
    about,
  }),
  through: z.strictObject({ maxSlices: count, sacrumMm: mm, about }),
  crossing: z.strictObject({ clearanceMm: mm, canalHalfWidthMm: mm, about }),
  phase: z.strictObject({
    headFeetReachMm: mm,
    leastBehindMm: mm,
    besideSpineMm: mm,
    stepOversampling: share,
    maxOversampling: share,
    about,
  }),
  timing: z.strictObject({
    shortWeightingBelowMs: z.number(),
    long: factors,
    short: factors,
    stepMs: z.number().positive(),
    mostRuns: count,
    about,
  }),
  confidence: z.strictObject({
    planeBelow: share,
    levelsBelow: share,
    bandFar: share,
    bandNear: share,
    stack: share,
    stackOfFewDiscs: share,
    enoughDiscs: count,
    outlineUnknown: share,
    about,
  }),
  presets: z.strictObject({ sagittal: z.string(), coronal: z.string(), axial: z.string(), about }),
});

/** What the automatic planner goes by, with sources. */
export const PLANNER_RULES: z.infer<typeof schema> = schema.parse(rules);
