import { z } from 'zod';
import {
  acquiredKey,
  attemptSchema,
  canPlan,
  CONFIDENCES,
  MODES,
  RUN_REASONS,
  scenarioSchema,
  type AcquiredSeries,
  type Answers,
  type QueueStep,
} from '../exercise';
import { IsocenterError } from '../geometry';
import type { PlannedGroup, SaturationBand } from '../planning';
import { sequenceSettingsSchema, type Series } from '../scanner';
import type { CaseStore } from './caseStore';
import type { PlanHistory } from './planHistory';

const { events, trainee, plan } = attemptSchema.shape;

const plannedStep = {
  id: z.string(),
  sequence: z.string(),
  settings: sequenceSettingsSchema,
  groups: z.array(z.string()),
  label: z.string().optional(),
  follows: z.record(z.string(), z.string()).optional(),
};
const stepSchema = z.strictObject({
  ...plannedStep,
  state: z.enum(['planned', 'ready', 'queued', 'running', 'done', 'aborted']),
  done: z.int(),
  total: z.int(),
  runs: z.int(),
  stale: z.boolean(),
});

const positionSchema = z.strictObject({ landmark: z.string(), at: z.iso.datetime() });

const historySteps = z.array(
  z.strictObject({
    what: z.string(),
    state: z.strictObject({
      groups: plan.shape.groups,
      saturationBands: plan.shape.saturationBands,
      steps: z.array(z.strictObject(plannedStep)),
    }),
  }),
);

const answersSchema: z.ZodType<Answers> = z.strictObject({
  position: positionSchema.nullable(),
  earlierPositions: z.array(positionSchema).exactOptional(),
  judgements: z.record(
    z.string(),
    z.strictObject({
      verdict: z.enum(['accept', 'repeat']),
      reason: z.enum(RUN_REASONS).exactOptional(),
      at: z.iso.datetime(),
    }),
  ),
  readings: z.record(
    z.string(),
    z.strictObject({
      present: z.boolean(),
      detail: z.string().nullable(),
      confidence: z.literal(CONFIDENCES),
      at: z.iso.datetime(),
    }),
  ),
});

/** An exam under way as this machine keeps it: all that cannot be drawn or reckoned again. Its images lie beside it. */
const savedExamSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** `id` of the attempt it becomes. */
  id: z.string().min(1),
  savedAt: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  mode: z.enum(MODES),
  trainee,
  assignment: z.string().nullable(),
  /** As it is made: with the mode's help and the patient drawn. */
  scenario: scenarioSchema,
  events,
  links: z.array(z.string()),
  inputs: z.int().nonnegative(),
  plan,
  /** What undo and redo walk through; absent in records of earlier programs. */
  history: z.strictObject({ past: historySteps, future: historySteps }).optional(),
  steps: z.array(stepSchema),
  answers: answersSchema,
  activeGroup: z.string().nullable(),
  aiSeen: z.boolean(),
  /** `acquiredKey` of every series whose images are kept, in their order. */
  series: z.array(z.string()),
  /** Of an own volume, which lies among the images: for whoever decides whether it stays in this browser. */
  ownVolume: z.strictObject({ name: z.string(), bytes: z.int().nonnegative() }).optional(),
});
export type SavedExam = z.infer<typeof savedExamSchema>;

/** @throws IsocenterError `exam-damaged` */
export function parseSavedExam(record: unknown): SavedExam {
  const result = savedExamSchema.safeParse(record);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'exam-damaged',
    `An exam under way cannot be read (${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'damaged'}).`,
    'It is set aside. Export or delete it.',
  );
}

/** Key of the localizer among an exam's images; no `acquiredKey` has this form. */
export const LOCALIZER_IMAGES = 'localizer';

/** Plain mutable data, as the record's schema has it. */
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Whether an exam is worth going on with: work was done, or its tries are counted. */
const isWorth = ({ session, case: exam }: CaseStore['state']): boolean =>
  exam.groups.length + exam.saturationBands.length + exam.series.length > 0 ||
  session?.mode === 'assessment' ||
  session?.assignment !== null;

