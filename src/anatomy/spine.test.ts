import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureSpine, moveSpine } from '../../tests/fixtures/spine';
import { fixtureLabels, sagittalGrid } from '../../tests/fixtures/spineLabels';
import {
  addScaled,
  angleDeg,
  applyToPoint,
  degToRad,
  distance,
  dot,
  invertAffine,
  normalize,
  rotateAbout,
  sub,
  type Affine,
  type Vec3,
} from '../geometry';
import { readNifti } from '../io';
import { generatePhantom, parsePhantomDefinition, type Spine } from '../patient';
import { createVolume, LABEL, type Dims, type LabelVolume } from '../volume';
import { instanceMap, spineFromLabels } from './index';

const CORONAL = [6, 2, -4, -7, -3, 2];
const MIDDLE: Vec3 = [-4, -10, 112];

/** Errors of every disc of the truth that was found: degrees and mm along the true normal. */
function errors(found: Spine, truth: Spine): { deg: number; mm: number }[] {
  return truth.discs.flatMap((t) => {
    const f = found.discs.find((d) => d.level === t.level);
    if (!f) return [];
    const d = sub(f.centre, t.centre);
    const mm = Math.abs(d[0] * t.normal[0] + d[1] * t.normal[1] + d[2] * t.normal[2]);
    return [{ deg: angleDeg(f.normal, t.normal), mm }];
  });
}

const middle = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const plain = fixtureSpine({ coronalDeg: CORONAL });
const coarse: Dims = [110, 200, 18];

function plainLabels(): LabelVolume {
  return fixtureLabels(plain, coarse, sagittalGrid(MIDDLE, coarse, [1.4, 1.4, 4.4], [0.2, 0.5, 1], 7));
}

const labels = plainLabels();
const changed = (edit: (value: number, p: Vec3, n: number) => number): LabelVolume =>
  createVolume(
    labels.data.map((value, n) => {
      const [nx, ny] = labels.dims;
      const index: Vec3 = [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))];
      return edit(value, applyToPoint(labels.voxelToPatient, index), n);
    }),
    labels.dims,
    labels.voxelToPatient,
  );

const zOf = (level: string): number => plain.discs.find((d) => d.level === level)?.centre[2] ?? 0;
const nearDisc = (p: Vec3, level: string): boolean => Math.abs(p[2] - zOf(level)) < 14;

