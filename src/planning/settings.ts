import { z } from 'zod';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import defaults from './defaults.json';

const level = z.custom<DiscLevel>((value) => DISC_LEVELS.some((known) => known === value));
const mm = z.number().nonnegative();
const stack = { sliceThickness: mm, sliceGap: mm, minSlices: z.number(), maxSlices: z.number() };

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string(),
  sagittal: z.strictObject({
    ...stack,
    fovMm: mm,
    fovMinMm: mm,
    fovMaxMm: mm,
    lateralMarginMm: mm,
    sacralLengthMm: mm,
    vertebraAndDiscMm: mm,
    about: z.string(),
  }),
  coronal: z.strictObject({
    ...stack,
    fovMm: mm,
    anteriorMarginMm: mm,
    posteriorMarginMm: mm,
    about: z.string(),
  }),
  axial: z.strictObject({
    fovMm: mm,
    sliceCount: z.number(),
    sliceThickness: mm,
    sliceGap: mm,
    levels: z.array(level),
    centreTowardsCanal: z.number().min(0).max(1),
    about: z.string(),
  }),
  saturationBand: z.strictObject({
    thickness: mm,
    clearanceMm: mm,
    usefulWithinMm: mm,
    canalRadiusMm: mm,
    about: z.string(),
  }),
});

export type PlanningDefaults = z.infer<typeof schema>;

/** Sizes of the automatic plan and of new groups, with their sources. */
export const PLANNING_DEFAULTS: PlanningDefaults = schema.parse(defaults);
