import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOneVolume } from '../src/cli/files';
import { runPlan, type Segment } from '../src/cli/plan';
import { createNodeEngine } from '../src/cli/segment';
import { applyToPoint, IsocenterError, multiplyAffine, type Affine, type Vec3 } from '../src/geometry';
import type { Engine } from '../src/inference';
import { writeNifti } from '../src/io';
import {
  generatePhantom,
  parsePhantomDefinition,
  TISSUES,
  wholeMap,
  type PhantomPatient,
  type TissueName,
} from '../src/patient';
import { planAutomatically } from '../src/planning';
import { acquire, sequenceByName } from '../src/scanner';
import { segmentVolume } from '../src/segmentation';
import { createVolume, sampleNearest, type Dims, type Volume } from '../src/volume';

// What is no lumbar spine, or not where its header says, goes through the shipped networks and never comes out as a plan.

let folder = '';
let engine: Engine;
let patient: PhantomPatient;
let t2: Volume;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter-refusals-'));
  engine = await createNodeEngine('wasm');
  const definition = readFileSync(join(import.meta.dirname, '../phantoms/normal.json'), 'utf8');
  patient = generatePhantom(parsePhantomDefinition(JSON.parse(definition)), 5, { extentMm: [200, 260, 330] });
  const stack = planAutomatically(patient.truth).prescription.groups.find((g) => g.kind === 'sagittal');
  if (!stack) throw new Error('every plan has a sagittal stack');
  t2 = acquire(patient, stack, sequenceByName('t2-tse-sag'), 5).volume;
}, 300_000);
afterAll(async () => {
  engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

const segment: Segment = (volume) => segmentVolume(volume, engine.networks, { now: () => performance.now() });

/** What becomes of an image: `planned`, or the code of the refusal, whose sentence and hint must be there. */
async function outcome(image: Volume): Promise<string> {
  const path = join(folder, 'image.nii');
  const data = Int16Array.from(image.data, (v) => Math.round(v));
  await writeFile(path, writeNifti({ ...image, data }, { gzip: false }));
  try {
    await runPlan(path, { out: join(folder, 'plan.json') }, () => undefined, segment);
    return 'planned';
  } catch (error) {
    if (!(error instanceof IsocenterError)) throw error;
    expect(error.message).toMatch(/\.$/);
    expect(error.hint.length).toBeGreaterThan(10);
    return error.code;
  }
}

/** A refusal by what was found, not by a fault of the file. */
const REFUSED = /^(anatomy|segmentation)-[a-z-]+$/;

const DIMS: Dims = [160, 160, 15];
const at = (n: number): Vec3 => [
  4.4 * (Math.floor(n / (DIMS[0] * DIMS[1])) - 7),
  1.8 * ((n % DIMS[0]) - 79.5),
  1.8 * (79.5 - (Math.floor(n / DIMS[0]) % DIMS[1])),
];
const GRID: Affine = [...[0, 0, 4.4, -30.8], ...[1.8, 0, 0, -143.1], ...[0, -1.8, 0, 143.1], ...[0, 0, 0, 1]];

/** A sagittal stack of a made-up object in noise. */
function picture(value: (p: Vec3) => number, noise = 20): Volume {
  let state = 9;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const data = Float32Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, (_, n) =>
    Math.abs(value(at(n)) + noise * (random() + random() + random() - 1.5)),
  );
  return createVolume(data, DIMS, GRID);
}

describe('what is no lumbar spine is refused', () => {
  test('an empty and a constant image', async () => {
    const flat = (value: number): Volume =>
      createVolume(new Float32Array(DIMS[0] * DIMS[1] * DIMS[2]).fill(value), DIMS, GRID);
    expect(await outcome(flat(700))).toMatch(REFUSED);
    // Zeros alone are a label map without labels.
    expect(await outcome(flat(0))).toBe('plan-labels-unknown');
  });

  test('pure noise', async () => {
    expect(await outcome(picture(() => 0, 300))).toMatch(REFUSED);
  });

  test('a head: scalp, skull, liquor, brain and ventricles', async () => {
    const head = picture(([x, y, z]) => {
      const r = Math.hypot(x / 72, y / 92, (z - 10) / 85);
      if (r > 1 && Math.hypot(x, y - 10) < 55 && z < 0) return 350;
      if (r > 1) return 0;
      if (r > 0.95) return 800;
      if (r > 0.88) return 60;
      if (r > 0.84) return 1000;
      return Math.hypot(Math.abs(x) - 12, y / 3, (z - 20) / 1.4) < 9 ? 1000 : r > 0.76 ? 480 : 380;
    });
    expect(await outcome(head)).toMatch(REFUSED);
  });

  test('a knee: two shafts that flare towards a joint, menisci, muscle and fat', async () => {
    const knee = picture(([x, y, z]) => {
      const flare = 14 + 22 * Math.exp(-((z / 40) ** 2));
      const r = Math.hypot(x, y);
      if (r > 75) return 0;
      if (r > 62) return 900;
      if (Math.abs(z) < 3) return r < flare ? 150 : 1000;
      if (r < flare - 3) return 520;
      return r < flare ? 40 : 260;
    });
    expect(await outcome(knee)).toMatch(REFUSED);
  });

  test('computed tomography of the phantom: air black, bone brightest', async () => {
    const map = wholeMap(patient).tissues;
    const hu = TISSUES.map(({ name }) => HOUNSFIELD[name] ?? 45);
    const ct = Float32Array.from(t2.data, (_, n) => {
      const [nx, ny] = t2.dims;
      const p = applyToPoint(t2.voxelToPatient, [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))]);
      const [ox, oy, oz] = [
        map.voxelToPatient[3] ?? 0,
        map.voxelToPatient[7] ?? 0,
        map.voxelToPatient[11] ?? 0,
      ];
      const side = map.voxelToPatient[0] ?? 1;
      return hu[sampleNearest(map, (p[0] - ox) / side, (p[1] - oy) / side, (p[2] - oz) / side)] ?? -1000;
    });
    expect(await outcome(createVolume(ct, t2.dims, t2.voxelToPatient))).toBe('segmentation-not-mr');
  });
});

