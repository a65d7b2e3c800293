import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { DISC_LEVELS, VERTEBRA_LEVELS, type DiscLevel } from '../volume';

const DISCS = DISC_LEVELS as readonly [DiscLevel, ...DiscLevel[]];

const discOverride = z
  .strictObject({
    /** Of the level's usual height. */
    heightFactor: z.number().min(0.3).max(1.6),
    pfirrmannGrade: z.number().int().min(1).max(5),
    /** Posterior bulge beyond the endplate's edge. */
    bulgeMm: z.number().min(0).max(10),
    /** Forward slip of the vertebra above (backward when negative). */
    listhesisMm: z.number().min(-12).max(25),
    /** Of the level's usual AP diameter of canal and thecal sac. */
    canalApFactor: z.number().min(0.3).max(1.5),
  })
  .partial();

/** A phantom's recipe as stored in `phantoms/*.json`. Unknown keys and values outside the body are refused. */
export const phantomDefinitionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().min(1),
  description: z.string(),
  sex: z.enum(['female', 'male', 'any']),
  statureScale: z.number().min(0.75).max(1.25),
  /** L1 upper endplate against S1 upper endplate. */
  lordosisDeg: z.number().min(5).max(85),
  /** S1 upper endplate against the axial plane. */
  lumbosacralAngleDeg: z.number().min(15).max(70),
  scoliosis: z.strictObject({
    cobbDeg: z.number().min(0).max(60),
    apex: z.enum(VERTEBRA_LEVELS),
    /** Side of the convexity. */
    side: z.enum(['left', 'right']),
    /** Of the apical vertebra, spinous process towards the concavity. */
    axialRotationDeg: z.number().min(0).max(40),
  }),
  discs: z.partialRecord(z.enum(DISCS), discOverride),
  /** Posterior subcutaneous fat at L3. */
  fatThicknessMm: z.number().min(3).max(80),
  /** An oil capsule on the skin of the back, patient left. */
  leftMarker: z.boolean(),
  /** 0: the mean patient for every seed; 1: published spreads. */
  spread: z.number().min(0).max(2),
});
export type PhantomDefinition = z.infer<typeof phantomDefinitionSchema>;
export type DiscOverride = z.infer<typeof discOverride>;

/** Checks a parsed JSON value; throws `phantom-definition-invalid` naming the key. */
export function parsePhantomDefinition(value: unknown): PhantomDefinition {
  const result = phantomDefinitionSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...unknownKeys].join('.');
  throw new IsocenterError(
    'phantom-definition-invalid',
    `The phantom definition is refused at ${path || 'its top'}: ${issue?.message ?? 'not valid'}.`,
    'Compare with phantoms/normal.json: names, units and ranges are those of that file.',
    { cause: result.error },
  );
}
