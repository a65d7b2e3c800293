import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addScaled,
  applyToPoint,
  invertAffine,
  sliceNormal,
  type Affine,
  type Vec3,
} from '../../src/geometry';
import { readVolumes } from '../../src/io';
import { hybridPatient, TISSUE, type HybridPatient } from '../../src/patient';
import {
  acquire,
  ESTIMATED_CONTRAST_NOTE,
  localizerGroups,
  patientSignals,
  sequenceByName,
  type Series,
} from '../../src/scanner';
import { createVolume, LABEL, sampleNearest, sampleTrilinear, type Volume } from '../../src/volume';

const T2 = sequenceByName('t2-tse-sag');
const signals = patientSignals({ tissueMaps: [], fatFractions: {}, seed: 0 }, T2);

/** A made-up slab, sagittal as real ones are: a vertebra, a disc, a canal, muscle and fat about them. */
function slab(): { volume: Volume<Uint16Array>; labels: Volume<Uint8Array> } {
  const dims = [60, 60, 8] as const;
  // Columns run to the back, rows to the feet, slices to the left.
  const affine: Affine = [0, 0, 3, -10, 1.5, 0, 0, -45, 0, -1.5, 0, 45, 0, 0, 0, 1];
  const data = new Uint16Array(60 * 60 * 8);
  const labels = new Uint8Array(data.length);
  for (let n = 0; n < data.length; n++) {
    const i = n % 60;
    const j = Math.floor(n / 60) % 60;
    const grain = ((n * 7919) % 41) - 20;
    if (i >= 12 && i < 30) {
      const isDisc = j % 20 < 6;
      labels[n] = isDisc ? LABEL.disc : LABEL.vertebra;
      data[n] = (isDisc ? 250 : 420) + grain;
    } else if (i >= 32 && i < 40) {
      labels[n] = LABEL.canal;
      data[n] = 1000 + grain;
    } else data[n] = i < 6 ? 5 : i > 50 ? 700 + grain : 180 + grain;
  }
  return { volume: createVolume(data, dims, affine), labels: createVolume(labels, dims, affine) };
}

describe('a patient from a volume and its segmentation', () => {
  const { volume, labels } = slab();
  const patient = hybridPatient(volume, labels, 'slab', signals);
  const { tissues, density } = patient.tissueMaps[0] ?? {};

  it('gives back the intensity of every voxel in the original sequence', () => {
    // Intensity = unit × signal × density: one unit for all voxels, to the half step of an 8-bit density.
    const units = Array.from(volume.data).flatMap((value, n) => {
      const share = density?.data[n] ?? 0;
      return share > 20 && share < 255
        ? [value / ((signals[tissues?.data[n] ?? 0] ?? 0) * (share / 128))]
        : [];
    });
    const mean = units.reduce((sum, u) => sum + u, 0) / units.length;
    expect(units.length).toBeGreaterThan(0.8 * volume.data.length);
    expect(Math.max(...units.map((u) => Math.abs(u / mean - 1)))).toBeLessThan(0.03);
  });

  it('names what the labels and intensities say', () => {
    const at = (i: number, j: number): number => tissues?.data[(3 * 60 + j) * 60 + i] ?? -1;
    expect(at(36, 30)).toBe(TISSUE.csf);
    expect(at(20, 10)).toBe(TISSUE.vertebralMarrow);
    expect(at(46, 30)).toBe(TISSUE.muscle);
    expect(at(56, 30)).toBe(TISSUE.subcutaneousFat);
  });

  it('is refused with labels of another grid, or without canal or vertebrae', () => {
    const moved = createVolume(labels.data, labels.dims, [
      ...labels.voxelToPatient.slice(0, 3),
      9,
      ...labels.voxelToPatient.slice(4),
    ] as unknown as Affine);
    const without = (label: number): Volume<Uint8Array> =>
      createVolume(
        labels.data.map((l) => (l === label ? 0 : l)),
        labels.dims,
        labels.voxelToPatient,
      );
    const refusal = (wrong: Volume<Uint8Array>) => () => hybridPatient(volume, wrong, 'x', signals);
    expect(refusal(moved)).toThrowError(expect.objectContaining({ code: 'hybrid-grid' }));
    expect(refusal(without(LABEL.canal))).toThrowError(expect.objectContaining({ code: 'hybrid-labels' }));
    expect(refusal(without(LABEL.vertebra))).toThrowError(expect.objectContaining({ code: 'hybrid-labels' }));
  });
});

