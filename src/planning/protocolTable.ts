import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { ALL_SEQUENCES } from '../scanner';
import protocols from './protocols.json';

const sentence = z.string().trim().min(1);
const count = z.int().positive();
const known = new Set(ALL_SEQUENCES.map((s) => s.name));
const sequence = z.string().refine((name) => known.has(name), 'is no sequence of the scanner');

const stepSchema = z
  .strictObject({
    /** Unique in its indication. */
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
    sequence,
    kind: z.enum(['sagittal', 'coronal', 'axial']),
    style: z.enum(['per-disc', 'block', 'level']).optional(),
    /** Absent: never dropped. The lowest number is dropped first when time is short. */
    drop: count.optional(),
    reason: sentence,
  })
  .refine((step) => (step.kind === 'axial') === (step.style !== undefined), 'style belongs to axial steps');

const indicationSchema = z
  .strictObject({ source: sentence, steps: z.array(stepSchema).min(1) })
  .refine(
    ({ steps }) => new Set(steps.map((s) => s.name)).size === steps.length,
    'every name must be unique',
  );

const implantSchema = z.strictObject({
  source: sentence,
  /** Sequence by sequence what takes its place. */
  replace: z.record(sequence, sequence),
  replaceReason: sentence.optional(),
  bandwidthFactor: z.number().min(1),
  /** Of the normal mode's limit. */
  mostSarPercent: z.number().positive().optional(),
  /** How small a refocusing angle may get for it. */
  leastFlipDeg: z.number().positive().optional(),
  /** What has to be said at a field strength. */
  unmetAt: z.strictObject({
    '0.55': sentence.optional(),
    '1.5': sentence.optional(),
    '3': sentence.optional(),
  }),
});

const fieldSchema = z.strictObject({ note: sentence.optional() });

export const protocolTableSchema = z.strictObject({
  schemaVersion: z.literal(1),
  source: sentence,
  overhead: z.strictObject({ examS: z.number().min(0), stepS: z.number().min(0), about: sentence }),
  typical: z.strictObject({
    sagittalSlices: count,
    coronalSlices: count,
    discSlices: count,
    discRuns: count,
    blockSlices: count,
    levelSlices: count,
    about: sentence,
  }),
  indications: z.strictObject({
    radiculopathy: indicationSchema,
    stenosis: indicationSchema,
    trauma: indicationSchema,
    infection: indicationSchema,
    tumour: indicationSchema,
    'post-operative': indicationSchema,
  }),
  ages: z.array(
    z.strictObject({
      fromYears: z.number().min(0),
      toYears: z.number(),
      /** Name of a step that is not dropped at this age. */
      keep: sentence,
      reason: sentence,
      source: sentence,
    }),
  ),
  implants: z.strictObject({
    none: implantSchema,
    'spinal-metal': implantSchema,
    'conditional-device': implantSchema,
  }),
  fields: z.strictObject({ '0.55': fieldSchema, '1.5': fieldSchema, '3': fieldSchema }),
  /** Applied in this order to what is left when dropping steps does not do. */
  shorten: z.array(
    z.strictObject({
      setting: z.enum(['accelerationFactor', 'averages']),
      value: count,
      cost: sentence,
      source: sentence,
    }),
  ),
});

export type ProtocolTable = z.infer<typeof protocolTableSchema>;
export type TableStep = z.infer<typeof stepSchema>;
export type Indication = keyof ProtocolTable['indications'];
export type Implants = keyof ProtocolTable['implants'];

/** Checks a table of protocols, e.g. an instructor's. @throws IsocenterError `protocols-invalid` naming the first wrong key */
export function parseProtocolTable(json: unknown): ProtocolTable {
  const result = protocolTableSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  const what =
    issue?.code === 'unrecognized_keys'
      ? `unknown key ${issue.keys.map((k) => `"${k}"`).join(', ')}`
      : (issue?.message ?? 'it is damaged');
  throw new IsocenterError(
    'protocols-invalid',
    `The table of protocols cannot be used: ${where}${what}.`,
    'Compare it with src/planning/protocols.json.',
  );
}

/** The shipped table. */
export const PROTOCOLS: ProtocolTable = parseProtocolTable(protocols);
