import { quadsOf, type Step, type Steps } from './steps';
import code from './norm.wgsl?raw';

/** Words of one set of moments of one quad: mean, sum of squared deviations, count. */
export const MOMENTS_WORDS = 12;

/** Scale and shift of an instance norm from the moments of a convolution's workgroups. */
export interface Norm {
  readonly label: string;
  readonly channels: number;
  /** Sets of moments, `[part][quad]`. */
  readonly parts: number;
  readonly moments: GPUBuffer;
  /** `packNorm` */
  readonly trained: GPUBuffer;
  readonly norm: GPUBuffer;
  readonly epsilon: number;
}

export function norm(steps: Steps, plan: Norm): Promise<Step> {
  const { label, channels, parts, moments, trained, epsilon } = plan;
  const quads = quadsOf(channels);
  return steps.prepare({
    label,
    code: [code],
    entryPoint: 'finish',
    layer: { parts, quads, epsilon },
    buffers: [moments, trained, plan.norm],
    workgroups: [quads, 1, 1],
  });
}