/** What there is to keep of the exam on the table; null where nothing is. */
export function savedExam(
  store: CaseStore,
  history: PlanHistory['steps'],
  savedMs: number,
): SavedExam | null {
  const { session, case: exam } = store.state;
  const { scenario } = exam;
  if (!session || !scenario || !canPlan(exam)) return null;
  if (!isWorth(store.state)) return null;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const { groups, saturationBands, steps, patient } = exam;
  return {
    schemaVersion: 1,
    id: session.id,
    savedAt: iso(savedMs),
    startedAt: iso(store.startedAt),
    mode: session.mode,
    trainee: session.trainee,
    assignment: session.assignment,
    scenario,
    events: [...store.events],
    links: [...store.links],
    inputs: store.inputs,
    plan: copy({ schemaVersion: 1, groups, saturationBands }) as SavedExam['plan'],
    history: copy(history) as NonNullable<SavedExam['history']>,
    steps: copy(steps) as SavedExam['steps'],
    answers: exam.answers,
    activeGroup: exam.activeGroup,
    aiSeen: exam.ai.seen,
    series: exam.series.map(acquiredKey),
    ...('volume' in scenario.patient && {
      ownVolume: { name: patient?.name ?? '', bytes: patient?.bytes ?? 0 },
    }),
  };
}

/** What goes back on the table. */
export interface RestoredExam {
  readonly localizer: readonly Series[];
  readonly groups: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
  readonly steps: readonly QueueStep[];
  readonly series: readonly AcquiredSeries[];
  readonly answers: Answers;
  readonly activeGroup: string | null;
  readonly aiSeen: boolean;
}

/** The steps of undo and redo of a kept exam. */
export const restoredHistory = ({ history }: SavedExam): PlanHistory['steps'] =>
  // Written by this program from values of these types; the schemas have told damage apart.
  (history ?? { past: [], future: [] }) as unknown as PlanHistory['steps'];

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value;

/** Images as they were acquired: half a volume is none. */
function isSeries(value: unknown): value is Series {
  if (!has(value, 'volume') || !has(value.volume, 'data') || !has(value.volume, 'dims')) return false;
  const { data, dims } = value.volume;
  if (!(data instanceof Uint16Array) || !Array.isArray(dims)) return false;
  return data.length === dims.reduce((product: number, n) => product * Number(n), 1) && has(value, 'group');
}

const isAcquired = (value: unknown): value is AcquiredSeries =>
  has(value, 'series') && isSeries(value.series) && has(value, 'stepId') && has(value, 'groupName');

/**
 * Puts a kept exam and its images together. A step some of whose images are lost has to be run again.
 * @returns null where the localizer is lost: it has to be run again, and everything from there
 */
export function restoredExam(saved: SavedExam, images: ReadonlyMap<string, unknown>): RestoredExam | null {
  const localizer = images.get(LOCALIZER_IMAGES);
  if (!Array.isArray(localizer) || localizer.length === 0 || !localizer.every(isSeries)) return null;
  const series = saved.series.flatMap((key) => {
    const kept = images.get(key);
    return isAcquired(kept) && acquiredKey(kept) === key ? [kept] : [];
  });
  const found = new Set(series.map(acquiredKey));
  const lost = new Set(saved.series.filter((key) => !found.has(key)).map((key) => key.split('/')[0]));
  // Written by this program from values of these types; the schemas above have told damage apart.
  const { groups, saturationBands } = saved.plan as unknown as Pick<
    RestoredExam,
    'groups' | 'saturationBands'
  >;
  const steps = (saved.steps as unknown as readonly QueueStep[]).map((step): QueueStep =>
    lost.has(step.id) ? { ...step, state: 'aborted', done: 0 } : step,
  );
  return {
    ...{ localizer, groups, saturationBands, steps, series },
    answers: saved.answers,
    activeGroup: saved.activeGroup,
    aiSeen: saved.aiSeen,
  };
}
