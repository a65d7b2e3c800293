import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addScaled,
  applyToPoint,
  invertAffine,
  type Affine,
  type SliceGroup,
  type Vec3,
} from '../../../src/geometry';
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
  readonly n: number;
}

type Ratios = Readonly<Record<string, Reference>>;

const REAL = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../tests/scanner/realRatios.json'), 'utf8'),
) as Readonly<Record<'t2-space' | 't2-tse' | 't1-tse', Ratios>> & {
  readonly 't2-space': { readonly discsByPfirrmannGrade: Readonly<Record<string, Ratios>> };
};

/** Fewer images than this say little of the spread between patients. */
const FEW = 4;

/** Real patients differ: within their quartiles or a fifth of the median, two fifths where only a few images were measured. */
function ratioRow(sequence: string, ratio: string, measured: number, reference: Reference | undefined): Row {
  if (!reference) throw new Error(`realRatios.json has no ${ratio} of ${sequence}`);
  const { median, q1, q3, n } = reference;
  return {
    quantity: `${sequence}, mean man: ${ratio}`,
    measured,
    expected: median,
    tolerance: Math.max((n < FEW ? 0.4 : 0.2) * median, median - q1, q3 - median),
    unit: '×',
    source: `median of ${n} real ${n < FEW ? 'images' : 'patients or discs'}, tests/scanner/realRatios.json`,
  };
}

/** Around the middle, so that muscle beside the arches is seen too. */
const SLICES = 13;

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

/** Tissue index at a patient position: of the finest map that holds it. */
function tissueLookup(patient: PhantomPatient): (p: Vec3) => number {
  const maps = patient.tissueMaps.map(({ tissues }) => ({
    tissues,
    toVoxel: invertAffine(tissues.voxelToPatient),
  }));
  return (p) => {
    for (const { tissues, toVoxel } of maps) {
      const [x, y, z] = applyToPoint(toVoxel, p);
      const [i, j, k] = [Math.round(x), Math.round(y), Math.round(z)];
      const [nx, ny, nz] = tissues.dims;
      if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz)
        return tissues.data[(k * ny + j) * nx + i] ?? 0;
    }
    return 0;
  };
}

/** In pixels and slices: where the same tissue must lie for a pixel to be counted as that tissue alone. */
const AROUND = [
  [-2, -2, 0],
  [2, -2, 0],
  [-2, 2, 0],
  [2, 2, 0],
  [0, 0, -0.5],
  [0, 0, 0.5],
] as const;
const SAC: readonly (TissueName | undefined)[] = ['csf', 'caudaEquina'];

/** Mean signal of tissues over pixels around which there is nothing else; the sac is fluid and roots together. */
function tissueLevels(
  series: Series,
  patient: PhantomPatient,
): (parts: readonly (TissueName | 'sac')[]) => number {
  const { data, dims, voxelToPatient } = series.volume;
  const [columns, rows, slices] = dims;
  const lookup = tissueLookup(patient);
  const partAt = (i: number, j: number, k: number): string => {
    const name = TISSUE_NAMES[lookup(applyToPoint(voxelToPatient, [i, j, k]))];
    return SAC.includes(name) ? 'sac' : (name ?? 'air');
  };
  const values = new Map<string, number[]>();
  for (let k = 0; k < slices; k++)
    for (let j = 4; j < rows - 4; j += 2)
      for (let i = 4; i < columns - 4; i += 2) {
        const part = partAt(i, j, k);
        if (part === 'air' || AROUND.some(([di, dj, dk]) => partAt(i + di, j + dj, k + dk) !== part))
          continue;
        const held = values.get(part) ?? [];
        held.push(data[(k * rows + j) * columns + i] ?? 0);
        values.set(part, held);
      }
  return (parts) => mean(parts.flatMap((name) => values.get(name) ?? []));
}

/** Pfirrmann grade of each disc by the tissue in its middle, L5-S1 upward as `spaceRatios` counts them. */
function grades(patient: PhantomPatient): (number | undefined)[] {
  const tissueAt = tissueLookup(patient);
  return patient.truth.discs.toReversed().map(({ centre, normal }) => {
    const found = [-2, -1, 0, 1, 2].map((up) => TISSUE_NAMES[tissueAt(addScaled(centre, normal, up))] ?? '');
    const name = found.find((tissue) => tissue.startsWith('nucleusPfirrmann'));
    return name === undefined ? undefined : Number(name.at(-1));
  });
}

function spaceRows(patient: PhantomPatient): Row[] {
  // The real volumes are not normalised either: the same program divides out the coil of both.
  const sequence: Sequence = { ...sequenceByName('t2-space-sag'), normalisationFilter: false };
  const { image, labels } = asSpider(sagittal(patient, sequence, 24), patient);
  const space = spaceRatios(image, labels);
  if (!space) throw new Error('the mean man shows too little marrow');
  const real = REAL['t2-space'];
  const row = (name: string, measured: number, reference: Reference | undefined): Row =>
    ratioRow('T2 SPACE', name, measured, reference);
  const rows = [
    row('CSF to marrow', space.csfToMarrow, real['csfToMarrow']),
    row('muscle to marrow', space.muscleToMarrow, real['muscleToMarrow']),
    // Against its neighbour, because the shading is known least where the fat is.
    row('subcutaneous fat to muscle', space.fatToMuscle, real['fatToMuscle']),
  ];
  const gradeOf = grades(patient);
  for (const grade of [1, 2, 3, 4, 5]) {
    const own = space.discs.filter((disc) => gradeOf[disc.number - 1] === grade);
    if (own.length === 0) continue;
    const reference = real.discsByPfirrmannGrade[`pfirrmann${grade}`];
    const nucleus = mean(own.map((disc) => disc.nucleusToMarrow));
    rows.push(row(`nucleus of grade ${grade} to marrow`, nucleus, reference?.['nucleusToMarrow']));
  }
  return rows;
}

/** Median age of the patients whose SPACE volumes were measured (s): marrow turns to fat, discs dry. */
const AGE_YEARS = 60;

/** Contrast of the mean man under the presets of 1.5 T, against real patients. */
export function tissueRatios(): Row[] {
  const patient = meanMan(AGE_YEARS);
  const levels = (name: string) => tissueLevels(sagittal(patient, sequenceByName(name), SLICES), patient);
  const t1 = levels('t1-tse-sag');
  const t2 = levels('t2-tse-sag');
  const discs = ['nucleusPfirrmann1', 'nucleusPfirrmann2', 'nucleusPfirrmann3', 'annulusInner'] as const;
  const row = (
    name: 't1-tse' | 't2-tse',
    tissue: string,
    ratio: string,
    part: readonly (TissueName | 'sac')[],
  ): Row => {
    const level = name === 't1-tse' ? t1 : t2;
    const title = name === 't1-tse' ? 'T1 TSE' : 'T2 TSE';
    return ratioRow(
      title,
      `${tissue} to marrow`,
      level(part) / level(['vertebralMarrow']),
      REAL[name][ratio],
    );
  };
  return [
    ...spaceRows(patient),
    row('t1-tse', 'thecal sac', 'csfToMarrow', ['sac']),
    row('t1-tse', 'disc', 'discToMarrow', discs),
    row('t1-tse', 'muscle', 'muscleToMarrow', ['muscle']),
    row('t1-tse', 'subcutaneous fat', 'fatToMarrow', ['subcutaneousFat']),
    row('t2-tse', 'muscle', 'muscleToMarrow', ['muscle']),
    row('t2-tse', 'subcutaneous fat', 'fatToMarrow', ['subcutaneousFat']),
  ];
}
