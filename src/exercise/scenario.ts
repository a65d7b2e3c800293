import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { phantomDefinitionSchema } from '../patient';
import { COMPETENCY_IDS } from './competencies';
import { issuesOf, type ScenarioIssue } from './scenarioIssues';
import { discLevel, kebab, sentence, taskSchema, trapSchema } from './scenarioTasks';
import { migrateScenario } from './scenarioV1';

const seed = z.int().min(0);

/** A slice group the trainee has to place. */
const requiredGroupSchema = z.strictObject({
  /** Unique in the scenario; what protocol steps refer to. */
  name: sentence,
  kind: z.enum(['sagittal', 'coronal', 'axial']),
  level: discLevel.optional(),
  /** Whether one contiguous block over several discs is as good a way as an angled group. */
  contiguous: z.literal('allowed').optional(),
});

/** One entry of the exam queue: a sequence run over one or more groups. */
const protocolStepSchema = z.strictObject({
  id: kebab,
  /** `name` of a sequence of the scanner. */
  sequence: kebab,
  groups: z.array(sentence).min(1),
});

const patientSchema = z.union([
  /** One of `phantoms/`. */
  z.strictObject({ phantom: sentence, seed }),
  /** A phantom of the scenario's own. */
  z.strictObject({ definition: phantomDefinitionSchema, seed }),
  /** A draw from one of `phantoms/populations/`, by its name. `anatomySeed`: of the anatomy where it is not that of the draw. */
  z.strictObject({ population: kebab, seed, anatomySeed: seed.optional() }),
  z.strictObject({ volume: z.literal('bring-your-own') }),
]);

/** Weight by the name of a criterion of the base rubric. */
const criterionWeights = z.record(z.string(), z.number().min(0)).optional();

const rubricSchema = z.strictObject({
  /** Name of a rubric of `scoring`. */
  base: kebab,
  /** Share of the mark of the plan and of each kind of task; where left out the plan alone makes the mark. */
  weights: z
    .strictObject({
      plan: z.number().min(0),
      position: z.number().min(0).optional(),
      parameters: z.number().min(0).optional(),
      run: z.number().min(0).optional(),
      judge: z.number().min(0).optional(),
      read: z.number().min(0).optional(),
    })
    .optional(),
  /** Weights of criteria that differ from the base's. */
  criteria: z
    .strictObject({
      sagittal: criterionWeights,
      coronal: criterionWeights,
      axial: criterionWeights,
      exam: criterionWeights,
    })
    .optional(),
  /** Further mistakes with which the exam does not pass, whatever its points. */
  criticalErrors: z
    .array(z.enum(['faulty-series-accepted', 'wrong-values-run', 'finding-missed', 'series-not-run']))
    .optional(),
});

