import { z } from 'zod';
import { IsocenterError } from '../geometry';
import localizerGre from './sequences/localizer-gre.json';
import myeloBssfpAx from './sequences/myelo-bssfp-ax.json';
import pdSeSag from './sequences/pd-se-sag.json';
import stirSag from './sequences/stir-sag.json';
import t1FsTseSag from './sequences/t1-fs-tse-sag.json';
import t1TseAx from './sequences/t1-tse-ax.json';
import t1TseSag from './sequences/t1-tse-sag.json';
import t2DixonSag from './sequences/t2-dixon-sag.json';
import t2SpaceSag from './sequences/t2-space-sag.json';
import t2TseAx from './sequences/t2-tse-ax.json';
import t2TseCor from './sequences/t2-tse-cor.json';
import t2TseSag from './sequences/t2-tse-sag.json';
import { SYSTEM } from './system';
import type { FieldStrengthT, Sequence } from './types';

const positive = z.number().positive();

/** What differs between field strengths. Ranges a scanner can run are the business of limits.ts. */
export const variantSchema = z.strictObject({
  repetitionTimeMs: positive,
  echoTimeMs: positive,
  inversionTimeMs: positive.optional(),
  flipAngleDeg: positive,
  echoTrainLength: z.int().positive(),
  echoSpacingMs: positive,
  averages: z.int().positive(),
  bandwidthHzPerPixel: positive,
  matrixRead: z.int().positive(),
  matrixPhase: z.int().positive(),
  phaseOversampling: z.number().min(0).max(1),
  phaseEncodeDirection: z.enum(['AP', 'RL', 'HF']),
  refocusingScheme: z.enum(['constant', 'variable']),
  fatSuppression: z.enum([
    'none',
    'spectral',
    'dixon-water',
    'dixon-fat',
    'dixon-in-phase',
    'dixon-opposed-phase',
  ]),
  phaseResolution: z.number().min(0.4).max(1),
  partialFourier: z.number().min(0.55).max(1),
  accelerationFactor: z.int().min(1),
  interpolation: z.int().min(1).max(2),
  concatenations: z.int().min(1),
  sliceOrder: z.enum(['interleaved', 'ascending', 'descending']),
  normalisationFilter: z.boolean(),
  defaults: z.strictObject({
    sliceCount: z.int().positive(),
    sliceThickness: positive,
    sliceGap: z.number().min(0),
    fovReadMm: positive,
    fovPhaseMm: positive,
  }),
});

/** A sequence file: `sequences/*.json`. Unknown keys are errors. */
export const sequenceFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  label: z.string().min(1),
  kind: z.enum(['GRE', 'bSSFP', 'SE', 'TSE', 'IR-TSE', 'TSE-3D']),
  orientation: z.enum(['sagittal', 'coronal', 'axial', 'any']),
  source: z.array(z.string()).min(1),
  variants: z.strictObject({ '0.55': variantSchema, '1.5': variantSchema, '3': variantSchema }),
});

/** Checks a parsed sequence file and gives its variants, one a field strength; throws `sequence-invalid` naming the key. */
export function parseSequenceFile(file: unknown): readonly Sequence[] {
  const parsed = sequenceFileSchema.safeParse(file);
  if (!parsed.success) {
    throw new IsocenterError(
      'sequence-invalid',
      `The sequence file is not usable: ${z.prettifyError(parsed.error)}`,
      'Compare it with the files in src/scanner/sequences.',
    );
  }
  const { variants, name, label, kind, orientation } = parsed.data;
  return ([0.55, 1.5, 3] as const).map((fieldStrengthT): Sequence => {
    const { inversionTimeMs, ...rest } = variants[`${fieldStrengthT}`];
    return {
      ...{ name, label, kind, orientation, fieldStrengthT },
      ...rest,
      ...(inversionTimeMs === undefined ? {} : { inversionTimeMs }),
    };
  });
}

/** Presets of all field strengths, in the order of an exam. */
export const ALL_SEQUENCES: readonly Sequence[] = [
  localizerGre,
  t2TseSag,
  t1TseSag,
  stirSag,
  t2DixonSag,
  t1FsTseSag,
  t2SpaceSag,
  pdSeSag,
  t2TseCor,
  t2TseAx,
  t1TseAx,
  myeloBssfpAx,
].flatMap(parseSequenceFile);

/** The presets for one field strength. */
export const sequencesAt = (fieldStrengthT: FieldStrengthT): readonly Sequence[] =>
  ALL_SEQUENCES.filter((s) => s.fieldStrengthT === fieldStrengthT);

/** Field strength of the sandbox's scanner where nothing else is asked for, tesla. */
export const DEFAULT_FIELD_STRENGTH_T: FieldStrengthT = SYSTEM.defaultFieldStrengthT;

/** The presets of the sandbox's own scanner. */
export const SEQUENCES: readonly Sequence[] = sequencesAt(DEFAULT_FIELD_STRENGTH_T);

/** A preset by name; throws `sequence-unknown` listing the names there are. */
export function sequenceByName(
  name: string,
  fieldStrengthT: FieldStrengthT = DEFAULT_FIELD_STRENGTH_T,
): Sequence {
  const found = sequencesAt(fieldStrengthT).find((s) => s.name === name);
  if (found) return found;
  throw new IsocenterError(
    'sequence-unknown',
    `There is no sequence called "${name}".`,
    `Use one of: ${sequencesAt(fieldStrengthT)
      .map((s) => s.name)
      .join(', ')}.`,
  );
}
