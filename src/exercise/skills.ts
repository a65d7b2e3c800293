import { z } from 'zod';
import file from './skills.json';

const share = z.number().min(0).max(1);
const size = z.number().min(0);

const skillSchema = z.strictObject({
  about: z.string(),
  /** Mean angle between an axial group and its disc, degrees. */
  tiltDeg: size,
  /** Standard deviations of an axial group along its normal and within its plane, mm. */
  offsetMm: size,
  centringMm: size,
  /** Standard deviations of each tilt of a sagittal or coronal stack and of its place. */
  stackTiltDeg: size,
  stackOffsetMm: size,
  /** Chance of an axial group with two slices fewer than it needs. */
  fewerSlices: share,
  /** Chances, of an exam: no axial group angled; every one a level off. */
  unangled: share,
  wrongLevel: share,
  bandForgotten: share,
  /** Standard deviation of a saturation band along its normal, mm. */
  bandMm: size,
  /** Chance that groups which cross over the canal are run together. */
  crossingMissed: share,
  /** Chances, of a series. */
  wrongValueKept: share,
  faultAccepted: share,
  soundRepeated: share,
  /** Chance, of a finding. */
  misread: share,
  misplaced: share,
  /** Working time of an exam. */
  secondsMean: z.number().positive(),
  secondsSd: size,
});

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string().min(1),
  skills: z.strictObject({ untrained: skillSchema, trained: skillSchema }),
  betweenOperators: z.strictObject({
    about: z.string(),
    sd: size,
    least: z.number().positive(),
    most: z.number().positive(),
  }),
  assisted: z.strictObject({ about: z.string(), factor: share }),
});

export type Skill = z.infer<typeof skillSchema>;

/** How well simulated trainees plan, judge and read, with sources. */
export const SKILLS = schema.parse(file);

export const SKILL_NAMES = ['untrained', 'trained'] as const;
export type SkillName = (typeof SKILL_NAMES)[number];