const HOUNSFIELD: Partial<Record<TissueName, number>> = {
  air: -1000,
  subcutaneousFat: -100,
  visceralFat: -100,
  epiduralFat: -90,
  foraminalFat: -90,
  corticalBone: 1100,
  endplate: 700,
  vertebralMarrow: 180,
  sacralMarrow: 150,
  iliacMarrow: 150,
  csf: 8,
  bowelFluid: 15,
};

describe('a lumbar spine against its header is refused', () => {
  const turned = ([x, y, z]: Vec3): Volume => {
    const turn = [...[x, 0, 0, 0], ...[0, y, 0, 0], ...[0, 0, z, 0], ...[0, 0, 0, 1]];
    return { ...t2, voxelToPatient: multiplyAffine(turn, t2.voxelToPatient) };
  };

  test('as it is, it is planned on', async () => {
    expect(await outcome(t2)).toBe('planned');
  });

  test('head and feet exchanged', async () => {
    expect(await outcome(turned([1, 1, -1]))).toMatch(REFUSED);
  });

  test('RAS written where LPS is meant: left and right, front and back exchanged', async () => {
    expect(await outcome(turned([-1, -1, 1]))).toMatch(REFUSED);
  });

  test('a field that ends above L1', async () => {
    const l1 = patient.truth.vertebrae.find((v) => v.level === 'L1')?.centre[2] ?? 0;
    const [nx, ny, nz] = t2.dims;
    const rows = Array.from(
      { length: ny },
      (_, j) => applyToPoint(t2.voxelToPatient, [nx / 2, j, nz / 2])[2],
    );
    const kept = rows.filter((z) => z > l1).length;
    const data = Float32Array.from({ length: nx * kept * nz }, (_, n) => {
      const k = Math.floor(n / (nx * kept));
      return t2.data[n - k * nx * kept + k * nx * ny] ?? 0;
    });
    expect(rows[0]).toBeGreaterThan(rows.at(-1) ?? Infinity);
    expect(await outcome(createVolume(data, [nx, kept, nz], t2.voxelToPatient))).toMatch(REFUSED);
  });
});

const DICOM = join(import.meta.dirname, '../../shared/data/dicom');
/** Sagittal series of heads. */
const HEADS = [
  'siemens_classic_sagittal_5slices',
  'philips_enhanced_sagittal',
  'siemens_enhanced_sagittal_t1',
];

test.skipIf(!existsSync(DICOM)).each(HEADS)(
  'real head %s is refused (reference data absent when skipped)',
  async (name) => {
    expect(await readdir(DICOM)).toContain(name);
    expect(await outcome(await readOneVolume(join(DICOM, name, 'dicom')))).toMatch(REFUSED);
  },
);
