import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { conform, everyVoxel, labelsFromLogits, parseManifest } from '.';
import frozen from './fixtures/conform.json';

const manifestJson = JSON.parse(
  readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const shipped = parseManifest(manifestJson);
// The frozen cases were written for this spacing; the rule is the same for every network.
const manifest = { ...shipped, grid: { ...shipped.grid, inPlaneSpacingMm: 1.5 } };

/** The volume of the frozen cases: a texture of period 101 and an ellipsoid. */
function texture(dims: Dims, affine: Affine) {
  const data = new Uint16Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        const inside =
          ((i - dims[0] * 0.4) / (dims[0] * 0.3)) ** 2 +
            ((j - dims[1] * 0.5) / (dims[1] * 0.4)) ** 2 +
            ((k - dims[2] * 0.6) / (dims[2] * 0.5)) ** 2 <
          1;
        data[n++] = ((i * 7 + j * 13 + k * 29) % 101) + (inside ? 200 : 0);
      }
  return createVolume(data, dims, affine);
}

function logitsOf(slices: number, rows: number, columns: number): Float32Array {
  const out = new Float32Array(slices * rows * columns * 5);
  let n = 0;
  for (let s = 0; s < slices; s++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        for (let q = 0; q < 5; q++) {
          const noise = Math.fround(((s * 5417 + r * 3203 + c * 7919 + q * 1543) % 10007) / 10007);
          out[n++] = noise + ((Math.floor(r / 6) + Math.floor(c / 9) + s) % 5 === q ? 1.5 : 0);
        }
  return out;
}

const linspace = (last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i * last) / (count - 1)));

describe.each(frozen.cases)('conform and back, as the training program does: $name', (expected) => {
  const volume = texture(expected.dims as unknown as Dims, expected.affineLps);
  const { input, grid } = conform(volume, manifest);

  it('gives the same network input', () => {
    expect([input.slices, input.rows, input.columns]).toEqual(expected.shape);
    expected.at.forEach((n, i) => expect(input.data[n]).toBeCloseTo(expected.values[i] ?? NaN, 4));
    const sum = input.data.reduce((s, x) => s + x, 0);
    const squares = input.data.reduce((s, x) => s + x * x, 0);
    expect(Math.abs(sum - expected.sum)).toBeLessThan(1e-5 * squares);
    expect(squares / expected.squares).toBeCloseTo(1, 5);
  });

  it('gives the same labels for the same scores', () => {
    const logits = logitsOf(input.slices, input.rows, input.columns);
    const labels = labelsFromLogits(logits, input, 5, grid, everyVoxel(volume.dims));
    expect([0, 1, 2, 3, 4].map((v) => labels.filter((x) => x === v).length)).toEqual(expected.histogram);
    expect(linspace(labels.length - 1, 40).map((n) => labels[n])).toEqual(expected.labelsAt);
  });
});

describe('parseManifest', () => {
  it('names an unknown key', () => {
    const wrong = { ...manifestJson, grid: { ...(manifestJson.grid as object), spacing: 3 } };
    expect(() => parseManifest(wrong)).toThrow(/"grid.spacing"/);
  });

  it('names a missing key', () => {
    expect(() => parseManifest({ ...manifestJson, normalisation: {} })).toThrow(
      /"normalisation.lowPercentile"/,
    );
  });
});

describe('what cannot be segmented', () => {
  it('is refused when too little is in view', () => {
    const tiny = createVolume(new Uint8Array(20 * 20 * 4), [20, 20, 4], frozen.cases[0]?.affineLps ?? []);
    expect(() => conform(tiny, manifest)).toThrow(
      expect.objectContaining({ code: 'segmentation-too-small' }),
    );
  });

  it('is refused when it has values that are not numbers', () => {
    const first = frozen.cases[0];
    const volume = texture(first?.dims as unknown as Dims, first?.affineLps ?? []);
    const data = Float32Array.from(volume.data);
    data[1000] = NaN;
    expect(() => conform({ ...volume, data }, manifest)).toThrow(
      expect.objectContaining({ code: 'segmentation-not-finite' }),
    );
  });
});
