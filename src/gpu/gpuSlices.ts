import type { TissueSource } from '../patient';
import { tissueBytes, type PhantomSlices } from '../scanner';
import {
  createCombineKernels,
  createGpuCombiner,
  largestCombineBytes,
  type CombineKernels,
  type GpuCombiner,
} from './combine';
import type { GpuContext } from './device';
import { assertFits, createGpuSampler, type GpuSampler } from './sample';

/** Makes the complex images of a patient's slices on the GPU. */
export interface GpuSlices {
  /**
   * [pixel along read][pixel along phase], complex, interleaved, as `PhantomSlices.writeMagnitude` takes it. Rejects with
   * `gpu-too-large` when the series does not fit. One call at a time.
   */
  image(slices: PhantomSlices, slice: number): Promise<Float32Array>;
  dispose(): void;
}

interface Series {
  readonly slices: PhantomSlices;
  readonly combiner: GpuCombiner;
}

async function roomFor(context: GpuContext, kernels: CombineKernels, slices: PhantomSlices): Promise<Series> {
  const plan = slices.seriesPlan();
  assertFits(context, largestCombineBytes(plan), 'The series');
  return { slices, combiner: await createGpuCombiner(context, kernels, plan) };
}

/** Uploads the patient and compiles the kernels. Rejects with the device's failure, or `gpu-too-large`. */
export async function createGpuSlices(context: GpuContext, source: TissueSource): Promise<GpuSlices> {
  context.assertHealthy();
  const sampler: GpuSampler = await createGpuSampler(context, tissueBytes(source));
  const kernels = await createCombineKernels(context);
  let series: Series | undefined;
  return {
    image: async (slices, slice) => {
      context.assertHealthy();
      if (series?.slices !== slices) {
        series?.combiner.dispose();
        series = undefined;
        series = await roomFor(context, kernels, slices);
      }
      const { combiner } = series;
      const { tables, ...plan } = slices.slicePlan(slice);
      const sampling = sampler.prepare(tables, combiner.images);
      try {
        return await combiner.run(plan, sampling.record);
      } finally {
        sampling.dispose();
      }
    },
    dispose: () => {
      series?.combiner.dispose();
      sampler.dispose();
      kernels.dispose();
    },
  };
}
