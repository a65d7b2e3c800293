import type { NetworkLayer } from '../../segmentation';
import { conv3, conv3Parts } from './conv3';
import { down, downParts } from './down';
import { head } from './head';
import { MOMENTS_WORDS, norm } from './norm';
import type { BufferPool } from './pool';
import { settle } from './settle';
import type { Normed, Plain, Source } from './source';
import { quadBytes, quadsOf, voxelsOf, type Grid, type Step, type Steps } from './steps';
import { up } from './up';

/** A layer with its weights on the device. */
export interface UploadedLayer {
  readonly layer: NetworkLayer;
  /** `packWeights` or, for `up` and `head`, `packWithBias`. */
  readonly weights: GPUBuffer;
  /** `packNorm`, and room for the norm of the data. */
  readonly trained: GPUBuffer;
  readonly norm: GPUBuffer;
}

export interface Plan {
  readonly image: GPUBuffer;
  readonly scores: GPUBuffer;
  readonly steps: readonly Step[];
}

/** What the layers so far have made. */
interface Value {
  readonly from: Source;
  readonly grid: Grid;
}

/**
 * Turns the layer list into dispatches for an image of one size. A norm is left to whoever reads its layer (source.wgsl); a residual
 * sum is written out only where it is read twice or by a 3×3×3 convolution.
 */
export async function planNetwork(
  steps: Steps,
  pool: BufferPool,
  layers: readonly UploadedLayer[],
  size: Grid,
  epsilon: number,
): Promise<Plan> {
  const prepared: Promise<Step>[] = [];
  const image = pool.take('image', voxelsOf(size) * 4);
  const tensor = (label: string, channels: number, grid: Grid): GPUBuffer =>
    pool.take(label, quadsOf(channels) * voxelsOf(grid) * quadBytes(steps.storage));
  const release = (from: Source): void => {
    pool.giveBack(from.main);
    if (from.kind === 'residual') pool.giveBack(from.base.main);
  };
  const settled = (label: string, { from, grid }: Value, channels: number): Plain => {
    if (from.kind === 'plain') return from;
    const main = tensor(label, channels, grid);
    prepared.push(settle(steps, { label: `${label}, settled`, from, grid, channels, result: main }));
    release(from);
    return { kind: 'plain', main };
  };
  const skips: { from: Plain; grid: Grid }[] = [];
  let value: Value = { from: { kind: 'image', main: image }, grid: size };
  let scores: GPUBuffer | undefined;

  /** The norm of what `convolve` writes into `result`. */
  const normed = (
    { layer, trained, norm: into }: UploadedLayer,
    grid: Grid,
    parts: number,
    convolve: (result: GPUBuffer, moments: GPUBuffer) => Promise<Step>,
  ): Normed => {
    const main = tensor(layer.name, layer.out, grid);
    const moments = pool.take('moments', parts * quadsOf(layer.out) * MOMENTS_WORDS * 4);
    prepared.push(convolve(main, moments));
    prepared.push(
      norm(steps, {
        ...{
          label: `${layer.name}, norm`,
          channels: layer.out,
          parts,
          moments,
          trained,
          norm: into,
          epsilon,
        },
      }),
    );
    pool.giveBack(moments);
    return { kind: 'normed', main, norm: into };
  };

  for (const uploaded of layers) {
    const { layer, weights } = uploaded;
    const { name: label, in: inputs, out: outputs } = layer;
    const { grid } = value;
    switch (layer.op) {
      case 'stem':
      case 'residual': {
        const { from: before } = value;
        const from: Source =
          before.kind === 'residual' || (layer.op === 'residual' && before.kind === 'image')
            ? settled(label, value, inputs)
            : before;
        const result = normed(uploaded, grid, conv3Parts(grid, outputs), (result, moments) =>
          conv3(steps, { label, from, grid, inputs, outputs, weights, result, moments }),
        );
        if (layer.op === 'residual' && from.kind !== 'image')
          value = { grid, from: { ...result, kind: 'residual', base: from } };
        else {
          release(from);
          value = { grid, from: result };
        }
        break;
      }
      case 'down': {
        const { stride } = layer;
        const from = settled(label, value, inputs);
        skips.push({ from, grid });
        const smaller: Grid = [grid[0] / stride[0], grid[1] / stride[1], grid[2] / stride[2]];
        if (!smaller.every(Number.isInteger)) throw new Error(`${label}: the image's size does not divide`);
        value = {
          grid: smaller,
          from: normed(uploaded, smaller, downParts(smaller), (result, moments) =>
            down(steps, { label, from, grid: smaller, stride, inputs, outputs, weights, result, moments }),
          ),
        };
        break;
      }
      case 'up': {
        const { stride } = layer;
        const kept = skips.pop();
        if (!kept) throw new Error(`layer ${label} has no skip to add`);
        const result = tensor(label, outputs, kept.grid);
        const { from } = value;
        const skip = kept.from.main;
        prepared.push(up(steps, { label, from, grid, stride, inputs, outputs, weights, skip, result }));
        release(from);
        pool.giveBack(skip);
        value = { grid: kept.grid, from: { kind: 'plain', main: result } };
        break;
      }
      case 'head': {
        scores = pool.take('scores', voxelsOf(grid) * outputs * 4);
        const { from } = value;
        prepared.push(head(steps, { label, from, grid, inputs, classes: outputs, weights, scores }));
        break;
      }
    }
  }
  if (!scores) throw new Error('the network has no head');
  return { image, scores, steps: await all(prepared) };
}

/** All steps, or none left behind. */
async function all(prepared: readonly Promise<Step>[]): Promise<Step[]> {
  const results = await Promise.allSettled(prepared);
  const failed = results.find((result) => result.status === 'rejected');
  const steps = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (!failed) return steps;
  steps.forEach((step) => step.dispose());
  throw failed.reason;
}
