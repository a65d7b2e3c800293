import { z } from 'zod';
import { IsocenterError, isIsocenterError } from '../geometry';
import { VERTEBRA_LEVELS } from '../volume';
import { checkFindings } from './findings/consistency';
import { discsOf, FINDING_DISCS } from './findings/levels';
import { findingSchema } from './findings/schema';

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
  schemaVersion: z.literal(2),
  name: z.string().min(1),
  description: z.string(),
  sex: z.enum(['female', 'male', 'any']),
  ageYears: z.number().min(16).max(100),
  /** kg/m². */
  bmi: z.number().min(14).max(60),
  statureScale: z.number().min(0.75).max(1.25),
  lumbarVertebrae: z.union([z.literal(4), z.literal(5), z.literal(6)]),
  /** Transitional vertebra: L5 broad and fused with the sacrum, or S1 squared with a disc below it. */
  transition: z.enum(['none', 'sacralised-L5', 'lumbarised-S1']),
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
  discs: z.partialRecord(z.enum(FINDING_DISCS), discOverride),
  findings: z.array(findingSchema),
  /** Posterior subcutaneous fat at L3; follows from the body mass index unless given. */
  fatThicknessMm: z.number().min(3).max(80).optional(),
  /** An oil capsule on the skin of the back, patient left. */
  leftMarker: z.boolean(),
  /** 0: the mean patient for every seed; 1: published spreads. */
  spread: z.number().min(0).max(2),
});
export type PhantomDefinition = z.infer<typeof phantomDefinitionSchema>;
export type DiscOverride = z.infer<typeof discOverride>;

const DEFAULTS_OF_VERSION_1 = {
  ageYears: 45,
  bmi: 25,
  lumbarVertebrae: 5,
  transition: 'none',
  findings: [],
} as const;

/** Version 1 had neither age, habitus, variants of levels nor findings: files of then stay readable. */
function migrate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!('schemaVersion' in value) || value.schemaVersion !== 1) return value;
  // A key of version 2 in a file of version 1 is unknown there.
  const early = Object.keys(DEFAULTS_OF_VERSION_1).find((key) => key in value);
  if (early !== undefined) refuse(early, 'unknown key of schemaVersion 1');
  return { ...DEFAULTS_OF_VERSION_1, ...value, schemaVersion: 2 };
}

function refuse(path: string, what: string, cause?: unknown): never {
  const { code, message, hint } = refused([path].filter(Boolean), what);
  throw new IsocenterError(code, message, hint, { cause });
}

/** Findings that say the same of a disc as one of its own numbers. */
const OWN_NUMBER = { pfirrmann: 'pfirrmannGrade', bulge: 'bulgeMm', listhesis: 'listhesisMm' } as const;

/** What a level's own numbers and its findings say of the same quantity has to agree. */
function describedTwice({ discs, findings }: PhantomDefinition): DefinitionFault[] {
  return findings.flatMap((f, i): DefinitionFault[] => {
    if (f.kind !== 'pfirrmann' && f.kind !== 'bulge' && f.kind !== 'listhesis') return [];
    const own = discs[f.disc] ?? {};
    if (own[OWN_NUMBER[f.kind]] === undefined && !(f.kind === 'pfirrmann' && own.heightFactor !== undefined))
      return [];
    return [
      {
        path: ['findings', i],
        code: 'findings-contradict',
        message: `The disc ${f.disc} is described twice: discs.${f.disc} and a finding (${f.kind}).`,
        hint: 'Keep the finding and leave the number out of "discs".',
      },
    ];
  });
}

/** Something of a definition that cannot be true of one patient. */
export interface DefinitionFault {
  readonly path: readonly (string | number)[];
  readonly code: 'phantom-definition-invalid' | 'findings-contradict';
  readonly message: string;
  readonly hint: string;
}

const refused = (path: readonly (string | number)[], what: string): DefinitionFault => ({
  path,
  code: 'phantom-definition-invalid',
  message: `The phantom definition is refused at ${path.join('.') || 'its top'}: ${what}.`,
  hint: 'Compare with phantoms/normal.json: names, units and ranges are those of that file.',
});

/** The first finding that does not go with those before it, or with the patient's levels. */
function contradiction(definition: PhantomDefinition): DefinitionFault[] {
  const { findings } = definition;
  for (let i = 0; i < findings.length; i++) {
    try {
      checkFindings(findings.slice(0, i + 1), definition);
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      const { message, hint } = error;
      return [{ path: ['findings', i], code: 'findings-contradict', message, hint }];
    }
  }
  return [];
}

/** What in a definition, each value of which is in its range, cannot be true together; the first finding that is in the way. */
export function definitionFaults(definition: PhantomDefinition): DefinitionFault[] {
  const levels = discsOf(definition);
  const unknown = Object.keys(definition.discs).filter((disc) => !levels.includes(disc));
  return [
    ...(definition.transition !== 'none' && definition.lumbarVertebrae !== 5
      ? [refused(['transition'], 'transitional vertebrae are named for spines of five lumbar vertebrae')]
      : []),
    ...unknown.map((disc) => refused(['discs', disc], 'the patient has no such disc')),
    ...contradiction(definition),
    ...describedTwice(definition),
  ];
}

/**
 * Checks a parsed JSON value of schema version 1 or 2; returns version 2.
 * @throws IsocenterError `phantom-definition-invalid` naming the key; `findings-contradict` naming what cannot be true together
 */
export function parsePhantomDefinition(value: unknown): PhantomDefinition {
  const result = phantomDefinitionSchema.safeParse(migrate(value));
  if (!result.success) {
    const [issue] = result.error.issues;
    const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [...(issue?.path ?? []), ...unknownKeys].join('.');
    refuse(path, issue?.message ?? 'not valid', result.error);
  }
  const [fault] = definitionFaults(result.data);
  if (fault) throw new IsocenterError(fault.code, fault.message, fault.hint);
  return result.data;
}