describe('spineFromLabels', () => {
  test('finds every plane, level and body on an oblique grid of thick slices although all arches touch', () => {
    const spine = spineFromLabels(labels);
    expect(spine.discs.map((d) => d.level)).toEqual(plain.discs.map((d) => d.level));
    const found = errors(spine, plain);
    expect(middle(found.map((e) => e.deg))).toBeLessThan(1);
    expect(Math.max(...found.map((e) => e.deg))).toBeLessThan(2.5);
    expect(Math.max(...found.map((e) => e.mm))).toBeLessThan(0.8);
    for (const t of plain.discs) {
      const d = spine.discs.find((f) => f.level === t.level);
      expect(distance(d?.centre ?? [0, 0, 0], t.centre)).toBeLessThan(2.5);
      expect(Math.abs((d?.width ?? 0) - t.width)).toBeLessThan(5);
      expect(Math.abs((d?.height ?? 0) - t.height)).toBeLessThan(1.5);
    }
    for (const v of plain.vertebrae) {
      const body = spine.vertebrae.find((f) => f.level === v.level);
      expect(distance(body?.centre ?? [0, 0, 0], v.centre)).toBeLessThan(2.5);
    }
    expect(spine.levelConfidence).toBeGreaterThan(0.9);
    expect(spine.warnings).toEqual([]);
  });

  test('follows a patient who lies turned and far from the isocentre', () => {
    const motion = { rotation: { axis: [0.3, 1, 0.2] as Vec3, deg: 14 }, offset: [60, -40, 90] as Vec3 };
    const truth = moveSpine(plain, motion);
    const centre = moveSpine({ ...plain, canal: [MIDDLE] }, motion).canal[0] ?? MIDDLE;
    const axis = normalize(motion.rotation.axis);
    const back = (p: Vec3): Vec3 => rotateAbout(sub(p, motion.offset), axis, degToRad(-motion.rotation.deg));
    const grid = sagittalGrid(centre, coarse, [1.4, 1.4, 4.4]);
    const spine = spineFromLabels(fixtureLabels(plain, coarse, grid, back));
    expect(spine.discs.map((d) => d.level)).toEqual(truth.discs.map((d) => d.level));
    expect(Math.max(...errors(spine, truth).map((e) => e.deg))).toBeLessThan(3);
  });

  test('bears label noise, fragments and two bridged discs', () => {
    const a = zOf('L2-L3');
    const b = zOf('L3-L4');
    let state = 12345;
    const noisy = changed((value, p) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      const random = state / 2147483648;
      if (random < 0.01 && value !== LABEL.canal) return Math.floor(random * 400);
      // A bridge of disc label in front of L3, 8 mm wide.
      return p[2] < a && p[2] > b && Math.abs(p[0] - MIDDLE[0]) < 4 && value === LABEL.vertebra && p[1] < -24
        ? LABEL.disc
        : value;
    });
    const spine = spineFromLabels(noisy);
    expect(spine.discs.map((d) => d.level)).toEqual(plain.discs.map((d) => d.level));
    expect(Math.max(...errors(spine, plain).map((e) => e.deg))).toBeLessThan(4);
  });

  test('leans on the neighbours for side-to-side tilt in a slab 12 mm wide, and says so', () => {
    const dims: Dims = [180, 320, 13];
    const spine = spineFromLabels(fixtureLabels(plain, dims, sagittalGrid(MIDDLE, dims, [0.9, 0.9, 0.9])));
    const found = errors(spine, plain);
    expect(found).toHaveLength(6);
    expect(Math.max(...found.map((e) => e.deg))).toBeLessThan(5);
    expect(spine.warnings.join(' ')).toContain('13 mm of the spine from side to side');
  });
});

describe('levels', () => {
  test('without a sacrum the lowest disc is L5-S1, with less confidence and a warning', () => {
    const spine = spineFromLabels(changed((v) => (v === LABEL.sacrum ? 0 : v)));
    expect(spine.discs.at(-1)?.level).toBe('L5-S1');
    expect(spine.levelConfidence).toBeLessThan(0.9);
    expect(spine.warnings).toContain(
      'The sacrum is not in the image: levels are counted from the lowest disc.',
    );
  });

  test('a lowest disc that was not found is counted where a vertebra stands on the sacrum', () => {
    const spine = spineFromLabels(changed((v, p) => (v === LABEL.disc && nearDisc(p, 'L5-S1') ? 0 : v)));
    expect(spine.discs.at(-1)?.level).toBe('L4-L5');
    expect(spine.warnings.join(' ')).toContain('L5-S1 was not found');
  });

  test('a disc missing in the middle is counted', () => {
    const spine = spineFromLabels(changed((v, p) => (v === LABEL.disc && nearDisc(p, 'L3-L4') ? 0 : v)));
    expect(spine.discs.map((d) => d.level)).toEqual(['T12-L1', 'L1-L2', 'L2-L3', 'L4-L5', 'L5-S1']);
    expect(spine.warnings.join(' ')).toContain('L3-L4 was not found');
  });

  test('names above a disc that was not found are less sure than those below it', () => {
    const spine = spineFromLabels(changed((v, p) => (v === LABEL.disc && nearDisc(p, 'L3-L4') ? 0 : v)));
    expect(spine.nameConfidence['L4-L5']).toBeGreaterThan(0.9);
    expect(spine.nameConfidence['L2-L3']).toBeLessThan(0.7);
    expect(spine.levelConfidence).toBe(spine.nameConfidence['L2-L3']);
  });

  test('an image without discs is refused by name', () => {
    const none = changed((v) => (v === LABEL.disc ? 0 : v));
    expect(() => spineFromLabels(none)).toThrow(expect.objectContaining({ code: 'anatomy-no-discs' }));
  });
});

