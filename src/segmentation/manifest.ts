import { z } from 'zod';
import { IsocenterError } from '../geometry';

const count = z.int().positive();
const offset = z.int().nonnegative();
const positive = z.number().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const stride = z.tuple([count, count, count]);

const named = { name: z.string(), in: count, out: count };
const layer = z.discriminatedUnion('op', [
  z.strictObject({ op: z.enum(['stem', 'residual', 'head']), ...named }),
  z.strictObject({ op: z.enum(['down', 'up']), ...named, stride }),
]);

const grid = z.strictObject({
  /** Patient direction in which each index of the network's grid grows. */
  axes: z.union([
    z.strictObject({ slices: z.literal('left'), rows: z.literal('feet'), columns: z.literal('posterior') }),
    z.strictObject({ slices: z.literal('feet'), rows: z.literal('posterior'), columns: z.literal('left') }),
  ]),
  inPlaneSpacingMm: positive,
  /** Slices between `keepFromMm` and `keepToMm` stay as they are; thinner are averaged, thicker interpolated. */
  sliceSpacing: z.strictObject({
    keepFromMm: positive,
    keepToMm: positive,
    thin: z.strictObject({
      narrowToMm: positive,
      narrowTargetMm: positive,
      wideTargetMm: positive,
      countMultipleOf: count,
    }),
    thickTargetMm: positive,
  }),
  roundTo: z.strictObject({ slices: count, rows: count, columns: count }),
  padValue: z.number(),
});

const part = z.strictObject({ shape: z.array(count), byteOffset: offset, byteLength: count });

const manifest = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  version: z.string(),
  date: z.iso.date(),
  status: z.string(),
  /** Names of the classes; the index is the value of `LABEL`, or of `AXIAL_LABEL` for a network of axial slices. */
  classes: z.union([
    z.tuple([
      z.literal('background'),
      z.literal('vertebra'),
      z.literal('disc'),
      z.literal('canal'),
      z.literal('sacrum'),
    ]),
    z.tuple([
      z.literal('background'),
      z.literal('bone'),
      z.literal('disc'),
      z.literal('canal'),
      z.literal('epidural'),
      z.literal('herniation'),
    ]),
  ]),
  grid,
  normalisation: z.strictObject({
    lowPercentile: z.number().min(0).max(100),
    highPercentile: z.number().min(0).max(100),
    bodyFraction: z.number().min(0).max(1),
  }),
  architecture: z.strictObject({
    inputLayout: z.tuple([
      z.literal('slices'),
      z.literal('rows'),
      z.literal('columns'),
      z.literal('channels'),
    ]),
    channels: z.array(count),
    strides: z.array(stride),
    encoderBlocks: z.array(count),
    decoderBlocks: z.array(count),
    normEpsilon: positive,
    layers: z.array(layer).min(1),
  }),
  weights: z.strictObject({
    file: z.string(),
    byteLength: count,
    sha256,
    tensors: z.array(
      z.strictObject({ ...part.shape, name: z.string(), dtype: z.enum(['float16', 'float32']) }),
    ),
  }),
  /** A stored input with the logits PyTorch gives for it. */
  selfCheck: z.strictObject({
    file: z.string(),
    byteLength: count,
    sha256,
    dtype: z.literal('float32'),
    input: part,
    logits: part,
    maxAbsDifference: positive,
  }),
  cost: z.strictObject({ parameters: count, flopsPerVoxel: positive, peakBytesPerVoxel: positive }),
  /** Provenance for the model card; nothing is computed from it. */
  training: z.looseObject({
    data: z.array(z.looseObject({ name: z.string(), licence: z.string() })),
  }),
});

/** models/<name>/manifest.json: what the network is, what it wants and what it may be used for. */
export type VnetManifest = z.infer<typeof manifest>;
export type NetworkLayer = z.infer<typeof layer>;
export type GridRule = VnetManifest['grid'];

/** Checks a parsed manifest.json; throws `model-manifest-invalid` naming the first wrong key. */
export function parseManifest(json: unknown): VnetManifest {
  const result = manifest.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.map(String) : [];
  const where = [...(issue?.path ?? []), ...keys].join('.');
  throw new IsocenterError(
    'model-manifest-invalid',
    `The model's manifest is not understood at "${where}": ${issue?.message ?? 'unknown'}.`,
    'Reload the page; if that does not help, the model was written for another version of this program.',
  );
}
