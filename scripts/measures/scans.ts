import { add, normalize, rotateAbout, type SliceGroup, type Vec3 } from '../../src/geometry';
import type { PhantomPatient } from '../../src/patient';
import { planAutomatically } from '../../src/planning';
import { acquire, RESTING_PHYSIOLOGY, sequenceByName, type Series } from '../../src/scanner';
import { draws } from '../quality/draws';

/** The series that every patient is measured on: each kind twice, the second time as if he had got up in between. */
export const SCANS = ['sagittal', 'sagittal-again'] as const;
export type ScanName = (typeof SCANS)[number];

/** The patient lies otherwise the second time by up to this much about, and along, each of three axes. */
const TURN_DEG = 3;
const SHIFT_MM = 4;
/** Noise of the second scan. */
const AGAIN_SEED = 1_000_003;

/** The planner's sagittal group on the true spine. */
function sagittalGroup(patient: PhantomPatient): SliceGroup {
  const group = planAutomatically(patient.truth).prescription.groups.find((g) => g.kind === 'sagittal');
  if (!group) throw new Error('the planner gives no sagittal group');
  return group;
}

/** Where a group lies in a patient who has moved under it. */
export function movedGroup(group: SliceGroup, seed: number): SliceGroup {
  const draw = draws(seed, 'lies otherwise');
  const within = (most: number): number => most * (2 * draw() - 1);
  const turns: readonly (readonly [Vec3, number])[] = [
    [[1, 0, 0], within(TURN_DEG)],
    [[0, 1, 0], within(TURN_DEG)],
    [[0, 0, 1], within(TURN_DEG)],
  ];
  const turn = (v: Vec3): Vec3 =>
    normalize(turns.reduce((w, [axis, deg]) => rotateAbout(w, axis, (deg * Math.PI) / 180), v));
  return {
    ...group,
    centre: add(group.centre, [within(SHIFT_MM), within(SHIFT_MM), within(SHIFT_MM)]),
    rowDirection: turn(group.rowDirection),
    columnDirection: turn(group.columnDirection),
  };
}

export interface Scan {
  /** As acquired; its geometry is that of the patient at rest. */
  readonly series: Series;
  /** Where the scanner believes the group to lie: its own coordinates, in which a patient who moved lies otherwise. */
  readonly prescribed: SliceGroup;
}

export function scan(patient: PhantomPatient, name: ScanName, seed: number): Scan {
  const prescribed = sagittalGroup(patient);
  const again = name.endsWith('-again');
  const group = again ? movedGroup(prescribed, seed) : prescribed;
  const noise = again ? seed + AGAIN_SEED : seed;
  const options = { physiology: RESTING_PHYSIOLOGY };
  return { series: acquire(patient, group, sequenceByName('t2-tse-sag'), noise, options), prescribed };
}