describe('transitional vertebra', () => {
  const ofLowest = (width: number, height: number): LabelVolume =>
    fixtureLabels(
      { ...plain, discs: plain.discs.map((d) => (d.level === 'L5-S1' ? { ...d, width, height } : d)) },
      coarse,
      labels.voxelToPatient,
    );

  test('the usual junction shows no sign; an unseen one is not judged', () => {
    expect(spineFromLabels(labels).transition).toEqual([]);
    expect(spineFromLabels(changed((v) => (v === LABEL.sacrum ? 0 : v))).transition).toBeNull();
  });

  test('a narrow, thin lowest disc is rudimentary; a worn one of full width is not', () => {
    const spine = spineFromLabels(ofLowest(38, 8));
    expect(spine.transition).toEqual(['the lowest disc is rudimentary']);
    expect(spine.levelConfidence).toBeLessThan(0.9);
    expect(spine.warnings.join(' ')).toContain('A transitional vertebra is possible');
    expect(spine.discs.map((d) => d.level)).toEqual(plain.discs.map((d) => d.level));
    expect(spineFromLabels(ofLowest(50, 7)).transition).toEqual([]);
  });

  test('a disc inside the sacrum is a sign and takes no name', () => {
    const s1 = plain.vertebrae.at(-1)?.upperEndplate;
    if (!s1) throw new Error('the fixture ends with S1');
    const inside = spineFromLabels(
      changed((v, p) => {
        const depth = -dot(sub(p, s1.point), s1.normal);
        return v === LABEL.sacrum && depth > 24 && depth < 30 ? LABEL.disc : v;
      }),
    );
    expect(inside.transition).toContain('there is a disc inside the sacrum');
    expect(inside.discs.map((d) => d.level)).toEqual(plain.discs.map((d) => d.level));
  });

  test('transverse processes grown onto the sacrum are a sign', () => {
    const low = zOf('L5-S1');
    const joined = spineFromLabels(
      changed((v, p) => {
        const aside = Math.abs(p[0] - MIDDLE[0]);
        if (aside < 26 || aside > 34 || Math.abs(p[1] - MIDDLE[1]) > 14) return v;
        if (Math.abs(p[2] - low) > 22) return v;
        return p[2] > low ? LABEL.vertebra : LABEL.sacrum;
      }),
    );
    expect(joined.transition).toEqual(['the lowest vertebra is joined to the sacrum at its sides']);
  });

  test('a squared vertebra over a parallel disc is a sign', () => {
    const square = fixtureSpine({ sagittalDeg: [12, 9, 5, -3, -15, -16] });
    const spine = spineFromLabels(fixtureLabels(square, coarse, labels.voxelToPatient));
    expect(spine.transition).toEqual(['the lowest vertebra is squared']);
  });
});

test('background around the labels changes nothing', () => {
  const [nx, ny, nz] = labels.dims;
  const dims: Dims = [nx + 21, ny + 9, nz + 6];
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      data.set(
        labels.data.subarray((k * ny + j) * nx, (k * ny + j + 1) * nx),
        ((k + 4) * dims[1] + j + 7) * dims[0] + 16,
      );
  const affine = labels.voxelToPatient.slice();
  applyToPoint(affine, [-16, -7, -4]).forEach((x, row) => (affine[4 * row + 3] = x));
  const padded = createVolume(data, dims, affine);
  const [a, b] = [spineFromLabels(labels), spineFromLabels(padded)];
  expect(b.discs.map((d) => d.level)).toEqual(a.discs.map((d) => d.level));
  a.discs.forEach((d, i) => expect(distance(d.centre, b.discs[i]?.centre ?? [0, 0, 0])).toBeLessThan(0.01));
  const [small, large] = [instanceMap(labels), instanceMap(padded)];
  expect(large.names).toEqual(small.names);
  const at = (i: number, j: number, k: number): number =>
    large.map.data[((k + 4) * dims[1] + j + 7) * dims[0] + i + 16] ?? 0;
  expect(
    small.map.data.every((v, n) => v === at(n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny)))),
  ).toBe(true);
});

