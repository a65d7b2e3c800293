import { z } from 'zod';
import { IsocenterError } from '../geometry';
import type { NetworkFormat } from '../segmentation';
import { LABEL } from '../volume';

const count = z.int().positive();
const positive = z.number().positive();
const percentile = z.number().min(0).max(100);
const axes = <T extends z.ZodType>(of: T) => z.strictObject({ slices: of, rows: of, columns: of });
const LABELS = ['background', 'vertebra', 'disc', 'canal', 'sacrum'] as const;

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().min(1),
  version: z.string().min(1),
  input: z.strictObject({
    /** The network's voxels, mm; null: slices as the image has them. */
    spacingMm: z.strictObject({ inPlane: positive, slices: positive.nullable() }),
    /** Of one window; null: as large as the image. */
    size: axes(count.nullable()),
    /** Where the size is the image's, what it is padded to a multiple of. */
    multipleOf: axes(count).default({ slices: 1, rows: 1, columns: 1 }),
    /** Share of a window that the next one covers again. */
    overlap: z.number().min(0).max(0.9).default(0.5),
    /** Beyond the image, after normalisation. */
    padValue: z.number().default(0),
    /** `spine`: the box around the spine that the shipped locator finds. */
    field: z.enum(['whole', 'spine']).default('whole'),
  }),
  normalisation: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('z-score') }),
    z
      .strictObject({ kind: z.literal('range'), lowPercentile: percentile, highPercentile: percentile })
      .refine((r) => r.lowPercentile < r.highPercentile, 'lowPercentile must be below highPercentile'),
  ]),
  output: z
    .strictObject({
      /** What the last layer gives. Of `sigmoid`, background is what no channel claims. */
      scores: z.enum(['logits', 'softmax', 'sigmoid']),
      /** Label of each channel; several may have the same. */
      channels: z.array(z.enum(LABELS)).min(1),
    })
    .refine(
      ({ scores, channels }) => channels.includes('background') === (scores !== 'sigmoid'),
      'channels must name the background, but not with sigmoid',
    ),
  /** Taken by a comparison of both on a small input where it is left out. */
  backend: z.enum(['wasm', 'cpu']).optional(),
});

/** isocenter.json: how somebody else's TensorFlow.js model is fed and read. */
export type ForeignManifest = z.infer<typeof schema>;

/** @throws IsocenterError `foreign-manifest-invalid` naming the key */
export function parseForeignManifest(json: unknown): ForeignManifest {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'foreign-manifest-invalid',
    `isocenter.json is not understood at "${issue?.path.join('.') || 'the file'}": ${issue?.message ?? 'damaged'}.`,
    'docs/regression.md names every key.',
  );
}

const shardList = z.looseObject({
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()) })).optional(),
});

/** The files that a model.json keeps its weights in, in order. @throws IsocenterError `foreign-model-invalid` */
export function shardsOf(model: unknown): string[] {
  const result = shardList.safeParse(model);
  if (result.success) return (result.data.weightsManifest ?? []).flatMap(({ paths }) => paths);
  throw new IsocenterError(
    'foreign-model-invalid',
    'model.json does not say where its weights are.',
    'Save the model again with TensorFlow.js or its converter.',
  );
}

/** A spacing that every image is kept at, mm. */
const ANY_SPACING = { keepFromMm: 1e-6, keepToMm: 1e6 };

/** The network's grid and classes as the program's own networks describe theirs. */
export function formatOf({ input, normalisation }: ForeignManifest): NetworkFormat {
  const { spacingMm, multipleOf, size, padValue } = input;
  const slicesMm = spacingMm.slices ?? 1;
  const keep = spacingMm.slices === null ? ANY_SPACING : { keepFromMm: slicesMm, keepToMm: slicesMm };
  return {
    classes: [...LABELS],
    grid: {
      axes: { slices: 'left', rows: 'feet', columns: 'posterior' },
      inPlaneSpacingMm: spacingMm.inPlane,
      sliceSpacing: {
        ...keep,
        thin: {
          narrowToMm: 1e-6,
          narrowTargetMm: slicesMm,
          wideTargetMm: slicesMm,
          countMultipleOf: 1,
        },
        thickTargetMm: slicesMm,
      },
      // Windows of a given size are padded as they are cut.
      roundTo: {
        slices: size.slices === null ? multipleOf.slices : 1,
        rows: size.rows === null ? multipleOf.rows : 1,
        columns: size.columns === null ? multipleOf.columns : 1,
      },
      padValue,
    },
    normalisation,
  };
}

/** A label that no channel has is never the winner: e⁻⁵⁰ is less than float32 tells from nothing. */
const NEVER = -50;
const SMALLEST = 1e-7;

/**
 * Scores of one voxel, a channel each, as logits of the labels, written from `at` on. Channels of one label count together.
 */
export function writeLabelLogits(
  { scores, channels }: ForeignManifest['output'],
  given: ArrayLike<number>,
  from: number,
  out: Float32Array,
  at: number,
): void {
  const labels = Object.keys(LABEL).length;
  out.fill(NEVER, at, at + labels);
  if (scores === 'sigmoid') out[at + LABEL.background] = 0;
  channels.forEach((name, channel) => {
    const label = at + LABEL[name];
    const value = given[from + channel] ?? 0;
    const before = out[label] ?? NEVER;
    out[label] =
      scores === 'sigmoid'
        ? Math.max(before, logit(value))
        : joined(before, scores === 'logits' ? value : Math.log(Math.max(value, SMALLEST)));
  });
}

const logit = (p: number): number => {
  const within = Math.min(Math.max(p, SMALLEST), 1 - SMALLEST);
  return Math.log(within / (1 - within));
};

/** log(eᵃ + eᵇ). */
const joined = (a: number, b: number): number => {
  if (a === NEVER) return b;
  const top = Math.max(a, b);
  return top + Math.log(Math.exp(a - top) + Math.exp(b - top));
};
