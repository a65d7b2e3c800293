import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { sequenceSettingsSchema } from '../scanner';
import { DISC_LEVELS } from '../volume';

const name = z.string().regex(/^[a-z0-9.]+([-+][a-z0-9.]+)*$/, 'must be lower-case words joined by hyphens');
const seed = z.int().min(0);
const level = z.enum(DISC_LEVELS as [(typeof DISC_LEVELS)[number], ...typeof DISC_LEVELS]);
const finite = z.number();
const fieldStrengthT = z.union([z.literal(0.55), z.literal(1.5), z.literal(3)]);

const patientSchema = z.union([
  /** A file of `phantoms/`, by its path. */
  z.strictObject({ phantom: z.string().min(1), seed }),
  /** A draw of one of `phantoms/populations/`. */
  z.strictObject({ population: name, seed }),
]);

/** How the sagittal stack is acquired. What is left out is the preset's and the automatic planner's on the true spine. */
const scanSchema = z.strictObject({
  sequence: name,
  fieldStrengthT,
  settings: sequenceSettingsSchema.optional(),
  /** Lengths in mm. */
  group: z
    .strictObject({
      sliceCount: z.int().positive().optional(),
      sliceThickness: z.number().positive().optional(),
      sliceGap: z.number().min(0).optional(),
      fovReadMm: z.number().positive().optional(),
      fovPhaseMm: z.number().positive().optional(),
    })
    .optional(),
  /** Movements of the patient, LPS mm. */
  motion: z
    .array(z.strictObject({ atFraction: finite.min(0).max(1), shiftMm: z.tuple([finite, finite, finite]) }))
    .optional(),
});

const caseSchema = z.strictObject({
  id: name,
  patient: patientSchema,
  /** Of the noise and what else the scanner draws; the patient's seed where it is left out. */
  noiseSeed: seed.optional(),
  scan: scanSchema,
  /** Disc at which an axial stack is acquired and measured. */
  level,
  /** What the case is an example of, e.g. `pathology` → `scoliosis`. */
  strata: z.record(z.string(), z.string()),
});
/** A virtual patient who is scanned. */
export type PhantomCase = z.infer<typeof caseSchema>;

const volumeCaseSchema = z.strictObject({
  id: name,
  /** A real image and what is true of it, label for label as `LABEL`; paths relative to the suite's file. */
  image: z.string().min(1),
  labels: z.string().min(1),
  /** Structures that the label map leaves out: neither right nor wrong where they are found. */
  unlabelled: z.array(z.enum(['vertebra', 'disc', 'canal', 'sacrum'])).optional(),
  strata: z.record(z.string(), z.string()),
});
/** An image that somebody else has acquired and labelled. */
export type VolumeCase = z.infer<typeof volumeCaseSchema>;

export type RegressionCase = PhantomCase | VolumeCase;
export const isVolumeCase = (one: RegressionCase): one is VolumeCase => 'image' in one;

/** What the sagittal scan's noise is drawn from. */
export const noiseSeedOf = ({ noiseSeed, patient }: PhantomCase): number => noiseSeed ?? patient.seed;

const scanCell = scanSchema.extend({ id: name });

export const suiteSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name,
  description: z.string().min(1),
  /** Every pathology with every scan, one case each; its patients take turns. */
  cells: z
    .strictObject({
      firstSeed: seed,
      pathologies: z
        .array(
          z.strictObject({
            name,
            patients: z.array(z.strictObject({ phantom: z.string().min(1), level })).min(1),
          }),
        )
        .min(1),
      scans: z.array(scanCell).min(1),
    })
    .optional(),
  /** Draws of a population, the scans taking turns. */
  population: z
    .strictObject({
      name,
      firstSeed: seed,
      count: z.int().positive(),
      level,
      scans: z.array(scanCell).min(1),
    })
    .optional(),
  /** The same patients scanned over and over, each time with other noise: what noise alone changes, and throughput. */
  repeats: z
    .strictObject({
      firstNoiseSeed: seed,
      count: z.int().positive(),
      patients: z.array(z.strictObject({ name, phantom: z.string().min(1), seed, level })).min(1),
      scans: z.array(scanCell).min(1),
    })
    .optional(),
  cases: z.array(z.union([caseSchema, volumeCaseSchema])).optional(),
});
export type Suite = z.infer<typeof suiteSchema>;

