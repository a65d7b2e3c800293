import type { NetworkLayer } from '../../segmentation';
import type { GpuContext } from '../device';
import { emptyBuffer, storageBuffer } from '../kernel';
import { planNetwork, type Plan, type UploadedLayer } from './plan';
import { createPool, type BufferPool } from './pool';
import { quadsOf, createSteps, voxelsOf, type Grid, type Storage } from './steps';
import { packNorm, packWeights, packWithBias } from './weights';

/** A layer of the manifest with its weights. */
export interface VnetLayer {
  readonly layer: NetworkLayer;
  /** `[slices][rows][columns][in][out]` */
  readonly kernel: Float32Array;
  /** Scale of the instance norm; unused by `up` and `head`. */
  readonly gamma: Float32Array;
  /** Shift of the instance norm, or the bias of `up` and `head`. */
  readonly beta: Float32Array;
}

export interface StepCost {
  readonly label: string;
  readonly flops: number;
  readonly bytes: number;
}

/** The network on a device, through its own kernels. */
export interface GpuVnet {
  readonly storage: Storage;
  /**
   * Allocates for an image of this size and compiles what is still missing; nothing to do when it is the last one's. Rejects with
   * `gpu-too-large`, or with what the compiler says.
   */
  prepare(size: Grid): Promise<void>;
  /**
   * Runs the network on an image of the prepared size, without waiting.
   * @param image float32 `[slices][rows][columns]`
   * @param scores receives float32 `[slices][rows][columns][classes]`
   */
  submit(image: GPUBuffer, scores: GPUBuffer): void;
  /** What the prepared size costs, dispatch by dispatch, and bytes of memory between the layers. */
  cost(): { readonly steps: readonly StepCost[]; readonly memoryBytes: number };
  dispose(): void;
}

/** One submission carries so much work: a driver ends what keeps a slow GPU (100 GFLOP/s) busy for more than two seconds. */
const FLOPS_OF_A_SUBMISSION = 60e9;

interface Prepared extends Plan {
  readonly size: Grid;
  readonly pool: BufferPool;
}

/** Uploads the weights, once. */
export function createVnet(
  context: Pick<GpuContext, 'device'>,
  layers: readonly VnetLayer[],
  epsilon: number,
  storage: Storage,
): GpuVnet {
  const { device } = context;
  const steps = createSteps(context, storage);
  const uploaded = layers.map(({ layer, kernel, gamma, beta }): UploadedLayer => {
    const { name, op, in: inputs, out } = layer;
    const hasBias = op === 'up' || op === 'head';
    const weights = hasBias ? packWithBias(kernel, beta, inputs) : packWeights(kernel, inputs, out);
    return {
      layer,
      weights: storageBuffer(context, `${name} weights`, weights),
      trained: storageBuffer(context, `${name} norm as trained`, packNorm(gamma, beta)),
      norm: emptyBuffer(context, `${name} norm`, quadsOf(out) * 8),
    };
  });
  let prepared: Prepared | undefined;
  const forget = (): void => {
    prepared?.steps.forEach((step) => step.dispose());
    prepared?.pool.dispose();
    prepared = undefined;
  };
  const current = (): Prepared => {
    if (!prepared) throw new Error('the network is not prepared for an image');
    return prepared;
  };
  return {
    storage,
    prepare: async (size) => {
      if (prepared?.size.every((count, axis) => count === size[axis])) return;
      forget();
      const pool = createPool(context);
      try {
        prepared = { size, pool, ...(await planNetwork(steps, pool, uploaded, size, epsilon)) };
      } catch (error) {
        pool.dispose();
        throw error;
      }
    },
    submit: (image, scores) => {
      const plan = current();
      let encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(image, 0, plan.image, 0, voxelsOf(plan.size) * 4);
      let pass = encoder.beginComputePass();
      let flops = 0;
      for (const step of plan.steps) {
        if (flops > 0 && flops + step.flops > FLOPS_OF_A_SUBMISSION) {
          pass.end();
          device.queue.submit([encoder.finish()]);
          encoder = device.createCommandEncoder();
          pass = encoder.beginComputePass();
          flops = 0;
        }
        step.record(pass);
        flops += step.flops;
      }
      pass.end();
      encoder.copyBufferToBuffer(plan.scores, 0, scores, 0, plan.scores.size);
      device.queue.submit([encoder.finish()]);
    },
    cost: () => {
      const { steps: plan, pool } = current();
      return {
        steps: plan.map(({ label, flops, bytes }) => ({ label, flops, bytes })),
        memoryBytes: pool.bytes,
      };
    },
    dispose: () => {
      forget();
      uploaded.forEach(({ weights, trained, norm }) => [weights, trained, norm].forEach((b) => b.destroy()));
    },
  };
}
