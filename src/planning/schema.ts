import { z } from 'zod';
import { assertSliceGroup, IsocenterError, length, type Vec3 } from '../geometry';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import type { PlannedGroup, Prescription, SaturationBand } from './types';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const level = z.custom<DiscLevel>(
  (value) => DISC_LEVELS.some((known) => known === value),
  'is not the name of a disc, such as L4-L5',
);

/** A planned group as a file has it. */
export const plannedGroupSchema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(['sagittal', 'coronal', 'axial']),
  level: level.exactOptional(),
  centre: vec3,
  rowDirection: vec3,
  columnDirection: vec3,
  sliceCount: z.number(),
  sliceThickness: z.number(),
  sliceGap: z.number(),
  fovReadMm: z.number(),
  fovPhaseMm: z.number(),
});

/** A saturation band as a file has it. */
export const saturationBandSchema = z.strictObject({
  name: z.string().min(1),
  centre: vec3,
  normal: vec3,
  thickness: z.number().positive(),
});

const prescriptionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  groups: z.array(plannedGroupSchema),
  saturationBands: z.array(saturationBandSchema),
});

const HINT = 'A plan is {"schemaVersion": 1, "groups": [...], "saturationBands": [...]}; see the README.';

const invalid = (what: string): IsocenterError =>
  new IsocenterError('prescription-invalid', `The plan cannot be read: ${what}.`, HINT);

/** The first problem in words: where it is and what is wrong; unknown keys are named. */
function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'it is not a plan';
  const where = issue.path.length > 0 ? issue.path.join('.') : 'the file';
  if (issue.code === 'unrecognized_keys')
    return `${where} has the unknown key ${issue.keys.map((k) => `"${k}"`).join(', ')}`;
  return `${where}: ${issue.message}`;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new IsocenterError('prescription-invalid', 'The plan is not a JSON file.', HINT, { cause });
  }
}

/**
 * Reads a plan (JSON text or the parsed value). Every group is one a scanner could run and names are unique.
 * @throws IsocenterError `prescription-invalid` naming the key, or `slice-group-invalid`
 */
export function parsePrescription(json: unknown): Prescription {
  const result = prescriptionSchema.safeParse(typeof json === 'string' ? parseText(json) : json);
  if (!result.success) throw invalid(describe(result.error));
  const { groups, saturationBands } = result.data;
  groups.forEach(assertSliceGroup);
  assertUniqueNames(groups);
  saturationBands.forEach(assertBand);
  return { schemaVersion: 1, groups, saturationBands };
}

function assertUniqueNames(groups: readonly PlannedGroup[]): void {
  const twice = groups.find((group, i) => groups.findIndex((g) => g.name === group.name) !== i);
  if (twice) throw invalid(`two slice groups are named "${twice.name}"`);
}

function assertBand(band: SaturationBand): void {
  if (Math.abs(length(band.normal) - 1) > 1e-6)
    throw invalid(`the saturation band "${band.name}" needs a normal of length 1`);
}

const plain = (v: Vec3): number[] => [...v];

/** The plan as JSON text, read back by `parsePrescription` without loss. */
export function serializePrescription(prescription: Prescription): string {
  const file = {
    schemaVersion: prescription.schemaVersion,
    groups: prescription.groups.map((g) => ({
      name: g.name,
      kind: g.kind,
      ...(g.level === undefined ? {} : { level: g.level }),
      centre: plain(g.centre),
      rowDirection: plain(g.rowDirection),
      columnDirection: plain(g.columnDirection),
      sliceCount: g.sliceCount,
      sliceThickness: g.sliceThickness,
      sliceGap: g.sliceGap,
      fovReadMm: g.fovReadMm,
      fovPhaseMm: g.fovPhaseMm,
    })),
    saturationBands: prescription.saturationBands.map((b) => ({
      name: b.name,
      centre: plain(b.centre),
      normal: plain(b.normal),
      thickness: b.thickness,
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
