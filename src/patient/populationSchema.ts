import { z } from 'zod';
import { IsocenterError } from '../geometry';

const share = z.number().min(0).max(1);
const spread = z.strictObject({ mean: z.number(), sd: z.number().min(0) });
const bounded = spread.extend({ low: z.number(), high: z.number() });
const range = z.tuple([z.number(), z.number()]);
const source = z.string().min(1);
const byGrade = z.tuple([share, share, share, share, share]);
const atFourLowest = z.tuple([share, share, share, share]);

const perFinding = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    modic: value,
    endplateAbove: value,
    endplateBelow: value,
    listhesis: value,
    herniation: value,
    narrowing: value,
    bulging: value,
  });

/** How often what is found in a clinic's patients: `phantoms/populations/*.json`. Shares are probabilities, 0 … 1. */
export const populationSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9-]+$/),
  description: z.string(),
  marks: z.string(),
  patient: z.strictObject({
    source,
    female: share,
    /** `wearShare` of the age's variance is shared with the wear of the discs. */
    ageYears: bounded.extend({ wearShare: share }),
    bmi: bounded,
    statureScale: spread,
    lumbosacralAngleDeg: spread,
    /** Lordosis over sacral slope. */
    lordosisOverSlopeDeg: spread,
    spread: z.number().min(0).max(2),
    leftMarker: share,
  }),
  transition: z.strictObject({
    source,
    sacralisedL5: share,
    lumbarisedS1: share,
    fourLumbar: share,
    sixLumbar: share,
  }),
  scoliosis: z.strictObject({ source, rate: share, cobbDeg: range, straightCobbDeg: range }),
  herniation: z.strictObject({
    source,
    protrusion: share,
    /** What is neither is a sequester. */
    extrusion: share,
    migrates: share,
    zones: z.strictObject({ central: share, subarticular: share, foraminal: share, extraforaminal: share }),
  }),
  degeneration: z.strictObject({
    source,
    narrowHeight: range,
    keptHeight: range,
    bulgeMm: range,
    slipMm: range,
    backwardSlip: share,
    schmorlMm: range,
    modicExtent: range,
  }),
  /** At the four lowest discs, lowest first, where their grade is 3 or more. */
  stenosis: z.strictObject({
    source,
    central: atFourLowest,
    grades: z.strictObject({ B: share, C: share, D: share }),
    lateralRecess: atFourLowest,
    foraminal: atFourLowest,
    facets: atFourLowest,
    effusion: share,
    flavum: atFourLowest,
    /** Of patients: a canal narrow from birth. */
    narrowCanal: share,
  }),
  rarer: z.strictObject({
    source,
    fissureOfWornDisc: share,
    lysisOfSlip: share,
    fracture: share,
    fracturePerDecadeOver60: share,
    acute: share,
    haemangioma: share,
    metastasis: share,
    synovialCyst: share,
    tarlovCyst: share,
    lipomatosis: share,
    screws: share,
  }),
  discs: z.strictObject({
    source,
    /** Share of the variance of a disc's wear that all discs of a patient have in common. */
    wearShare: share,
    /** Of Modic changes. */
    modicTypes: z.tuple([share, share, share]),
    /** From the lowest disc upward; discs above the last position are as those of the last. */
    positions: z
      .array(
        z.strictObject({
          /** Gradings behind the row. */
          discs: z.int().min(1),
          pfirrmann: byGrade,
          /** Limits of the grades on the scale of wear (mean 0, SD 1). */
          pfirrmannLimits: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          frequency: perFinding(share),
          givenGrade: perFinding(byGrade),
        }),
      )
      .min(4),
  }),
});
export type Population = z.infer<typeof populationSchema>;

/** Reads a population's JSON. @throws IsocenterError `population-invalid` naming the key */
export function parsePopulation(value: unknown): Population {
  const result = populationSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...unknownKeys].join('.');
  throw new IsocenterError(
    'population-invalid',
    `The population is refused at ${path || 'its top'}: ${issue?.message ?? 'not valid'}.`,
    'Compare with phantoms/populations/clinic.json.',
    { cause: result.error },
  );
}
