import { z } from 'zod';
import { sequenceSettingsSchema } from '../scanner';
import { DISC_LEVELS } from '../volume';

export const kebab = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');
export const sentence = z.string().trim().min(1);
export const discLevel = z.enum(DISC_LEVELS as [(typeof DISC_LEVELS)[number], ...typeof DISC_LEVELS]);

/** What is read per level: the study's three tasks. */
export const FINDINGS = ['herniation', 'central-stenosis', 'lateral-recess-stenosis'] as const;
export type ReadFinding = (typeof FINDINGS)[number];

const finite = z.number();
/** Where a value has to lie. */
const rangeSchema = z.strictObject({ min: finite.optional(), max: finite.optional() });
/** Where a value of a sequence has to lie, or what it has to be. */
const expectationSchema = z.union([
  rangeSchema,
  z.strictObject({ is: z.union([z.string(), finite, z.boolean()]) }),
]);

/** How the slices of a group have to be. Lengths in mm. */
const slicesSchema = z.strictObject({
  /** Name of a group. */
  group: sentence,
  sliceCount: rangeSchema.optional(),
  sliceThickness: rangeSchema.optional(),
  sliceGap: rangeSchema.optional(),
  fovReadMm: rangeSchema.optional(),
  fovPhaseMm: rangeSchema.optional(),
});
export type ExpectedSlices = z.infer<typeof slicesSchema>;

/** Something the trainee has to do, in the order of the list. `step`: id of a protocol step; `group`: name of a group. */
export const taskSchema = z.discriminatedUnion('kind', [
  /** Lay the patient so that the lumbar spine comes to the isocentre. */
  z.strictObject({ kind: z.literal('position') }),
  z.strictObject({ kind: z.literal('localize') }),
  z.strictObject({ kind: z.literal('plan'), group: sentence }),
  /** Choose values of a sequence and of its slices. `expect`: by the value's name, e.g. `inversionTimeMs`. */
  z.strictObject({
    kind: z.literal('parameters'),
    step: kebab,
    expect: z.record(z.string(), expectationSchema),
    /** Of groups that the step takes. */
    slices: z.array(slicesSchema).optional(),
  }),
  z.strictObject({ kind: z.literal('run'), step: kebab }),
  /** Say of every run of a step whether it is to be repeated, and repeat it where it is. */
  z.strictObject({ kind: z.literal('judge'), step: kebab }),
  /** Read one finding at one disc from the images, with a confidence. */
  z.strictObject({ kind: z.literal('read'), level: discLevel, finding: z.enum(FINDINGS) }),
]);
export type ScenarioTask = z.infer<typeof taskSchema>;
export type TaskKind = ScenarioTask['kind'];

/** What is put in the trainee's way. */
export const trapSchema = z.discriminatedUnion('kind', [
  /** The patient moves in the first run of a step, patient LPS mm; asked again to lie still, not in the next. */
  z.strictObject({
    kind: z.literal('motion'),
    step: kebab,
    atFraction: finite.min(0).max(1),
    shiftMm: z.tuple([finite, finite, finite]),
  }),
  /** The step comes up with wrong values, as an older preset would; a `parameters` task says what is right. */
  z.strictObject({ kind: z.literal('wrong-preset'), step: kebab, settings: sequenceSettingsSchema }),
  /** The numbering of levels misleads: a transitional vertebra, or four or six lumbar ones. */
  z.strictObject({ kind: z.literal('transitional-level') }),
  /** Metal spoils what is near it. */
  z.strictObject({ kind: z.literal('metal') }),
]);
export type ScenarioTrap = z.infer<typeof trapSchema>;