export const scenarioSchema = z
  .strictObject({
    schemaVersion: z.literal(2),
    id: kebab,
    title: sentence,
    /** Tells nothing of the diagnosis: shown in place of the title until an exam is handed in whose help is hidden. Left out: the referral's first sentence. */
    examTitle: sentence.optional(),
    /** Module of the curriculum; left out where the scenario belongs to none. */
    module: kebab.optional(),
    /** From first steps to full exams. */
    grade: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
    /** The referral in a line or two. */
    indication: sentence,
    /** The rest of the request form. */
    request: z
      .strictObject({
        history: sentence.optional(),
        ageYears: z.number().min(0).max(120).optional(),
        sex: z.enum(['female', 'male']).optional(),
        implants: sentence.optional(),
        /** What the AI and its quality control go by; left out: none that matters to them. */
        implantKind: z.enum(['spinal-metal', 'conditional-device']).optional(),
      })
      .optional(),
    /** What is practised, in one line for the list of patients. */
    practises: sentence.optional(),
    patient: patientSchema,
    /** Whether the AI's plan may be seen before the trainee submits. */
    aiPlan: z.enum(['hidden', 'on-request', 'shown']),
    groups: z.array(requiredGroupSchema).min(1),
    /** Whether the exam is incomplete without a saturation band in front of the spine. */
    saturationBand: z.literal('required').optional(),
    protocol: z.array(protocolStepSchema).min(1),
    /** `fixed`: series are neither added, taken out, moved, renamed nor given other slices; free when left out. */
    queue: z.literal('fixed').optional(),
    traps: z.array(trapSchema),
    tasks: z.array(taskSchema).min(1),
    rubric: rubricSchema,
    /** Scan time for the localizer and all series, s; the rubric's when left out. */
    timeBudgetS: z.number().positive().optional(),
    /** Working time from the localizer to handing in, s; no limit when left out. */
    timeLimitS: z.number().positive().optional(),
    /** Percent needed to pass. */
    passMark: z.number().min(0).max(100),
    objectives: z.array(z.strictObject({ text: sentence, competency: z.enum(COMPETENCY_IDS).optional() })),
    feedback: z.strictObject({ passed: sentence, failed: sentence }),
  })
  .superRefine((scenario, context) => {
    const fail = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const names = scenario.groups.map((group) => group.name);
    if (new Set(names).size < names.length) fail(['groups'], 'every name must be unique');
    const ids = scenario.protocol.map((step) => step.id);
    if (new Set(ids).size < ids.length) fail(['protocol'], 'every id must be unique');
    scenario.protocol.forEach((step, i) => {
      for (const name of step.groups)
        if (!names.includes(name)) fail(['protocol', i, 'groups'], `unknown group "${name}"`);
    });
    scenario.tasks.forEach((task, i) => {
      if ('group' in task && !names.includes(task.group))
        fail(['tasks', i, 'group'], `unknown group "${task.group}"`);
      if ('step' in task && !ids.includes(task.step))
        fail(['tasks', i, 'step'], `unknown step "${task.step}"`);
      if (task.kind === 'parameters')
        (task.slices ?? []).forEach(({ group }, s) => {
          if (!names.includes(group)) fail(['tasks', i, 'slices', s, 'group'], `unknown group "${group}"`);
        });
    });
    scenario.traps.forEach((trap, i) => {
      if ('step' in trap && !ids.includes(trap.step))
        fail(['traps', i, 'step'], `unknown step "${trap.step}"`);
    });
  });

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioPatient = Scenario['patient'];
/** A patient that is drawn, not brought. */
export type DrawnPatient = Exclude<ScenarioPatient, { volume: unknown }>;
export type RequiredGroup = Scenario['groups'][number];
export type ProtocolStep = Scenario['protocol'][number];

/** A wrong place of a scenario file: where it is, e.g. `tasks.2.step`, and what is wrong with it. */
export interface ScenarioFault {
  readonly path: string;
  readonly message: string;
}

/** Every wrong place of a scenario file, with its keys one by one; empty when it can be used. */
export const scenarioIssues = (json: unknown): ScenarioIssue[] =>
  issuesOf(scenarioSchema.safeParse(migrateScenario(json)).error?.issues ?? []);

/** Every wrong place of a scenario file; empty when it can be used. An unknown key is told at the object that holds it. */
export const scenarioFaults = (json: unknown): ScenarioFault[] =>
  scenarioIssues(json).map(({ at, message, isUnknownKey }) =>
    isUnknownKey
      ? { path: at.slice(0, -1).join('.'), message: `Unrecognized key: "${at.at(-1) ?? ''}"` }
      : { path: at.join('.'), message },
  );

/** Reads a scenario's JSON; one of version 1 is brought up to date. @throws IsocenterError `scenario-invalid` naming the first wrong key */
export function parseScenario(json: unknown): Scenario {
  const result = scenarioSchema.safeParse(migrateScenario(json));
  if (result.success) return result.data;
  const [issue] = issuesOf(result.error.issues);
  const where = issue?.at.length ? `${issue.at.join('.')}: ` : '';
  throw new IsocenterError(
    'scenario-invalid',
    `The scenario cannot be used: ${where}${issue?.message ?? 'it is damaged'}.`,
    'Correct the scenario file, or choose another scenario.',
  );
}