test('instanceMap numbers bodies, arches and discs from the top', () => {
  const { map, names } = instanceMap(labels);
  const toVoxel = invertAffine(map.voxelToPatient);
  const at = (p: Vec3): string | undefined => {
    const [i, j, k] = applyToPoint(toVoxel, p).map(Math.round) as [number, number, number];
    return names[map.data[(k * map.dims[1] + j) * map.dims[0] + i] ?? 0];
  };
  for (const v of plain.vertebrae.slice(0, -1)) {
    expect(at(v.centre)).toBe(v.level);
    // The pedicle, beside the canal behind the upper half of the body.
    const up = v.upperEndplate;
    const depth = (p: Vec3): number => Math.abs(dot(sub(p, up.point), up.normal) + 8);
    const beside = plain.canal.reduce((best, p) => (depth(p) < depth(best) ? p : best));
    expect(at([beside[0] + 13, beside[1], beside[2]])).toBe(v.level);
  }
  for (const d of plain.discs) expect(at(d.centre)).toBe(d.level);
  expect(map.data.every((value, n) => value > 0 === (labels.data[n] ?? 0) > 0)).toBe(true);
});

/** Labels on a coarser grid by majority of 2 × 2 × 5 samples, as a network or a person would see them. */
function coarser(source: LabelVolume, dims: Dims, affine: Affine): LabelVolume {
  const toSource = invertAffine(source.voxelToPatient);
  const [nx, ny, nz] = source.dims;
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const count = new Uint16Array(5);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        count.fill(0);
        for (const dk of [-0.4, -0.2, 0, 0.2, 0.4])
          for (const [di, dj] of [
            [-0.25, -0.25],
            [0.25, -0.25],
            [-0.25, 0.25],
            [0.25, 0.25],
          ] as const) {
            const q = applyToPoint(toSource, applyToPoint(affine, [i + di, j + dj, k + dk])).map(Math.round);
            const [x, y, z] = q as [number, number, number];
            const inside = x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < nz;
            const value = inside ? (source.data[(z * ny + y) * nx + x] ?? 0) : 0;
            count[value] = (count[value] ?? 0) + 1;
          }
        data[n++] = count.indexOf(Math.max(...count));
      }
  return createVolume(data, dims, affine);
}

test.each(['normal', 'scoliosis', 'listhesis-l4-l5'])('phantom %s on a 1.5 × 1.5 × 5 mm grid', (name) => {
  const file = readFileSync(new URL(`../../phantoms/${name}.json`, import.meta.url), 'utf8');
  const { labels: fine, truth } = generatePhantom(parsePhantomDefinition(JSON.parse(file)), 11, {
    extentMm: [130, 190, 330],
  });
  const dims: Dims = [120, 200, 18];
  const centre = truth.discs.find((d) => d.level === 'L2-L3')?.centre ?? [0, 0, 0];
  const grid = sagittalGrid(addScaled(centre, [0, 1, 0], 12), dims, [1.5, 1.5, 5], [0.3, 0.2, 1], 6);
  const spine = spineFromLabels(coarser(fine, dims, grid));
  const found = errors(spine, truth);
  expect(found.length).toBeGreaterThanOrEqual(6);
  expect(middle(found.map((e) => e.deg))).toBeLessThan(1.5);
  expect(Math.max(...found.map((e) => e.deg))).toBeLessThan(6);
  expect(Math.max(...found.map((e) => e.mm))).toBeLessThan(1.5);
});

const DATA = new URL('../../../shared/data/spider-t2-space/test/', import.meta.url);

test.skipIf(!existsSync(DATA))(
  'real label maps (reference data absent when skipped): T12-L1 to L5-S1, plausible tilts',
  async () => {
    for (const name of readdirSync(DATA)
      .filter((f) => f.endsWith('_labels.nii.gz'))
      .slice(0, 3)) {
      const volume = readNifti({ name, bytes: new Uint8Array(readFileSync(new URL(name, DATA))) });
      const spine = spineFromLabels(
        createVolume(Uint8Array.from(volume.data), volume.dims, volume.voxelToPatient),
      );
      const levels = spine.discs.map((d) => d.level);
      expect(levels, name).toEqual(
        expect.arrayContaining(['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']),
      );
      for (const d of spine.discs.slice(-3)) {
        const tilt = (Math.atan2(-d.normal[1], d.normal[2]) * 180) / Math.PI;
        expect(tilt, `${name} ${d.level}`).toBeGreaterThan(-12);
        expect(tilt, `${name} ${d.level}`).toBeLessThan(60);
      }
    }
  },
);
