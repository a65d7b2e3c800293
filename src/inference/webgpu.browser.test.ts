import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createEngine } from '.';
import { selfCheckData } from './model';
import { createNetwork } from './network';
import { fetchTestModel } from './testModel';
import { largestDifference } from './testing';

/** Compiling the shaders for a software adapter takes most of it. */
const TIMEOUT = 600_000;

describe('the network on WebGPU', () => {
  it(
    'gives the logits of PyTorch, frees its tensors, and hands over when the device is lost',
    async () => {
      const model = await fetchTestModel();
      const devices: GPUDevice[] = [];
      const gpu = {
        requestAdapter: async (options?: GPURequestAdapterOptions) => {
          const adapter = await navigator.gpu.requestAdapter(options);
          if (!adapter) return null;
          const request = adapter.requestDevice.bind(adapter);
          adapter.requestDevice = async (descriptor) => {
            const device = await request(descriptor);
            devices.push(device);
            return device;
          };
          return adapter;
        },
      } as unknown as GPU;
      const engine = await createEngine({
        models: { vnet: model },
        order: ['webgpu', 'cpu'],
        allowSoftware: true,
        gpu,
      });
      expect(engine.report.refused).toEqual([]);
      expect(engine.backend).toBe('webgpu');
      expect(engine.report.selfCheck.maxAbsDifference).toBeLessThan(1e-3);

      const resting = tf.memory().numTensors;
      const { input, logits } = selfCheckData(model);
      expect(largestDifference(await engine.networks.vnet.run(input), logits)).toBeLessThan(1e-3);
      expect(tf.memory().numTensors).toBe(resting);

      // 2^-10 of a tensor's values each time one is stored, in 31 dispatches, of logits up to 15.
      const half = createNetwork(model.manifest, model.weights, { kernels: 'own-half' });
      expect(largestDifference(await half.run(input), logits)).toBeLessThan(0.05);
      half.dispose();
      expect(tf.memory().numTensors).toBe(resting);

      devices[0]?.destroy();
      expect(largestDifference(await engine.networks.vnet.run(input), logits)).toBeLessThan(1e-3);
      expect(engine.backend).toBe('cpu');
      expect(engine.report.refused).toEqual([
        { backend: 'webgpu', reason: expect.stringMatching(/lost/) as string },
      ]);
      engine.dispose();
    },
    TIMEOUT,
  );

  it('refuses a software adapter unless it is asked for, and takes the next one', async () => {
    const engine = await createEngine({ models: { vnet: await fetchTestModel() }, order: ['webgpu', 'cpu'] });
    expect(engine.report).toMatchObject({
      chosen: 'cpu',
      refused: [{ backend: 'webgpu', reason: expect.stringContaining('software adapter') as string }],
    });
    engine.dispose();
  });

  it('says why when the browser has no adapter', async () => {
    const gpu = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
    const engine = await createEngine({
      models: { vnet: await fetchTestModel() },
      order: ['webgpu', 'cpu'],
      gpu,
    });
    expect(engine.report.refused).toEqual([
      { backend: 'webgpu', reason: 'WebGPU found no usable graphics adapter' },
    ]);
    engine.dispose();
  });
});
