import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAlgorithms, versionsOf } from '../../src/cli/regress/algorithms';
import { createVolume, LABEL } from '../../src/volume';

// A folder as somebody brings it: a frozen graph in two shards, each class a line over the intensity.

let folder: string;
const at = (name: string): string => join(folder, name);
const write = (name: string, json: unknown): void => writeFileSync(at(name), JSON.stringify(json));
const options = () => ({ model: folder, axial: false });

const WINDOW = [1, 4, 16, 16, 1];
const type = { type: 'DT_FLOAT' };
const ones = { list: { i: ['1', '1', '1', '1', '1'] } };
const MODEL = {
  format: 'graph-model',
  modelTopology: {
    node: [
      {
        ...{ name: 'image', op: 'Placeholder' },
        attr: { dtype: type, shape: { shape: { dim: WINDOW.map((size) => ({ size: String(size) })) } } },
      },
      { name: 'slopes', op: 'Const', attr: { dtype: type } },
      { name: 'offsets', op: 'Const', attr: { dtype: type } },
      {
        ...{ name: 'lines', op: 'Conv3D', input: ['image', 'slopes'] },
        attr: {
          ...{ T: type, strides: ones, dilations: ones },
          ...{ padding: { s: btoa('SAME') }, data_format: { s: btoa('NDHWC') } },
        },
      },
      { name: 'scores', op: 'AddV2', input: ['lines', 'offsets'], attr: { T: type } },
    ],
    versions: { producer: 1 },
    library: {},
  },
  weightsManifest: [
    {
      paths: ['shard-1.bin', 'shard-2.bin'],
      weights: [
        { name: 'slopes', shape: [1, 1, 1, 1, 3], dtype: 'float32' },
        { name: 'offsets', shape: [3], dtype: 'float32' },
      ],
    },
  ],
};
const MANIFEST = {
  ...{ schemaVersion: 1, name: 'lines', version: '1.0' },
  input: { spacingMm: { inPlane: 1, slices: null }, size: { slices: 4, rows: 16, columns: 16 } },
  normalisation: { kind: 'range', lowPercentile: 0, highPercentile: 100 },
  output: { scores: 'logits', channels: ['background', 'vertebra', 'disc'] },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isocenter-foreign-'));
  write('model.json', MODEL);
  write('isocenter.json', MANIFEST);
  // Background to 0.25 of the range, vertebra to 0.75, then disc. The shards cut a number in two.
  const weights = new Uint8Array(Float32Array.of(0, 8, 16, 0, -2, -8).buffer);
  writeFileSync(at('shard-1.bin'), weights.slice(0, 10));
  writeFileSync(at('shard-2.bin'), weights.slice(10));
});

describe('a TensorFlow.js model in a folder', () => {
  it('labels images in the place of the shipped network', async () => {
    const side = 48;
    const bright = (n: number): number => {
      const row = Math.floor(n / side) % side;
      return row >= 8 && row < 24 ? 100 : row >= 26 && row < 40 ? 200 : 0;
    };
    const image = createVolume(
      Uint16Array.from({ length: side * side * 8 }, (_, n) => bright(n)),
      [side, side, 8],
      [0, 0, 4, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1],
    );
    const { algorithms, versions, dispose } = await openAlgorithms(options());
    const { labels } = await algorithms.segment(image, 'a case');
    dispose();
    const truth = { 0: 0, 100: LABEL.vertebra, 200: LABEL.disc };
    expect(labels.data.filter((label, n) => label !== truth[(image.data[n] ?? 0) as 0])).toHaveLength(0);
    expect(algorithms.labelAxial).toBeNull();
    expect(versions['lines']).toMatch(/^1\.0 [0-9a-f]{12}$/);
    expect(Object.keys(versions)).not.toContain('lumbar-vnet');
  });

  it('is another version with any other byte, in weights, graph or manifest', async () => {
    const version = async (): Promise<string> => (await versionsOf(options()))['lines'] ?? '';
    const seen = [await version()];
    writeFileSync(at('shard-2.bin'), new Uint8Array(14));
    seen.push(await version());
    write('model.json', { ...MODEL, generatedBy: 'another tool' });
    seen.push(await version());
    write('isocenter.json', { ...MANIFEST, normalisation: { kind: 'none' } });
    seen.push(await version());
    expect(new Set(seen).size).toBe(4);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a shard that is not there',
      () => write('model.json', { ...MODEL, weightsManifest: [{ paths: ['shard-3.bin'], weights: [] }] }),
      /"shard-3\.bin" cannot be read/,
    ],
    [
      'a shard outside the folder',
      () =>
        write('model.json', { ...MODEL, weightsManifest: [{ paths: ['../../etc/hostname'], weights: [] }] }),
      /cannot be read/,
    ],
    ['a damaged model.json', () => writeFileSync(at('model.json'), '{'), /is not JSON/],
    [
      'a key of the manifest that is wrong',
      () => write('isocenter.json', { ...MANIFEST, output: {} }),
      /isocenter\.json is not understood at "output/,
    ],
  ])('is refused with %s, before any work', async (_, spoil, words) => {
    spoil();
    await expect(versionsOf(options())).rejects.toThrow(words);
  });
});
