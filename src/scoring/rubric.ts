import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import standard from './rubric.json';

const common = {
  /** Deviation (or value) up to which a pass is given, and beyond which there are no points. */
  pass: z.number(),
  fail: z.number(),
  weight: z.number().nonnegative(),
  unit: z.enum(['deg', 'mm', '%']),
  /** A group that fails here fails as a whole: see `essentialFloor`. */
  essential: z.boolean().default(false),
  source: z.string().min(1),
};

/** `small`: |value| counts, less is better. `large`: more is better. `range`: distance outside low … high counts. */
const criterion = z.discriminatedUnion('better', [
  z.strictObject({ better: z.literal('small'), full: z.number(), ...common }),
  z.strictObject({ better: z.literal('large'), full: z.number(), ...common }),
  z.strictObject({ better: z.literal('range'), low: z.number(), high: z.number(), ...common }),
]);

const level = z.custom<DiscLevel>((value) => DISC_LEVELS.some((known) => known === value));

const schema = z.strictObject({
  schemaVersion: z.literal(1),
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
  required: z.strictObject({ sagittal: z.boolean(), coronal: z.boolean(), axialLevels: z.array(level) }),
  axial: z.strictObject({
    sagittalTilt: criterion,
    coronalTilt: criterion,
    offset: criterion,
    centring: criterion,
    coverage: criterion,
    fov: criterion,
    slices: criterion,
  }),
  sagittal: z.strictObject({
    coronalTilt: criterion,
    rotation: criterion,
    midline: criterion,
    foramina: criterion,
    span: criterion,
    fov: criterion,
    slices: criterion,
  }),
  coronal: z.strictObject({ sagittalTilt: criterion, rotation: criterion, coverage: criterion }),
  saturationBandClearanceMm: z.number(),
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
