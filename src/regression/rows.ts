import type { SpineEstimate } from '../anatomy';
import { angleDeg, sliceNormal } from '../geometry';
import type { PhantomTruth, Spine } from '../patient';
import {
  planAutomatically,
  type Fault,
  type Prescription,
  type QualityFinding,
  type QualityGrade,
  type QualityReport,
} from '../planning';
import { diceByLabel } from '../segmentation';
import { LABEL, type LabelVolume, type Volume } from '../volume';
import { SURFACE_KEYS, surfaceAgreement } from './agreement';
import { discsAgainstTruth } from './discs';
import { labelsOnImage } from './onImage';
import { planeError } from './planes';
import type { MetricRow } from './record';
import { readSagittal, trueReadings, type SagittalValue } from './sagittalReadings';
import { readingKey } from './readings';

export const LABELLED = ['vertebra', 'disc', 'canal', 'sacrum'] as const;
export type Labelled = (typeof LABELLED)[number];

/**
 * Overlap and surfaces on the image's own grid; labels on another are read at its voxels' centres.
 * @param truth on the image's grid
 * @param labelled what the truth knows of
 */
export function labelRows(
  labels: LabelVolume,
  image: Volume,
  truth: LabelVolume,
  labelled: readonly Labelled[] = LABELLED,
): MetricRow[] {
  const found = labelsOnImage(labels, image);
  const dice = diceByLabel(
    found,
    truth,
    labelled.map((name) => LABEL[name]),
  );
  const surfaces = SURFACE_KEYS.filter((name) => labelled.includes(name)).flatMap((name): MetricRow[] => {
    const apart = surfaceAgreement(found, truth, LABEL[name]);
    return [
      { metric: `hausdorff95.${name}`, value: apart?.hausdorff95Mm ?? null },
      { metric: `surface.${name}`, value: apart?.meanMm ?? null },
    ];
  });
  return [
    ...labelled.map((name, i) => ({ metric: `dice.${name}`, value: finite(dice[i]?.dice) })),
    ...surfaces,
  ];
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** Names and planes of the discs that the image shows. */
export function spineRows(
  spine: SpineEstimate,
  truth: Spine,
  image: Volume,
  trueLabels: LabelVolume,
): MetricRow[] {
  const { counted, right, planes } = discsAgainstTruth(spine.discs, truth.discs, image, trueLabels);
  return [
    { metric: 'levels', value: counted > 0 ? right / counted : null },
    ...planes.flatMap(({ level, angleDeg: angle, centreMm }): MetricRow[] => [
      { metric: 'disc.tilt', where: level, value: angle },
      { metric: 'disc.centre', where: level, value: centreMm },
    ]),
  ];
}

/** Measures of the bench by those of a sagittal series. */
const SAGITTAL: Readonly<Record<string, string>> = {
  discMiddle: 'measure.discHeight',
  listhesis: 'measure.listhesis',
  lordosis: 'measure.lordosis',
};

/** Heights, slips and lordosis on the labels against the painted patient. */
export const sagittalRows = (labels: LabelVolume, truth: PhantomTruth): MetricRow[] =>
  readingRows(labels, truth, trueReadings(truth));

/**
 * Heights, slips and lordosis on the labels against what is true of them.
 * @param truth the spine at whose places they are read
 */
export function readingRows(
  labels: LabelVolume,
  truth: Spine,
  trueOnes: readonly SagittalValue[],
): MetricRow[] {
  const { readings } = readSagittal(labels, truth, labels.voxelToPatient);
  return trueOnes.flatMap(({ measure, where, value }): MetricRow[] => {
    const metric = SAGITTAL[measure];
    if (metric === undefined) return [];
    const found = readings.get(readingKey(measure, where));
    return [errorRow(metric, where, found, value)];
  });
}

/** The size of an error, with its sign beside it. */
export function errorRow(
  metric: string,
  where: string,
  found: number | null | undefined,
  truth: number,
): MetricRow {
  if (found === null || found === undefined) return { metric, where, value: null };
  return { metric, where, value: Math.abs(found - truth), signed: found - truth };
}

/** Groups of the plan against the discs they lie on, and the sagittal one against that planned on the truth. */
export function planRows({ groups }: Prescription, truth: Spine): MetricRow[] {
  const ideal = planAutomatically(truth, { kinds: ['sagittal'] }).prescription.groups[0];
  return groups.flatMap((group): MetricRow[] => {
    if (group.kind === 'sagittal' && ideal) {
      const apart = angleDeg(sliceNormal(group), sliceNormal(ideal));
      return [{ metric: 'plan.sagittalTilt', where: group.name, value: Math.min(apart, 180 - apart) }];
    }
    const error = group.kind === 'axial' ? planeError(group, truth) : undefined;
    if (!error) return [];
    const where = group.name;
    return [
      { metric: 'plan.tilt', where, value: error.angleDeg },
      { metric: 'plan.offset', where, value: error.offsetMm },
      { metric: 'plan.centre', where, value: error.centreMm },
    ];
  });
}

/**
 * Whether quality control asked for a series again without cause, and whether it let a fault pass.
 * @param known the series judged by what the scanner and the true anatomy know (`checkKnown`)
 * @param moved whether the patient moved on purpose, which `known` does not tell
 */
export function qualityRows(
  { findings }: QualityReport,
  known: readonly QualityFinding[],
  moved: boolean,
): MetricRow[] {
  const faultsOf = (all: readonly QualityFinding[], grades: readonly QualityGrade[]): Set<Fault> =>
    new Set(all.filter(({ grade }) => grades.includes(grade)).map(({ fault }) => fault));
  const named = faultsOf(findings, ['remark', 'repeat']);
  const reasons = faultsOf(known, ['remark', 'repeat']);
  const toRepeat = faultsOf(known, ['repeat']);
  if (moved) {
    reasons.add('motion');
    toRepeat.add('motion');
  }
  const unfounded = [...faultsOf(findings, ['repeat'])].some((fault) => !reasons.has(fault));
  const missed = [...toRepeat].some((fault) => !named.has(fault));
  return [
    { metric: 'quality.repeat', value: unfounded ? 1 : 0 },
    ...(toRepeat.size > 0 ? [{ metric: 'quality.missed', value: missed ? 1 : 0 }] : []),
  ];
}
