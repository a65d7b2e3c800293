import { z } from 'zod';
import { IsocenterError, length, type Vec3 } from '../geometry';
import type { Spine, VertebraLandmarks } from '../patient';
import { ALL_VERTEBRA_LEVELS, type DiscLevel, type VertebraLevel } from '../volume';
import { STANDARD_RUBRIC } from './rubric';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const unit = vec3.refine((v) => Math.abs(length(v) - 1) < 1e-3, 'is not of length 1');
const plane = z.strictObject({ point: vec3, normal: unit });

/** Place of the vertebra above a disc, top to bottom. */
const placeOf = (level: string): number =>
  ALL_VERTEBRA_LEVELS.findIndex((above) => above === level.split('-')[0]);

/** A disc lies between one vertebra and a lower one; which are neighbours depends on how many a patient has. */
const isDisc = (level: string): boolean => {
  const [, below = '', ...rest] = level.split('-');
  return rest.length === 0 && placeOf(level) >= 0 && placeOf(below) > placeOf(level);
};

const disc = z.strictObject({
  level: z.custom<DiscLevel>((v) => typeof v === 'string' && isDisc(v), 'is not a disc such as L4-L5'),
  centre: vec3,
  normal: unit,
  width: z.number().positive(),
  depth: z.number().positive(),
  height: z.number().positive().optional(),
});

const vertebra = z.strictObject({
  level: z.custom<VertebraLevel>(
    (v) => ALL_VERTEBRA_LEVELS.some((known) => known === v),
    'is not a vertebra such as L4',
  ),
  centre: vec3,
  upperEndplate: plane.optional(),
  lowerEndplate: plane.optional(),
});

const spine = z.strictObject({
  schemaVersion: z.union([z.literal(1), z.literal(2)]).optional(),
  name: z.string().optional(),
  seed: z.number().optional(),
  // Of version 2; a plan is scored against the landmarks alone.
  lumbarVertebrae: z.number().optional(),
  transition: z.string().optional(),
  findings: z.array(z.unknown()).optional(),
  measures: z.unknown().optional(),
  discs: z.array(disc).min(1),
  canal: z.array(vec3).default([]),
  vertebrae: z.array(vertebra).default([]),
});

/** Up the spine, whichever way the file's normal points. */
const upwards = (normal: Vec3): Vec3 => (normal[2] < 0 ? [-normal[0], -normal[1], -normal[2]] : normal);

/**
 * Reads `truth.json`: discs (top to bottom), canal and vertebrae in LPS mm. Vertebrae without endplates are left out.
 * @throws IsocenterError `truth-invalid` naming the key
 */
export function parseSpine(json: unknown): Spine {
  const result = spine.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    const where = issue?.path.join('.') || 'the file';
    const what =
      issue?.code === 'unrecognized_keys' ? `unknown key "${issue.keys.join('", "')}"` : issue?.message;
    throw new IsocenterError(
      'truth-invalid',
      `The truth cannot be read: ${where}: ${what ?? 'not a truth file'}.`,
      'A truth is {"discs": [{level, centre, normal, width, depth}], "canal": [...], "vertebrae": [...]}.',
    );
  }
  const { discs, canal, vertebrae } = result.data;
  return {
    discs: discs
      .map((d) => ({
        ...d,
        normal: upwards(d.normal),
        height: d.height ?? STANDARD_RUBRIC.nominal.discHeight,
      }))
      .sort((a, b) => placeOf(a.level) - placeOf(b.level)),
    canal,
    vertebrae: vertebrae.flatMap(({ level, centre, upperEndplate, lowerEndplate }): VertebraLandmarks[] =>
      upperEndplate ? [{ level, centre, upperEndplate, ...(lowerEndplate ? { lowerEndplate } : {}) }] : [],
    ),
  };
}
