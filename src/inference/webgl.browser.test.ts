import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createEngine } from '.';
import { selfCheckData } from './model';
import { fetchTestModel } from './testModel';
import { largestDifference } from './testing';

/** Compiling the shaders for a software renderer takes most of it. */
const TIMEOUT = 400_000;

describe('the network on WebGL', () => {
  it(
    'gives the logits of PyTorch and frees its tensors',
    async () => {
      const model = await fetchTestModel();
      const engine = await createEngine({ models: { vnet: model }, order: ['webgl'], allowSoftware: true });
      expect(engine.report.selfCheck.maxAbsDifference).toBeLessThan(1e-3);
      const resting = tf.memory().numTensors;
      const { input, logits } = selfCheckData(model);
      expect(largestDifference(await engine.networks.vnet.run(input), logits)).toBeLessThan(1e-3);
      expect(tf.memory().numTensors).toBe(resting);
      engine.dispose();
    },
    TIMEOUT,
  );

  it('refuses a software renderer unless it is asked for', async () => {
    const engine = await createEngine({ models: { vnet: await fetchTestModel() }, order: ['webgl', 'cpu'] });
    expect(engine.report).toMatchObject({
      chosen: 'cpu',
      refused: [{ backend: 'webgl', reason: expect.stringContaining('software adapter') as string }],
    });
    engine.dispose();
  });
});
