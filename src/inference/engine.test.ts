import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VnetInput } from '../segmentation';
import { createEngine, createModel, type BackendStarter, type Engine, type Model } from '.';
import { selfCheckData } from './model';
import { largestDifference, testInput } from './testing';

const FOLDER = new URL('../../models/lumbar-vnet/', import.meta.url);
const wasmPaths = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/wasm-out/`;

const fileBytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(new URL(name, FOLDER))).buffer;
const manifestJson = (): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(fileBytes('manifest.json'))) as Record<string, unknown>;

let model: Model;
beforeAll(async () => {
  model = await createModel(manifestJson(), fileBytes('weights.bin'), fileBytes('selfcheck.bin'));
});

/** A backend that answers with whatever `answer` says. */
const fake =
  (answer: (input: VnetInput, call: number) => Float32Array | Promise<Float32Array>): BackendStarter =>
  () => {
    let call = 0;
    return Promise.resolve({
      name: 'webgpu',
      description: 'made up',
      halfPrecision: false,
      maxTensorBytes: Infinity,
      maxTotalBytes: Infinity,
      run: (input) => Promise.resolve(answer(input, call++)),
      dispose: () => undefined,
    });
  };
const right = (): Float32Array => selfCheckData(model).logits;

describe('the network on TensorFlow.js', () => {
  it.each(['wasm', 'cpu'] as const)(
    'gives the logits of PyTorch on %s and frees its tensors',
    async (backend) => {
      const before = tf.engine().state.numTensors;
      const engine = await createEngine({ model, order: [backend], wasmPaths });
      const { chosen, refused, selfCheck } = engine.report;
      expect([chosen, refused, selfCheck.passed]).toEqual([backend, [], true]);
      expect(selfCheck.maxAbsDifference).toBeLessThan(1e-3);
      const resting = tf.engine().state.numTensors;
      const { input } = selfCheckData(model);
      await engine.run(input);
      expect(tf.engine().state.numTensors).toBe(resting);
      engine.dispose();
      expect(tf.engine().state.numTensors).toBe(before);
    },
  );

  it('gives the same on wasm and cpu for a thin, wide input of another size', async () => {
    const input = testInput(4, 16, 80);
    const results: Float32Array[] = [];
    for (const backend of ['wasm', 'cpu'] as const) {
      const engine = await createEngine({ model, order: [backend], wasmPaths });
      results.push(await engine.run(input));
      engine.dispose();
    }
    const [a = new Float32Array(), b = new Float32Array(1)] = results;
    expect(largestDifference(a, b)).toBeLessThan(1e-3);
  });

  it('stops between layers when cancelled and frees its tensors', async () => {
    const engine = await createEngine({ model, order: ['wasm'], wasmPaths });
    const resting = tf.engine().state.numTensors;
    const controller = new AbortController();
    const run = engine.run(testInput(8, 32, 32), {
      signal: controller.signal,
      onProgress: (fraction) => {
        if (fraction > 0.3) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(tf.engine().state.numTensors).toBe(resting);
    expect(engine.report.refused).toEqual([]);
    engine.dispose();
  });
});

describe('choosing a backend', () => {
  const chooses = (starter: BackendStarter): Promise<Engine> =>
    createEngine({ model, order: ['webgpu', 'wasm'], starters: { webgpu: starter }, wasmPaths });

  it.each([
    ['zeros', () => right().map(() => 0)],
    ['a shifted result', () => right().map((_, n) => right()[n + 5] ?? 0)],
    ['NaN', () => right().map((v, n) => (n === 7 ? NaN : v))],
    ['an answer of the wrong size', () => right().slice(5)],
  ])('refuses one whose self-check gives %s, and says so', async (_, answer) => {
    const engine = await chooses(fake(answer));
    expect(engine.backend).toBe('wasm');
    expect(engine.report.refused).toEqual([
      { backend: 'webgpu', reason: expect.stringContaining('self-check') as string },
    ]);
    engine.dispose();
  });

  it('goes on with the next one when a run gives nothing but zeros', async () => {
    const engine = await chooses(
      fake((input, call) => (call === 0 ? right() : new Float32Array(input.data.length * 5))),
    );
    expect(engine.backend).toBe('webgpu');
    const logits = await engine.run(testInput(4, 16, 16));
    expect(logits.some((v) => v !== 0)).toBe(true);
    expect(engine.report).toMatchObject({
      chosen: 'wasm',
      refused: [{ backend: 'webgpu', reason: 'it gave nothing but zeros' }],
    });
    engine.dispose();
  });

  it('goes on with the next one when the device is lost', async () => {
    const lost = (): Float32Array => {
      throw new Error('The graphics device was lost.');
    };
    const engine = await chooses(fake((_, call) => (call === 0 ? right() : lost())));
    await engine.run(testInput(4, 16, 16));
    expect(engine.report.refused).toEqual([{ backend: 'webgpu', reason: 'The graphics device was lost' }]);
    engine.dispose();
  });

  it('does not send an image to a device that cannot hold it', async () => {
    const small: BackendStarter = async (m) => ({ ...(await fake(right)(m)), maxTensorBytes: 1000 });
    const engine = await chooses(small);
    await engine.run(testInput(4, 16, 16));
    expect(engine.report.refused[0]?.reason).toMatch(/needs \d+ MB/);
    engine.dispose();
  });

  it('names every reason when nothing is left', async () => {
    await expect(createEngine({ model, order: ['webgpu', 'webgl'] })).rejects.toMatchObject({
      code: 'inference-no-backend',
      message: expect.stringMatching(/webgpu: .*; webgl: .*/) as string,
    });
  });
});

describe('createModel', () => {
  it('refuses weights that were changed or cut off', async () => {
    const changed = fileBytes('weights.bin');
    new DataView(changed).setUint8(1000, new DataView(changed).getUint8(1000) ^ 1);
    for (const weights of [changed, fileBytes('weights.bin').slice(8)]) {
      await expect(createModel(manifestJson(), weights, fileBytes('selfcheck.bin'))).rejects.toMatchObject({
        code: 'model-damaged',
      });
    }
  });
});
