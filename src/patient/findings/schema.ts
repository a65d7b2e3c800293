import { z } from 'zod';
import { FINDING_DISCS, FINDING_VERTEBRAE } from './levels';

const disc = z.enum(FINDING_DISCS);
const vertebra = z.enum(FINDING_VERTEBRAE);
const side = z.enum(['left', 'right']);
const mm = (least: number, most: number) => z.number().min(least).max(most);
const grade = <T extends number>(...grades: [T, T, ...T[]]) =>
  z.union(grades.map((g) => z.literal(g)) as unknown as [z.ZodLiteral<T>, z.ZodLiteral<T>]);

/** Where along the canal's wall herniated tissue lies (Fardon, Spine 2014: combined task forces' zones). */
const herniation = {
  disc,
  side: z.enum(['left', 'right', 'central']),
  zone: z.enum(['central', 'subarticular', 'foraminal', 'extraforaminal']),
  /** Largest distance of the herniated tissue from the disc's own margin, mm. */
  mm: mm(1, 18),
  /** Protrusion: width of the base; extrusion and sequester: width of the piece, mm. */
  widthMm: mm(3, 32),
};
const migration = z.strictObject({
  direction: z.enum(['up', 'down']),
  /** From the disc's plane to the far end of the piece, mm. */
  mm: mm(4, 30),
});

/**
 * What can be wrong with a lumbar spine. Every severity is a quantity that the painted patient can be measured for:
 * millimetres, degrees, fractions, or a published grade. Sides are the patient's: left is +x.
 */
export const findingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bulge'),
    disc,
    /** Beyond the endplates' edge, mm. */
    mm: mm(0.5, 8),
    /** −1 all to the right … 0 even … +1 all to the left. */
    asymmetry: z.number().min(-1).max(1),
  }),
  z.strictObject({ kind: z.literal('protrusion'), ...herniation }),
  z.strictObject({ kind: z.literal('extrusion'), ...herniation, migration: migration.optional() }),
  z.strictObject({ kind: z.literal('sequestration'), ...herniation, migration }),
  z.strictObject({
    kind: z.literal('pfirrmann'),
    disc,
    grade: grade(1, 2, 3, 4, 5),
    /** Of the level's usual height. */
    heightFactor: z.number().min(0.3).max(1.3),
  }),
  z.strictObject({ kind: z.literal('annular-fissure'), disc }),
  z.strictObject({ kind: z.literal('central-stenosis'), disc, schizas: z.enum(['A', 'B', 'C', 'D']) }),
  z.strictObject({
    kind: z.literal('lateral-recess-stenosis'),
    disc,
    side,
    /** Bartynski: 1 narrowed, 2 root touched, 3 root compressed. */
    grade: grade(1, 2, 3),
  }),
  z.strictObject({
    kind: z.literal('foraminal-stenosis'),
    disc,
    side,
    /** Lee: 1 fat lost in two directions, 2 in four, 3 root changed. */
    grade: grade(1, 2, 3),
  }),
  z.strictObject({
    kind: z.literal('facet-hypertrophy'),
    disc,
    side: z.enum(['left', 'right', 'both']),
    grade: grade(1, 2, 3),
    /** Fluid in the joint. */
    effusion: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('flavum-hypertrophy'),
    disc,
    /** Thickness of the ligament, mm. */
    mm: mm(3, 9),
  }),
  z
    .strictObject({
      kind: z.literal('listhesis'),
      disc,
      /** Slip of the vertebra above; or its Meyerding grade. */
      mm: mm(2, 25).optional(),
      meyerding: grade(1, 2, 3).optional(),
      direction: z.enum(['anterior', 'posterior']),
      /** Defects of both partes interarticulares of the vertebra that slips. */
      lysis: z.boolean(),
    })
    .refine((f) => (f.mm === undefined) !== (f.meyerding === undefined), 'gives either mm or meyerding'),
  z.strictObject({
    kind: z.literal('compression-fracture'),
    vertebra,
    /** Of the body's height where it is lowest. */
    heightLoss: z.number().min(0.1).max(0.7),
    /** With oedema of the marrow. */
    acute: z.boolean(),
    shape: z.enum(['wedge', 'biconcave', 'crush']),
  }),
  z.strictObject({
    kind: z.literal('schmorl-node'),
    disc,
    /** The endplate above or below the disc. */
    endplate: z.enum(['above', 'below']),
    /** Depth in the body, mm. */
    mm: mm(2, 12),
  }),
  z.strictObject({
    kind: z.literal('modic'),
    disc,
    type: grade(1, 2, 3),
    /** Of the body's height, on both sides of the disc. */
    extent: z.number().min(0.05).max(0.6),
  }),
  z.strictObject({ kind: z.literal('haemangioma'), vertebra, mm: mm(5, 28) }),
  z.strictObject({
    kind: z.literal('metastasis'),
    vertebra,
    /** Diameter of each deposit. */
    mm: mm(4, 25),
    count: z.int().min(1).max(6),
  }),
  z.strictObject({ kind: z.literal('synovial-cyst'), disc, side, mm: mm(3, 14) }),
  z.strictObject({ kind: z.literal('tarlov-cyst'), level: z.enum(['S1', 'S2', 'S3']), side, mm: mm(4, 25) }),
  z.strictObject({
    kind: z.literal('epidural-lipomatosis'),
    /** Borré: share of the canal's depth that is fat. */
    grade: grade(1, 2, 3),
  }),
  z.strictObject({
    kind: z.literal('pedicle-screws'),
    from: z.enum([...FINDING_VERTEBRAE, 'S1']),
    to: z.enum([...FINDING_VERTEBRAE, 'S1']),
    rod: z.boolean(),
  }),
]);
export type Finding = z.infer<typeof findingSchema>;
export type FindingKind = Finding['kind'];
export type FindingOf<K extends FindingKind> = Extract<Finding, { kind: K }>;
export type Herniation = FindingOf<'protrusion' | 'extrusion' | 'sequestration'>;

export const isHerniation = (f: Finding): f is Herniation =>
  f.kind === 'protrusion' || f.kind === 'extrusion' || f.kind === 'sequestration';

/** The findings of one kind. */
export const ofKind = <K extends FindingKind>(findings: readonly Finding[], kind: K): FindingOf<K>[] =>
  findings.filter((f): f is FindingOf<K> => f.kind === kind);
