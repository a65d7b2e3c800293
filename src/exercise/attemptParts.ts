import { z } from 'zod';
import { planChangeSchema } from './planChange';

// Parts that the versions of an attempt's record share.

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const groupSchema = z.looseObject({
  name: z.string(),
  kind: z.enum(['sagittal', 'coronal', 'axial']),
  centre: vec3,
  rowDirection: vec3,
  columnDirection: vec3,
  sliceCount: z.int().positive(),
});

/** The plan's own schema is planning's; here it is only told apart from damage, so that old records stay readable. */
const planSchema = z.looseObject({
  schemaVersion: z.literal(1),
  groups: z.array(groupSchema),
  saturationBands: z.array(z.unknown()),
});

const eventSchema = z.strictObject({
  at: z.iso.datetime(),
  what: z.string(),
  detail: z.string().optional(),
  /** Of a step of planning; absent in records that did not keep it. */
  change: planChangeSchema.optional(),
});

/** Who planned what, when and how. */
export const attemptHead = {
  id: z.string().min(1),
  scenario: z.strictObject({ id: z.string(), title: z.string() }),
  patient: z.string(),
  startedAt: z.iso.datetime(),
  submittedAt: z.iso.datetime(),
  aiPlanSeenBeforeSubmit: z.boolean(),
  events: z.array(eventSchema),
  plan: planSchema,
  aiPlan: planSchema.nullable(),
  /** Name → version of everything that shaped the result: program, network, rubric, seed. */
  versions: z.record(z.string(), z.string()),
};

export const BANDS = ['full', 'pass', 'partial', 'fail', 'unknown'] as const;

/** A value with what it is worth. */
export const cellSchema = z.strictObject({ value: z.number(), band: z.enum(BANDS) });

/** Planned by hand, by the AI with nobody touching it, or by the AI and then edited. */
export const ARMS = ['manual', 'ai', 'ai-edited'] as const;

/** What one way of planning a case reached and took. */
export const armResultSchema = z.strictObject({
  arm: z.enum(ARMS),
  /** Percent. */
  mark: z.number().nullable(),
  passed: z.boolean().nullable(),
  /** From the localizer to handing in; of the AI its computing time. Null in records that did not keep it. */
  seconds: z.number().nonnegative().nullable(),
  /** Steps of planning, those taken back and done again included. */
  edits: z.int().nonnegative(),
  /** Clicks and key presses while planning; null in records that did not count them. */
  inputs: z.int().nonnegative().nullable(),
  errors: z.strictObject({
    /** Null in records that did not keep them. */
    critical: z.int().nonnegative().nullable(),
    /** Criteria in the lowest band, and in the one above it. */
    off: z.int().nonnegative(),
    weak: z.int().nonnegative(),
  }),
});

/** One criterion in three plans, all measured against the same anatomy; null where there is no value. */
export const rowSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  unit: z.string(),
  trainee: cellSchema.nullable(),
  ai: cellSchema.nullable(),
  truth: cellSchema.nullable(),
});

const crossingSchema = z.strictObject({
  group: z.string(),
  companion: z.string(),
  slice: z.int().positive(),
  fromMm: z.number(),
  toMm: z.number(),
  canalMm: z.number(),
});

export const groupOutcomeSchema = z.strictObject({
  name: z.string(),
  /** Percent of the group's points; null where there was nothing to hold it against. */
  percent: z.number().nullable(),
  /** The AI's plan, held against the same anatomy; null where that anatomy is the AI's own. */
  aiPercent: z.number().nullable(),
  band: z.enum(BANDS),
  counted: z.enum(['truth', 'ai', 'none']),
  /** What the plane does to the reading of the canal; null of a stack. */
  consequence: z.string().nullable(),
  /** Whether that would be reported as another grade of stenosis. */
  misread: z.boolean(),
  advice: z.array(z.string()),
  rows: z.array(rowSchema),
});

/** The plan's score, as version 2 kept it. */
export const planOutcome = {
  /** What there was to hold the plan against. */
  reference: z.enum(['truth-and-ai', 'truth', 'ai', 'none']),
  /** Percent. */
  mark: z.number().nullable(),
  passed: z.boolean().nullable(),
  criticalErrors: z.array(z.string()),
  /** What the plan was held against, and where that itself is wrong or unsure. */
  known: z.array(z.string()),
  /** Sentences on the whole plan, the most important first. */
  summary: z.array(z.string()),
  groups: z.array(groupOutcomeSchema),
  /** What belongs to no single group: time, SAR, slice order, crossings, saturation band. */
  exam: z.strictObject({
    percent: z.number().nullable(),
    advice: z.array(z.string()),
    rows: z.array(rowSchema),
    /** Dark bands over the canal on the trainee's own images: mm below the middle of slice 1 …, along its columns. */
    crossings: z.array(crossingSchema),
  }),
  /** The AI's own plan as an attempt; null without one, or where only its own anatomy could judge it. */
  ai: z
    .strictObject({ mark: z.number(), passed: z.boolean(), errors: armResultSchema.shape.errors })
    .nullable(),
};

export type Cell = z.infer<typeof cellSchema>;
export type ArmErrors = z.infer<typeof armResultSchema>['errors'];
