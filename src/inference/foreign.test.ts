import { beforeAll, describe, expect, it } from 'vitest';
import type * as Tf from '@tensorflow/tfjs';
import { wasmFolder } from '../cli/model';
import { segmentVolume, type VnetInput } from '../segmentation';
import { createVolume, LABEL } from '../volume';
import { openForeignNetwork, parseForeignManifest, type ForeignFiles } from './foreign';
import { windowPlaces } from './windows';

// The smallest network there is: each channel a line over the intensity, so that every answer is known in advance.

/** Channels background, vertebra, disc: the winner changes at 0.25 and at 0.75. */
const SLOPES = [0, 8, 16];
const OFFSETS = [0, -2, -8];

const manifest = (change: object = {}, input: object = {}) => ({
  ...{ schemaVersion: 1, name: 'lines', version: '1.0' },
  input: {
    ...{ spacingMm: { inPlane: 1, slices: 1 }, size: { slices: 4, rows: 16, columns: 16 }, overlap: 0.5 },
    ...input,
  },
  normalisation: { kind: 'range', lowPercentile: 0, highPercentile: 100 },
  output: { scores: 'logits', channels: ['background', 'vertebra', 'disc'] },
  ...change,
});

let tf: typeof Tf;
beforeAll(async () => {
  tf = await import('@tensorflow/tfjs');
  tf.enableProdMode();
  await tf.setBackend('cpu');
}, 300_000);

/** A layers model as `model.save` writes it. */
async function layersModel(model: Tf.LayersModel): Promise<Pick<ForeignFiles, 'model' | 'weights'>> {
  let kept: Tf.io.ModelArtifacts | null = null;
  await model.save({
    save: (artifacts: Tf.io.ModelArtifacts) => {
      kept = artifacts;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      });
    },
  });
  const { weightData, weightSpecs, ...rest } = kept as unknown as Tf.io.ModelArtifacts;
  return {
    model: JSON.parse(
      JSON.stringify({ ...rest, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] }),
    ) as unknown,
    weights: weightData as ArrayBuffer,
  };
}

const lineWeights = (): Tf.Tensor[] => [tf.tensor(SLOPES, [1, 1, 1, 1, SLOPES.length]), tf.tensor(OFFSETS)];

function pointwise(shape: (number | null)[]): Tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.conv3d({ inputShape: shape, filters: SLOPES.length, kernelSize: 1 }));
  model.setWeights(lineWeights());
  return model;
}

/** The same as a frozen graph, as the converter writes it. */
function graphModel(): Pick<ForeignFiles, 'model' | 'weights'> {
  const type = { type: 'DT_FLOAT' };
  const ints = (...values: number[]) => ({ list: { i: values.map(String) } });
  const node = [
    {
      name: 'image',
      op: 'Placeholder',
      attr: {
        dtype: type,
        shape: { shape: { dim: [1, 4, 16, 16, 1].map((size) => ({ size: String(size) })) } },
      },
    },
    { name: 'slopes', op: 'Const', attr: { dtype: type } },
    { name: 'offsets', op: 'Const', attr: { dtype: type } },
    {
      ...{ name: 'lines', op: 'Conv3D', input: ['image', 'slopes'] },
      attr: {
        T: type,
        strides: ints(1, 1, 1, 1, 1),
        dilations: ints(1, 1, 1, 1, 1),
        padding: { s: btoa('SAME') },
        data_format: { s: btoa('NDHWC') },
      },
    },
    { name: 'scores', op: 'AddV2', input: ['lines', 'offsets'], attr: { T: type } },
  ];
  return {
    model: {
      format: 'graph-model',
      modelTopology: { node, versions: { producer: 1 }, library: {} },
      weightsManifest: [
        {
          paths: ['w.bin'],
          weights: [
            { name: 'slopes', shape: [1, 1, 1, 1, 3], dtype: 'float32' },
            { name: 'offsets', shape: [3], dtype: 'float32' },
          ],
        },
      ],
    },
    weights: Float32Array.from([...SLOPES, ...OFFSETS]).buffer,
  };
}

const open = (files: Pick<ForeignFiles, 'model' | 'weights'>, json: object = manifest()) =>
  openForeignNetwork({ ...files, manifest: parseForeignManifest(json) }, wasmFolder());

/** Larger than one window along every axis, and no multiple of it. */
const input: VnetInput = {
  ...{ slices: 7, rows: 21, columns: 30 },
  data: Float32Array.from({ length: 7 * 21 * 30 }, (_, n) => ((n * 7919) % 1000) / 1000),
};

/** What the lines give at a voxel, label for label. */
const expected = (x: number): number[] => SLOPES.map((slope, i) => slope * x + (OFFSETS[i] ?? NaN));

function expectLines(logits: Float32Array): void {
  let worst = 0;
  input.data.forEach((x, n) => {
    expected(x).forEach(
      (value, label) => (worst = Math.max(worst, Math.abs((logits[5 * n + label] ?? NaN) - value))),
    );
    expect(logits[5 * n + LABEL.canal]).toBeLessThan(-40);
  });
  expect(worst).toBeLessThan(1e-4);
}

