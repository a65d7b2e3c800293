import { radToDeg, sliceNormal, type SliceGroup } from '../geometry';
import type { Attempt, OutcomeGroup } from '../exercise';
import { chosenAttempts, standsFor, type Choice } from './chosen';
import type { ClassMember } from './classBook';
import { groupBy } from './groupBy';
import { caseKey, readingArm, type ReadingArm } from './readingArm';

/** What is compared between observers. */
export const PLANE_MEASURES = [
  { key: 'sagittalTilt', label: 'Sagittal tilt', unit: '°' },
  { key: 'coronalTilt', label: 'Coronal tilt', unit: '°' },
  { key: 'offset', label: 'Offset along the spine', unit: 'mm' },
  { key: 'sacArea', label: 'Dural sac on the plane', unit: 'mm²' },
] as const;
export type PlaneMeasure = (typeof PLANE_MEASURES)[number];

/** One observer's value of one axial group of one case. */
export interface PlaneReading {
  /** Case and group. */
  readonly subject: string;
  readonly observer: string;
  readonly arm: ReadingArm;
  /** As the score has it: of tilts and offset the error against the disc, of the sac its area. */
  readonly value: number;
  /**
   * The same in the patient's own frame, which differs between discs: angle of the plane or height of its centre, of the sac its
   * area. Null where the plan has no such group.
   */
  readonly absolute: number | null;
  readonly ai: number | null;
  /** What the value would be on the disc's own plane. */
  readonly truth: number | null;
}

/**
 * Angle of a plane's normal, turned to point up, against the patient's axis in the sagittal (towards posterior) and coronal (towards
 * left) view, degrees; height of its centre, mm.
 */
function inPatient(
  group: Pick<SliceGroup, 'centre' | 'rowDirection' | 'columnDirection'>,
  key: string,
): number {
  const [x, y, z] = sliceNormal(group as SliceGroup);
  const up = z < 0 ? -1 : 1;
  if (key === 'sagittalTilt') return radToDeg(Math.atan2(up * y, up * z));
  if (key === 'coronalTilt') return radToDeg(Math.atan2(up * x, up * z));
  return group.centre[2];
}

function absoluteOf({ plan }: Attempt, { name }: OutcomeGroup, key: string, value: number): number | null {
  if (key === 'sacArea') return value;
  const group = plan.groups.find((candidate) => candidate.name === name);
  return group ? inPatient(group, key) : null;
}

/** All values of a measure, one an observer, case and group, in each arm. */
export function planeReadings(
  members: readonly ClassMember[],
  { key }: PlaneMeasure,
  choice: Choice,
): PlaneReading[] {
  return members.flatMap((member) => {
    const byCase = groupBy(
      chosenAttempts(member, choice),
      (attempt) => `${caseKey(attempt)} ${readingArm(attempt)}`,
    );
    return [...byCase.values()].flatMap((attempts) => {
      const attempt = standsFor(attempts, choice.take);
      return attempt ? readingsOf(member.trainee.id, attempt, key) : [];
    });
  });
}

const isAxial = ({ plan }: Attempt, { name }: OutcomeGroup): boolean =>
  plan.groups.some((group) => group.name === name && group.kind === 'axial');

const readingsOf = (observer: string, attempt: Attempt, key: string): PlaneReading[] =>
  attempt.outcome.groups.flatMap((group): PlaneReading[] => {
    const row = group.rows.find((candidate) => candidate.key === key);
    if (!row?.trainee || !isAxial(attempt, group)) return [];
    const { value } = row.trainee;
    return [
      {
        ...{ subject: `${caseKey(attempt)} · ${group.name}`, observer, arm: readingArm(attempt), value },
        absolute: absoluteOf(attempt, group, key, value),
        ai: row.ai?.value ?? null,
        truth: key === 'sacArea' ? (row.truth?.value ?? null) : 0,
      },
    ];
  });