function refuse(what: string): never {
  throw new IsocenterError(
    'suite-invalid',
    `The suite cannot be used: ${what}.`,
    'Compare it with phantoms/suites/core.json.',
  );
}

/** @throws IsocenterError `suite-invalid` naming the key */
export function parseSuite(json: unknown): Suite {
  const result = suiteSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return refuse(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a suite'}`);
}

type ScanCell = z.infer<typeof scanCell>;

/** Strata of a scan: the kind of contrast and the field. */
const scanStrata = ({ sequence, fieldStrengthT: field }: ScanCell): Record<string, string> => ({
  sequence,
  field: `${field} T`,
});

function fromCells({ firstSeed, pathologies, scans }: NonNullable<Suite['cells']>): RegressionCase[] {
  return pathologies.flatMap((pathology, p) =>
    scans.map(({ id, ...scan }, s): RegressionCase => {
      const patient = pathology.patients[s % pathology.patients.length];
      if (!patient) return refuse(`${pathology.name} has no patient`);
      return {
        id: `${pathology.name}-${id}`,
        patient: { phantom: patient.phantom, seed: firstSeed + p * scans.length + s },
        scan,
        level: patient.level,
        strata: { pathology: pathology.name, ...scanStrata({ id, ...scan }) },
      };
    }),
  );
}

function fromPopulation(p: NonNullable<Suite['population']>, count = p.count): RegressionCase[] {
  return Array.from({ length: count }, (_, n): RegressionCase => {
    const cell = p.scans[n % p.scans.length];
    if (!cell) return refuse('population.scans is empty');
    const { id, ...scan } = cell;
    return {
      id: `${p.name}-${p.firstSeed + n}-${id}`,
      patient: { population: p.name, seed: p.firstSeed + n },
      ...{ scan, level: p.level, strata: scanStrata(cell) },
    };
  });
}

/** Patient by patient, so that whoever keeps the last one draws each once. */
function fromRepeats(r: NonNullable<Suite['repeats']>, count = r.count): RegressionCase[] {
  return r.patients.flatMap((patient) =>
    r.scans.flatMap(({ id, ...scan }) =>
      Array.from({ length: count }, (_, n): RegressionCase => {
        const noiseSeed = r.firstNoiseSeed + n;
        return {
          id: `${patient.name}-${id}-${noiseSeed}`,
          patient: { phantom: patient.phantom, seed: patient.seed },
          noiseSeed,
          ...{ scan, level: patient.level },
          strata: { patient: patient.name, ...scanStrata({ id, ...scan }) },
        };
      }),
    ),
  );
}

/**
 * Every case of a suite, in the order of the file.
 * @param count of a population's patients, or of the scans of each repeated one, in place of the suite's own
 * @throws IsocenterError `suite-invalid` where two cases have one name
 */
export function casesOf({ cells, population, repeats, cases = [] }: Suite, count?: number): RegressionCase[] {
  const all = [
    ...(cells ? fromCells(cells) : []),
    ...(population ? fromPopulation(population, count) : []),
    ...(repeats ? fromRepeats(repeats, count) : []),
    ...cases,
  ];
  const names = all.map(({ id }) => id);
  const twice = names.find((id, i) => names.indexOf(id) !== i);
  if (twice !== undefined) refuse(`two cases are called "${twice}"`);
  if (all.length === 0) refuse('it has no cases');
  return all;
}

/**
 * What tells a suite of phantoms from every other: results of one are compared with those of no other. (A suite with real
 * images is told by their bytes as well; its runner adds them.)
 * @param cases as `casesOf` gives them
 */
export const identityOf = (
  { name: suite }: Suite,
  cases: readonly RegressionCase[],
): { readonly name: string; readonly sha256: string; readonly cases: number } => ({
  name: suite,
  sha256: bytesToHex(sha256(utf8ToBytes(JSON.stringify(cases)))),
  cases: cases.length,
});
