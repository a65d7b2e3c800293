import type { SliceGroup } from '../../src/geometry';
import type { PhantomPatient } from '../../src/patient';
import { planAutomatically } from '../../src/planning';
import {
  acquire,
  defaultIsocentre,
  localizerGroups,
  RESTING_PHYSIOLOGY,
  sequenceByName,
  type Series,
} from '../../src/scanner';

/** The stacks that every phantom is measured on. */
export const MAIN_STACKS = ['t2', 't1', 'stir', 'localizer'] as const;
/** Other orientations and sampling, for a few phantoms. */
export const FURTHER_STACKS = ['coronal', 'axial', 'isotropic', 'narrow', 'few'] as const;
export type StackName = (typeof MAIN_STACKS)[number] | (typeof FURTHER_STACKS)[number];

const SEQUENCE: Readonly<Record<StackName, string>> = {
  t2: 't2-tse-sag',
  t1: 't1-tse-sag',
  stir: 'stir-sag',
  localizer: 'localizer-gre',
  coronal: 't2-tse-cor',
  axial: 't2-tse-ax',
  isotropic: 't2-space-sag',
  narrow: 't2-space-sag',
  few: 't2-tse-sag',
};

/** What each stack is, for the card. */
export const STACK_TITLE: Readonly<Record<StackName, string>> = {
  t2: 'sagittal T2 TSE',
  t1: 'sagittal T1 TSE',
  stir: 'sagittal STIR',
  localizer: 'localizer, sagittal GRE, 17 × 5 mm',
  coronal: 'coronal T2 TSE, 15 × 5 mm',
  axial: 'axial T2 TSE, 15 × 5 mm about L4',
  isotropic: 'sagittal T2 SPACE, 64 × 1 mm',
  narrow: 'sagittal T2 SPACE, 20 × 1 mm',
  few: 'sagittal T2 TSE, 3 slices',
};

/** A thick stack that holds as much as it can of the spine: 15 slices of 5 mm. */
const THICK = { sliceCount: 15, sliceThickness: 5, sliceGap: 0 } as const;

const NARROW_SLICES = 20;
const FEW_SLICES = 3;

/**
 * Where a stack lies. Sagittal ones are placed as the automatic planner places them on the true spine: one group for T2,
 * T1 and STIR, as an exam takes them. Coronals take the planner's coronal group, axials lie straight at L4.
 */
function groupOf(patient: PhantomPatient, stack: StackName): SliceGroup {
  const { groups } = planAutomatically(patient.truth).prescription;
  const planned = (kind: 'sagittal' | 'coronal'): SliceGroup => {
    const group = groups.find((g) => g.kind === kind);
    if (!group) throw new Error(`the planner gives no ${kind} group`);
    return group;
  };
  const own = localizerGroups(patient, defaultIsocentre(patient));
  if (stack === 'localizer') return own.sagittal;
  if (stack === 'coronal') return { ...planned('coronal'), ...THICK };
  if (stack === 'axial') {
    const centre = patient.truth.vertebrae.find((v) => v.level === 'L4')?.centre ?? own.axial.centre;
    return { ...own.axial, ...THICK, centre, fovReadMm: 200, fovPhaseMm: 200 };
  }
  if (stack === 'isotropic' || stack === 'narrow') {
    const { sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = sequenceByName(
      SEQUENCE[stack],
    ).defaults;
    const slices = stack === 'narrow' ? NARROW_SLICES : sliceCount;
    return { ...planned('sagittal'), sliceCount: slices, sliceThickness, sliceGap, fovReadMm, fovPhaseMm };
  }
  if (stack === 'few') return { ...planned('sagittal'), sliceCount: FEW_SLICES };
  return planned('sagittal');
}

/** Acquires a stack at the sandbox's field strength; the patient breathes and his heart beats, but for the localizer, as on the page. */
export function scanStack(patient: PhantomPatient, stack: StackName, seed: number): Series {
  const group = groupOf(patient, stack);
  const sequence = sequenceByName(SEQUENCE[stack]);
  return acquire(
    patient,
    group,
    sequence,
    seed,
    stack === 'localizer' ? {} : { physiology: RESTING_PHYSIOLOGY },
  );
}