const TRAIN = '../shared/data/spider-t2-space/train/';
const hasData = existsSync(`${TRAIN}110_image.nii.gz`);

describe.skipIf(!hasData)(`a real patient${hasData ? '' : ' (reference data absent)'}`, () => {
  const read = async (name: string): Promise<Volume> => {
    const { volumes } = await readVolumes([{ name, bytes: new Uint8Array(readFileSync(`${TRAIN}${name}`)) }]);
    const [volume] = volumes;
    if (!volume) throw new Error(`nothing in ${name}`);
    return volume;
  };
  const open = async (): Promise<{ volume: Volume; patient: HybridPatient }> => {
    const volume = await read('110_image.nii.gz');
    const { data, dims, voxelToPatient } = await read('110_labels.nii.gz');
    const labels = createVolume(Uint8Array.from(data), dims, voxelToPatient);
    return { volume, patient: hybridPatient(volume, labels, 'real', signals) };
  };
  // The original's fat is displaced as it is: a wide bandwidth displaces it no further.
  const settings = {
    matrixRead: 192,
    matrixPhase: 192,
    averages: 2,
    bandwidthHzPerPixel: 600,
    normalisationFilter: true,
  };
  const scan = (patient: HybridPatient, sequence: string): Series => {
    const group = { ...localizerGroups(patient).sagittal, sliceCount: 3, sliceThickness: 4 };
    return acquire(patient, group, { ...sequenceByName(sequence), ...settings }, 1);
  };

  /** Pixels of a series with what the original shows there, averaged through the slice. */
  function pixels(
    { volume: image, group }: Series,
    original: Volume,
    labels: Volume,
  ): { ours: number; theirs: number; label: number }[] {
    const toVoxel = invertAffine(original.voxelToPatient);
    const normal = sliceNormal(group);
    const [columns, rows] = image.dims;
    return Array.from(image.data).flatMap((ours, n) => {
      const index: Vec3 = [n % columns, Math.floor(n / columns) % rows, Math.floor(n / (columns * rows))];
      const centre = applyToPoint(image.voxelToPatient, index);
      const inside = [-0.4, -0.2, 0, 0.2, 0.4].map((f) =>
        applyToPoint(toVoxel, addScaled(centre, normal, f * group.sliceThickness)),
      );
      const outside = inside.some((p) => p.some((x, axis) => x < 0 || x > (original.dims[axis] ?? 0) - 1));
      if (outside) return [];
      const theirs = inside.reduce((sum, p) => sum + sampleTrilinear(original, ...p), 0) / inside.length;
      return [{ ours, theirs, label: sampleNearest(labels, ...(inside[2] ?? [0, 0, 0])) }];
    });
  }

  it('looks in T2 as it does, and has dark fluid in T1', async () => {
    const { volume, patient } = await open();
    const t2 = scan(patient, 't2-tse-sag');
    expect(t2.notes).toContain(ESTIMATED_CONTRAST_NOTE);
    const points = pixels(t2, volume, patient.labels);
    const mean = (of: (p: (typeof points)[number]) => number, list = points): number =>
      list.reduce((sum, p) => sum + of(p), 0) / list.length;
    const [a, b] = [mean((p) => p.ours), mean((p) => p.theirs)];
    const covariance = mean((p) => (p.ours - a) * (p.theirs - b));
    const correlation =
      covariance / Math.sqrt(mean((p) => (p.ours - a) ** 2) * mean((p) => (p.theirs - b) ** 2));
    expect(points.length).toBeGreaterThan(10_000);

    expect(correlation).toBeGreaterThan(0.9);

    const t1 = pixels(scan(patient, 't1-tse-sag'), volume, patient.labels);
    const ratio = (list: typeof t1): number =>
      mean(
        (p) => p.ours,
        list.filter((p) => p.label === LABEL.canal),
      ) /
      mean(
        (p) => p.ours,
        list.filter((p) => p.label === LABEL.vertebra),
      );
    expect(ratio(points)).toBeGreaterThan(1.3);
    expect(ratio(t1)).toBeLessThan(0.7);
  });
});
