import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyToPoint, invertAffine, type Affine, type SliceGroup, type Vec3 } from '../../../src/geometry';
import { TISSUE_NAMES, type PhantomPatient, type TissueName } from '../../../src/patient';
import { acquire, localizerGroups, sequenceByName, type Sequence, type Series } from '../../../src/scanner';
import { createVolume, sampleNearest, sampleTrilinear, type Volume } from '../../../src/volume';
import { meanMan } from '../anatomy';
import { spaceRatios } from '../real/space';
import { mean } from '../real/statistics';
import type { Row } from './row';

interface Reference {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

const REAL = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../tests/scanner/realRatios.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, Reference>>>>;

/** Real patients differ: within their quartiles, or a fifth of the median where the quartiles are closer than that. */
function ratioRow(sequence: string, ratio: string, measured: number): Row {
  const reference = REAL[sequence]?.[ratio];
  if (!reference) throw new Error(`realRatios.json has no ${ratio} of ${sequence}`);
  const { median, q1, q3 } = reference;
  return {
    quantity: `${sequence}, mean man: ${ratio.replace('To', ' to ')}`,
    measured,
    expected: median,
    tolerance: Math.max(0.2 * median, median - q1, q3 - median),
    unit: '×',
    source: 'median of real patients, tests/scanner/realRatios.json',
  };
}

/** The sagittal slab of a sequence's preset through the middle of the patient. */
function sagittal(patient: PhantomPatient, sequence: Sequence, sliceCount: number): Series {
  const { sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = sequence.defaults;
  const group: SliceGroup = {
    ...localizerGroups(patient).sagittal,
    sliceCount,
    sliceThickness,
    sliceGap,
    fovReadMm,
    fovPhaseMm,
  };
  return acquire(patient, group, sequence, 1);
}

/** Image and labels on the grid of the SPIDER volumes: x, y, z, 0.9 × 0.94 × 0.94 mm, 8 bits. */
function asSpider(series: Series, patient: PhantomPatient): { image: Volume; labels: Volume } {
  const { volume } = series;
  const dims = [19, 256, 320] as const;
  const side = [0.9, 0.9375, 0.9375] as const;
  const centre = series.group.centre;
  const affine: Affine = [
    ...[side[0], 0, 0, centre[0] - 9 * side[0]],
    ...[0, side[1], 0, centre[1] - 127.5 * side[1]],
    ...[0, 0, side[2], centre[2] - 159.5 * side[2]],
    ...[0, 0, 0, 1],
  ];
  const largest = volume.data.reduce((a, b) => Math.max(a, b), 0);
  const image = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const labels = new Uint8Array(image.length);
  const [toImage, toLabels] = [volume, patient.labels].map((v) => invertAffine(v.voxelToPatient));
  if (!toImage || !toLabels) throw new Error('no geometry');
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) {
        const p = applyToPoint(affine, [i, j, k]);
        image[n] = (254 * sampleTrilinear(volume, ...applyToPoint(toImage, p))) / largest;
        const label = sampleNearest(patient.labels, ...applyToPoint(toLabels, p));
        labels[n] = label === 4 ? 0 : label;
      }
  return { image: createVolume(image, dims, affine), labels: createVolume(labels, dims, affine) };
}

/** Mean signal by tissue over pixels around which, within 2 mm in the plane, there is nothing else. */
function tissueLevels(series: Series, patient: PhantomPatient): (names: readonly TissueName[]) => number {
  const { data, dims, voxelToPatient } = series.volume;
  const [columns, rows, slices] = dims;
  const maps = patient.tissueMaps.map(({ tissues }) => ({
    tissues,
    toVoxel: invertAffine(tissues.voxelToPatient),
  }));
  const tissueAt = (p: Vec3): number => {
    for (const { tissues, toVoxel } of maps) {
      const [i, j, k] = applyToPoint(toVoxel, p).map(Math.round) as unknown as Vec3;
      const [nx, ny, nz] = tissues.dims;
      if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz)
        return tissues.data[(k * ny + j) * nx + i] ?? 0;
    }
    return 0;
  };
  const values = new Map<string, number[]>();
  for (let k = 0; k < slices; k++)
    for (let j = 4; j < rows - 4; j += 2)
      for (let i = 4; i < columns - 4; i += 2) {
        const p = applyToPoint(voxelToPatient, [i, j, k]);
        const tissue = tissueAt(p);
        if (tissue === 0) continue;
        const around = [
          [-2, -2, 0],
          [2, -2, 0],
          [-2, 2, 0],
          [2, 2, 0],
          [0, 0, -0.5],
          [0, 0, 0.5],
        ].every(
          ([di = 0, dj = 0, dk = 0]) =>
            tissueAt(applyToPoint(voxelToPatient, [i + di, j + dj, k + dk])) === tissue,
        );
        if (!around) continue;
        const name = TISSUE_NAMES[tissue] ?? '';
        const held = values.get(name) ?? [];
        held.push(data[(k * rows + j) * columns + i] ?? 0);
        values.set(name, held);
      }
  return (names) => mean(names.flatMap((name) => values.get(name) ?? []));
}

/** Contrast of the mean man under the presets of 1.5 T, against real patients. */
export function tissueRatios(): Row[] {
  const patient = meanMan();
  const spaceSeries = sagittal(patient, sequenceByName('t2-space-sag'), 24);
  const { image, labels } = asSpider(spaceSeries, patient);
  const space = spaceRatios(image, labels);
  if (!space) throw new Error('the mean man shows too little marrow');
  const rows = [
    ratioRow('t2-space', 'csfToMarrow', space.csfToMarrow),
    ratioRow('t2-space', 'muscleToMarrow', space.muscleToMarrow),
    ratioRow('t2-space', 'fatToMarrow', space.fatToMarrow),
    ratioRow('t2-space', 'discToMarrow', space.discToMarrow),
  ];
  const levels = (name: string) => tissueLevels(sagittal(patient, sequenceByName(name), 13), patient);
  const t1 = levels('t1-tse-sag');
  const marrow = t1(['vertebralMarrow']);
  const nuclei = (['nucleusPfirrmann2', 'nucleusPfirrmann3', 'annulusInner'] as const).slice();
  rows.push(
    ratioRow('t1-tse', 'csfToMarrow', t1(['csf', 'caudaEquina']) / marrow),
    ratioRow('t1-tse', 'discToMarrow', t1(nuclei) / marrow),
    ratioRow('t1-tse', 'muscleToMarrow', t1(['muscle']) / marrow),
    ratioRow('t1-tse', 'fatToMarrow', t1(['subcutaneousFat']) / marrow),
  );
  const t2 = levels('t2-tse-sag');
  rows.push(
    ratioRow('t2-tse', 'muscleToMarrow', t2(['muscle']) / t2(['vertebralMarrow'])),
    ratioRow('t2-tse', 'fatToMarrow', t2(['subcutaneousFat']) / t2(['vertebralMarrow'])),
  );
  return rows;
}