describe("somebody else's model", () => {
  it('gives what it computes at every voxel, however it is cut into windows: a layers model', async () => {
    const network = await open(await layersModel(pointwise([4, 16, 16, 1])));
    expect(network.backend).toBe('wasm');
    expectLines(await network.run(input));
  });

  it('and a graph model', async () => {
    const network = await open(graphModel());
    expectLines(await network.run(input));
  });

  it('of two dimensions labels slice by slice', async () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ inputShape: [null, null, 1], filters: 3, kernelSize: 1 }));
    model.setWeights([tf.tensor(SLOPES, [1, 1, 1, 3]), tf.tensor(OFFSETS)]);
    const size = { slices: 1, rows: null, columns: null };
    const network = await open(await layersModel(model), manifest({}, { size }));
    expectLines(await network.run(input));
  });

  it('with an up-convolution runs on the CPU backend: WebAssembly computes it wrongly', async () => {
    const model = tf.sequential();
    model.add(tf.layers.conv3d({ inputShape: [4, 16, 16, 1], filters: 2, kernelSize: 2, strides: 2 }));
    model.add(tf.layers.conv3dTranspose({ filters: 3, kernelSize: 2, strides: 2 }));
    const network = await open(await layersModel(model));
    expect(network).toMatchObject({ backend: 'cpu' });
    expect(network.why).toMatch(/Conv3DTranspose/);
  });

  it('labels an image in the chain: what is half as bright is bone, what is brightest disc', async () => {
    const side = 48;
    const at = (n: number): number => {
      const [x, y] = [n % side, Math.floor(n / side) % side];
      if (x < 10 || x >= 38) return 0;
      return y >= 8 && y < 24 ? 100 : y >= 26 && y < 40 ? 200 : 0;
    };
    const truth = (value: number): number =>
      value === 100 ? LABEL.vertebra : value === 200 ? LABEL.disc : 0;
    const image = createVolume(
      Uint16Array.from({ length: side * side * 8 }, (_, n) => at(n)),
      [side, side, 8],
      [0, 0, 1, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1],
    );
    const network = await open(await layersModel(pointwise([4, 16, 16, 1])));
    const { labels, confidence } = await segmentVolume(image, { vnet: network }, { now: () => 0 });
    expect(labels.data.filter((label, n) => label !== truth(image.data[n] ?? 0))).toHaveLength(0);
    expect(confidence).toBeGreaterThan(0);
  });

  it.each<[string, object, object, RegExp]>([
    [
      'another size',
      {},
      { size: { slices: 8, rows: 16, columns: 16 } },
      /4 × 16 × 16 voxels; isocenter.json says 8 × 16 × 16/,
    ],
    [
      'other channels',
      { output: { scores: 'logits', channels: ['background', 'disc'] } },
      {},
      /gives \[1, 4, 16, 16, 3\]/,
    ],
  ])('is refused with %s than its manifest says', async (_, change, size, words) => {
    await expect(open(await layersModel(pointwise([4, 16, 16, 1])), manifest(change, size))).rejects.toThrow(
      words,
    );
  });

  it('that TensorFlow.js cannot read is refused by name', async () => {
    const model = {
      modelTopology: { class_name: 'Sequential', config: [{ class_name: 'Mystery', config: {} }] },
    };
    await expect(open({ model, weights: new ArrayBuffer(0) })).rejects.toMatchObject({
      code: 'foreign-model-invalid',
    });
    await expect(open({ model: [], weights: new ArrayBuffer(0) })).rejects.toMatchObject({
      code: 'foreign-model-invalid',
    });
  });
});

describe('isocenter.json', () => {
  it.each<[string, object, RegExp]>([
    [
      'an unknown label',
      { output: { scores: 'logits', channels: ['background', 'nerve'] } },
      /output\.channels\.1/,
    ],
    ['no background', { output: { scores: 'softmax', channels: ['disc'] } }, /must name the background/],
    [
      'a background beside sigmoid',
      { output: { scores: 'sigmoid', channels: ['background', 'disc'] } },
      /not with sigmoid/,
    ],
    ['an unknown normalisation', { normalisation: { kind: 'magic' } }, /normalisation/],
  ])('is refused with %s', (_, change, words) => {
    expect(() => parseForeignManifest(manifest(change))).toThrow(words);
  });

  it('lets channels share a label and turns probabilities into logits', async () => {
    const model = tf.sequential();
    model.add(
      tf.layers.conv3d({ inputShape: [4, 16, 16, 1], filters: 3, kernelSize: 1, activation: 'sigmoid' }),
    );
    model.setWeights(lineWeights());
    const output = { scores: 'sigmoid', channels: ['canal', 'vertebra', 'vertebra'] };
    const network = await open(await layersModel(model), manifest({ output }));
    const logits = await network.run(input);
    input.data.forEach((x, n) => {
      const [canal = NaN, first = NaN, second = NaN] = expected(x);
      expect(logits[5 * n]).toBeCloseTo(0, 5);
      expect(logits[5 * n + LABEL.canal]).toBeCloseTo(canal, 2);
      expect(logits[5 * n + LABEL.vertebra]).toBeCloseTo(Math.max(first, second), 2);
    });
  });
});

describe('windows', () => {
  it('cover the input to its last voxel, each some of the one before', () => {
    const places = windowPlaces(input, [4, 16, 16], 0.5);
    const along = (axis: 0 | 1 | 2): number[] => [...new Set(places.map((place) => place[axis]))];
    expect([along(0), along(1), along(2)]).toEqual([
      [0, 2, 3],
      [0, 5],
      [0, 7, 14],
    ]);
    expect(windowPlaces(input, [8, 32, 32], 0.5)).toEqual([[0, 0, 0]]);
  });
});
