import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import standard from './rubric.json';

const common = {
  /** Deviation (or value) up to which a pass is given, and beyond which there are no points. */
  pass: z.number(),
  fail: z.number(),
  weight: z.number().nonnegative(),
  unit: z.enum(['deg', 'mm', '%', '×', 'groups']),
  /** A group that fails here fails as a whole: see `essentialFloor`. */
  essential: z.boolean().default(false),
  /** In its fail band this is a critical error: the exam does not pass, whatever its points. */
  critical: z.boolean().default(false),
  source: z.string().min(1),
};

/** `small`: |value| counts, less is better. `large`: more is better. `range`: distance outside low … high counts. */
const criterion = z.discriminatedUnion('better', [
  z.strictObject({ better: z.literal('small'), full: z.number(), ...common }),
  z.strictObject({ better: z.literal('large'), full: z.number(), ...common }),
  z.strictObject({ better: z.literal('range'), low: z.number(), high: z.number(), ...common }),
]);

/** Of every kind of group; left out where sequence or body are not known. */
const technique = { wrap: criterion, snr: criterion };

const level = z.custom<DiscLevel>((value) => DISC_LEVELS.some((known) => known === value));

const schema = z.strictObject({
  schemaVersion: z.literal(2),
  name: z.string().min(1),
  source: z.string().min(1),
  passPoints: z.number().min(0).max(100),
  /** Part of a criterion's points at its pass limit. */
  passFraction: z.number().min(0).max(1),
  /**
   * Part of a group's points that is left when an essential criterion fails; the limit rises linearly with that criterion's
   * own credit, so that nearer to the reference is never worth less.
   */
  essentialFloor: z.number().min(0).max(1),
  groupPoints: z.strictObject({ sagittal: z.number(), axial: z.number(), coronal: z.number() }),
  required: z.strictObject({
    sagittal: z.boolean(),
    coronal: z.boolean(),
    axialLevels: z.array(level),
    /** Those of them that one contiguous block may show as well. */
    blockLevels: z.array(level),
    /** A band in front of the spine, near enough to be of use: without one the exam is incomplete. */
    saturationBand: z.boolean(),
  }),
  axial: z.strictObject({
    sagittalTilt: criterion,
    coronalTilt: criterion,
    offset: criterion,
    centring: criterion,
    coverage: criterion,
    pedicles: criterion,
    fill: criterion,
    slices: criterion,
    ...technique,
  }),
  /** A contiguous block in the place of an angled group; the rest as `axial`. */
  block: z.strictObject({ sagittalTilt: criterion, coronalTilt: criterion, span: criterion }),
  sagittal: z.strictObject({
    coronalTilt: criterion,
    rotation: criterion,
    midline: criterion,
    foramina: criterion,
    span: criterion,
    fill: criterion,
    slices: criterion,
    ...technique,
  }),
  coronal: z.strictObject({
    sagittalTilt: criterion,
    rotation: criterion,
    coverage: criterion,
    ...technique,
  }),
  exam: z.strictObject({
    /** Beside the groups' points. */
    points: z.number().nonnegative(),
    /** Scan time of the whole exam where the protocol names none, s. */
    timeBudgetS: z.number().positive(),
    time: criterion,
    sar: criterion,
    sliceOrder: criterion,
    crossing: criterion,
    saturationBand: criterion,
    /** Slices excited one after the other disturb each other below this gap, % of their thickness. */
    crosstalkGapPercent: z.number(),
  }),
  criticalErrors: z.strictObject({ wrongLevel: z.boolean(), missingGroup: z.boolean(), about: z.string() }),
  /** Grades of central stenosis by the dural sac's area at the disc. */
  stenosis: z.strictObject({
    severeBelowMm2: z.number().positive(),
    moderateBelowMm2: z.number().positive(),
    about: z.string(),
  }),
  /** Confidence below which the AI's own anatomy is no reference. */
  unsure: z.strictObject({ planeBelow: z.number(), levelsBelow: z.number(), about: z.string() }),
  nominal: z.strictObject({
    about: z.string(),
    discWidth: z.number(),
    discDepth: z.number(),
    discHeight: z.number(),
    aimBehindDisc: z.number(),
    foramenMargin: z.number(),
  }),
});

export type Rubric = z.infer<typeof schema>;
export type Criterion = z.infer<typeof criterion>;

/** @throws IsocenterError `rubric-invalid` naming the key */
export function parseRubric(json: unknown): Rubric {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') || 'the file';
  const what =
    issue?.code === 'unrecognized_keys' ? `unknown key "${issue.keys.join('", "')}"` : issue?.message;
  throw new IsocenterError(
    'rubric-invalid',
    `The rubric cannot be read: ${where}: ${what ?? 'not a rubric'}.`,
    'Compare it with src/scoring/rubric.json.',
  );
}

/** The rubric of the house, with its sources. */
export const STANDARD_RUBRIC: Rubric = parseRubric(standard);
