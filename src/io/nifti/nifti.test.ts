import { gunzipSync, gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineFromColumns, isIsocenterError, rotateAbout, scale, type Affine } from '../../geometry';
import type { Volume } from '../../volume';
import fixtures from '../../../tests/io/nibabel.json';
import { readNifti } from './read';
import { writeNifti } from './write';

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isIsocenterError(error)) return error.code;
    throw error;
  }
  return 'read';
};

const oblique: Affine = affineFromColumns(
  [0.1, 0.68, 0.1],
  [0.2, -0.15, 0.9],
  [4.1, 0.3, -0.5],
  [-50.5, 20.25, 410],
);
const volume: Volume = {
  data: Int16Array.from({ length: 24 }, (_, i) => i * 37 - 300),
  dims: [4, 3, 2],
  voxelToPatient: oblique,
};

describe('readNifti against nibabel', () => {
  it.each(fixtures)('$name', ({ base64, affineLps, values }) => {
    const read = readNifti({ name: 'a.nii.gz', bytes: bytesOf(base64) });
    expect(read.dims).toEqual([3, 2, 2]);
    read.voxelToPatient.forEach((value, i) => expect(value).toBeCloseTo(affineLps[i] ?? Number.NaN, 4));
    expect([...read.data]).toEqual(values);
  });
});

describe('named errors', () => {
  const patched = (edit: (view: DataView) => void): Uint8Array => {
    const bytes = writeNifti(volume);
    edit(new DataView(bytes.buffer));
    return bytes;
  };
  const cases: [string, string, Uint8Array][] = [
    ['two volumes', 'nifti-4d', patched((v) => (v.setInt16(40, 4, true), v.setInt16(48, 2, true)))],
    ['NaN in the sform', 'nifti-affine-nan', patched((v) => v.setFloat32(284, Number.NaN, true))],
    [
      'NaN in the qform',
      'nifti-affine-nan',
      patched(
        (v) => (v.setInt16(254, 0, true), v.setInt16(252, 1, true), v.setFloat32(268, Number.NaN, true)),
      ),
    ],
    [
      'zero pixdim',
      'nifti-zero-spacing',
      patched((v) => (v.setInt16(254, 0, true), v.setInt16(252, 1, true), v.setFloat32(88, 0, true))),
    ],
    [
      'no codes',
      'nifti-no-orientation',
      patched((v) => (v.setInt16(252, 0, true), v.setInt16(254, 0, true))),
    ],
    ['colour', 'image-colour', patched((v) => v.setInt16(70, 128, true))],
    ['complex', 'nifti-datatype', patched((v) => v.setInt16(70, 32, true))],
    ['pair', 'nifti-pair', patched((v) => v.setUint8(345, 'i'.charCodeAt(0)))],
    ['negative dims', 'nifti-dims', patched((v) => v.setInt16(42, -4, true))],
    ['cut off', 'image-truncated', writeNifti(volume).slice(0, 370)],
    ['cut off within the header', 'nifti-not-nifti', writeNifti(volume).slice(0, 300)],
    ['cut off gzip', 'gzip-damaged', writeNifti(volume, { gzip: true }).slice(0, 90)],
  ];
  it.each(cases)('%s: %s', (_, code, bytes) => {
    expect(codeOf(() => readNifti({ name: 'a.nii', bytes }))).toBe(code);
  });

  it('never fails with anything but a named error on damaged bytes', () => {
    const good = writeNifti(volume);
    const zipped = writeNifti(volume, { gzip: true });
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.option(fc.nat(400)),
        (gz, edits, cut) => {
          const bytes = (gz ? zipped : good).slice(0, cut ?? undefined);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          codeOf(() => readNifti({ name: 'a', bytes }));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const unit = fc.double({ min: -1, max: 1, noNaN: true });
const millimetres = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const obliqueAffine = fc
  .record({
    axis: fc.tuple(unit, unit, unit).filter((a) => Math.hypot(...a) > 0.1),
    angle: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
    spacing: fc.tuple(millimetres(0.2, 9), millimetres(0.2, 9), millimetres(0.2, 9)),
    origin: fc.tuple(millimetres(-600, 600), millimetres(-600, 600), millimetres(-600, 600)),
    mirror: fc.boolean(),
  })
  .map(({ axis, angle, spacing, origin, mirror }) => {
    const u = scale(axis, 1 / Math.hypot(...axis));
    const [sx, sy, sz] = spacing;
    return affineFromColumns(
      scale(rotateAbout([1, 0, 0], u, angle), sx),
      scale(rotateAbout([0, 1, 0], u, angle), sy),
      scale(rotateAbout([0, 0, 1], u, angle), mirror ? -sz : sz),
      origin,
    );
  });

describe('writeNifti', () => {
  it('comes back with the same voxels and affine, by sform and by qform, mirrored or not', () => {
    fc.assert(
      fc.property(
        obliqueAffine,
        fc.constantFrom(Uint8Array, Int16Array, Uint16Array, Int32Array, Float32Array),
        fc.boolean(),
        (voxelToPatient, Type, gzip) => {
          const data = new Type(24);
          for (let i = 0; i < 24; i++) data[i] = i * 5;
          const bytes = writeNifti({ data, dims: [4, 3, 2], voxelToPatient }, { gzip });
          const plain = gzip ? gunzipSync(bytes) : bytes;
          const noSform = plain.slice();
          new DataView(noSform.buffer).setInt16(254, 0, true);
          for (const file of [bytes, noSform, gzipSync(noSform)]) {
            const back = readNifti({ name: 'x', bytes: file });
            expect(back.data).toEqual(data);
            expect(back.dims).toEqual([4, 3, 2]);
            back.voxelToPatient.forEach((value, i) => {
              expect(Math.abs(value - (voxelToPatient[i] ?? Number.NaN))).toBeLessThan(2e-4);
            });
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps a sheared grid in the sform and says that there is no qform', () => {
    const bytes = writeNifti(volume);
    expect(new DataView(bytes.buffer).getInt16(252, true)).toBe(0);
    const back = readNifti({ name: 'x', bytes });
    back.voxelToPatient.forEach((value, i) => expect(value).toBeCloseTo(oblique[i] ?? Number.NaN, 4));
  });
});
