import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { argmax, type VnetInput } from '../segmentation';
import { createEngine, createModel, type BackendStarter, type Engine, type Model, type NetworkName } from '.';
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
  (
    answer: (input: VnetInput, call: number, network: NetworkName) => Float32Array | Promise<Float32Array>,
  ): BackendStarter =>
  () => {
    let call = 0;
    return Promise.resolve({
      name: 'webgpu',
      description: 'made up',
      halfPrecision: false,
      maxTensorBytes: Infinity,
      maxTotalBytes: Infinity,
      load: () => undefined,
      run: async (network, input) => answer(input, call++, network),
      dispose: () => undefined,
    });
  };
const right = (): Float32Array => selfCheckData(model).logits;

describe('the network on TensorFlow.js', () => {
  it.each(['wasm', 'cpu'] as const)(
    'gives the logits of PyTorch on %s and frees its tensors',
    async (backend) => {
      const before = tf.engine().state.numTensors;
      const engine = await createEngine({ models: { vnet: model }, order: [backend], wasmPaths });
      const { chosen, refused, selfCheck } = engine.report;
      expect([chosen, refused, selfCheck.passed]).toEqual([backend, [], true]);
      expect(selfCheck.maxAbsDifference).toBeLessThan(1e-3);
      const resting = tf.engine().state.numTensors;
      const { input } = selfCheckData(model);
      await engine.networks.vnet.run(input);
      expect(tf.engine().state.numTensors).toBe(resting);
      engine.dispose();
      expect(tf.engine().state.numTensors).toBe(before);
    },
  );

  it('gives the same on wasm and cpu for a thin, wide input of another size', async () => {
    const input = testInput(4, 16, 80);
    const results: Float32Array[] = [];
    for (const backend of ['wasm', 'cpu'] as const) {
      const engine = await createEngine({ models: { vnet: model }, order: [backend], wasmPaths });
      results.push(await engine.networks.vnet.run(input));
      engine.dispose();
    }
    const [a = new Float32Array(), b = new Float32Array(1)] = results;
    expect(largestDifference(a, b)).toBeLessThan(1e-3);
  });

  it('stops between layers when cancelled and frees its tensors', async () => {
    const engine = await createEngine({ models: { vnet: model }, order: ['wasm'], wasmPaths });
    const resting = tf.engine().state.numTensors;
    const controller = new AbortController();
    const run = engine.networks.vnet.run(testInput(8, 32, 32), {
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
    createEngine({
      models: { vnet: model },
      order: ['webgpu', 'wasm'],
      starters: { webgpu: starter },
      wasmPaths,
    });

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
    const logits = await engine.networks.vnet.run(testInput(4, 16, 16));
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
    await engine.networks.vnet.run(testInput(4, 16, 16));
    expect(engine.report.refused).toEqual([{ backend: 'webgpu', reason: 'The graphics device was lost' }]);
    engine.dispose();
  });

  it('does not send an image to a device that cannot hold it', async () => {
    const small: BackendStarter = async (m) => ({ ...(await fake(right)(m)), maxTensorBytes: 1000 });
    const engine = await chooses(small);
    await engine.networks.vnet.run(testInput(4, 16, 16));
    expect(engine.report.refused[0]?.reason).toMatch(/needs \d+ MB/);
    engine.dispose();
  });

  it('runs an image in patches where the whole does not fit', async () => {
    const input = testInput(4, 320, 16);
    const peak = model.manifest.cost.peakBytesPerVoxel;
    const sizes: number[] = [];
    const spied: BackendStarter = async (m) => {
      const whole = await createEngine({ models: m, order: ['wasm'], wasmPaths });
      return {
        ...(await fake(right)(m)),
        maxTotalBytes: 0.85 * peak * input.data.length,
        run: (_, part) => {
          sizes.push(part.rows);
          return whole.networks.vnet.run(part);
        },
        dispose: () => whole.dispose(),
      };
    };
    const engine = await chooses(spied);
    const joined = await engine.networks.vnet.run(input);
    expect(sizes.slice(1)).toEqual([272, 272]);
    expect(engine.report.refused).toEqual([]);
    engine.dispose();
    const whole = await createEngine({ models: { vnet: model }, order: ['wasm'], wasmPaths });
    const [a, b] = [argmax(joined, 5), argmax(await whole.networks.vnet.run(input), 5)];
    whole.dispose();
    // Instance norm sees another mean and variance in each patch; on this texture a few borders move.
    expect(a.reduce((same, v, n) => same + (v === b[n] ? 1 : 0), 0) / a.length).toBeGreaterThan(0.9);
  });

  it('checks every network, and hands every one over together', async () => {
    const locator: Model = { ...model, manifest: { ...model.manifest, name: 'lumbar-locator' } };
    const models = { vnet: model, locator };
    const wrong = await createEngine({
      models,
      order: ['webgpu', 'wasm'],
      starters: { webgpu: fake((_, call) => (call === 0 ? right().map(() => 0) : right())) },
      wasmPaths,
    });
    expect(wrong.report.refused).toEqual([
      { backend: 'webgpu', reason: expect.stringContaining('self-check of the locator') as string },
    ]);
    wrong.dispose();
    const asked: NetworkName[] = [];
    const engine = await createEngine({
      models,
      order: ['webgpu', 'wasm'],
      starters: {
        webgpu: fake((_, call, network) => {
          asked.push(network);
          if (call > 2) throw new Error('The graphics device was lost.');
          return right();
        }),
      },
      wasmPaths,
    });
    const { locator: found, vnet } = engine.networks;
    const { input } = selfCheckData(model);
    await found?.run(input);
    expect([found?.backend, vnet.backend]).toEqual(['webgpu', 'webgpu']);
    expect(largestDifference(await vnet.run(input), right())).toBeLessThan(1e-3);
    expect([found?.backend, vnet.backend]).toEqual(['wasm', 'wasm']);
    expect(asked).toEqual(['locator', 'vnet', 'locator', 'vnet']);
    const resting = tf.engine().state.numTensors;
    await found?.run(input);
    expect(tf.engine().state.numTensors).toBe(resting);
    engine.dispose();
  });

  it('takes one more network later, and hands all over where that one fails its self-check', async () => {
    const asked: NetworkName[] = [];
    const starters = {
      webgpu: fake((_, __, network) => {
        asked.push(network);
        return network === 'axial' ? right().map(() => 0) : right();
      }),
    };
    const models = { vnet: model };
    const engine = await createEngine({ models, order: ['webgpu', 'wasm'], starters, wasmPaths });
    const { vnet } = engine.networks;
    const axial = await engine.add('axial', model);
    expect(asked).toEqual(['vnet', 'axial']);
    expect(engine.report.refused[0]?.reason).toContain('self-check of the axial');
    expect([vnet.backend, axial.backend]).toEqual(['wasm', 'wasm']);
    const { input } = selfCheckData(model);
    expect(largestDifference(await axial.run(input), right())).toBeLessThan(1e-3);
    expect(largestDifference(await vnet.run(input), right())).toBeLessThan(1e-3);
    const before = tf.engine().state.numTensors;
    await engine.add('axial', model);
    expect(tf.engine().state.numTensors).toBe(before);
    engine.dispose();
  });

  it('names every reason when nothing is left', async () => {
    await expect(createEngine({ models: { vnet: model }, order: ['webgpu', 'webgl'] })).rejects.toMatchObject(
      {
        code: 'inference-no-backend',
        message: expect.stringMatching(/webgpu: .*; webgl: .*/) as string,
      },
    );
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
