import { msg, str } from '@lit/localize';
import type { CaseState } from '../exercise';
import { nearestOrientation, sliceNormal, type SliceGroup, type Vec3 } from '../geometry';
import {
  alignWith,
  centreOn,
  copyGeometry,
  groupTitle,
  parallelTo,
  perpendicularTo,
  type PlannedGroup,
} from '../planning';
import { backgrounds } from './backgrounds';

// What a slice group can be brought into a relation with, and how.

/** Another group of the plan, a finished series, or a plane of the patient. */
export interface PlanReference {
  readonly id: string;
  readonly label: string;
  readonly normal: Vec3;
  /** Null: a plane of the patient, which lies nowhere. */
  readonly group: SliceGroup | null;
}

const PATIENT_PLANES: readonly PlanReference[] = [
  { id: 'plane-axial', label: 'Axial plane', normal: [0, 0, 1], group: null },
  { id: 'plane-sagittal', label: 'Sagittal plane', normal: [1, 0, 0], group: null },
  { id: 'plane-coronal', label: 'Coronal plane', normal: [0, 1, 0], group: null },
];

/** What the group in hand can be related to: the other groups first, then finished series, then the patient's planes. */
export function planReferences(exam: CaseState): PlanReference[] {
  const own = exam.groups.find(({ name }) => name === exam.activeGroup);
  const of = (id: string, label: string, group: SliceGroup): PlanReference => ({
    ...{ id, label, group, normal: sliceNormal(group) },
  });
  return [
    ...exam.groups
      .filter((group) => group !== own)
      .map((group) => of(`group-${group.name}`, groupTitle(group), group)),
    ...backgrounds(exam).map(({ id, label, series }) =>
      of(`series-${id}`, msg(str`${label} (image)`), series.group),
    ),
    ...PATIENT_PLANES,
  ];
}

/** A stack turned out of its kind's plane would be another kind of series: its sequence could not run it. */
export const keepsKind = (group: PlannedGroup): boolean =>
  nearestOrientation(sliceNormal(group)) === group.kind;

export type Relation = 'parallel' | 'perpendicular' | 'align' | 'centre' | 'copy';

interface Way {
  readonly relation: Relation;
  readonly word: () => string;
  /** On a focused plan view. */
  readonly key: string;
  readonly help: () => string;
  /** Words of the undo history. */
  readonly what: (group: string, to: string) => string;
  /** Null where the reference has no place. */
  readonly edit: (group: PlannedGroup, to: PlanReference) => PlannedGroup | null;
}

export const RELATIONS: readonly Way[] = [
  {
    ...{
      relation: 'parallel',
      word: () => msg('Parallel'),
      key: 'p',
      help: () => msg('Turn it parallel; its centre stays'),
    },
    what: (group, to) => `Turn ${group} parallel to ${to}`,
    edit: (group, { normal }) => parallelTo(group, normal),
  },
  {
    ...{ relation: 'perpendicular', word: () => msg('Perpendicular'), key: 'o' },
    help: () => msg('Turn it perpendicular; its centre stays'),
    what: (group, to) => `Turn ${group} perpendicular to ${to}`,
    edit: (group, { normal }) => perpendicularTo(group, normal),
  },
  {
    ...{
      relation: 'align',
      word: () => msg('Align'),
      key: 'a',
      help: () => msg('Move it within its own plane, in line with'),
    },
    what: (group, to) => `Align ${group} with ${to}`,
    edit: (group, to) => to.group && alignWith(group, to.group.centre),
  },
  {
    ...{
      relation: 'centre',
      word: () => msg('Centre'),
      key: 'c',
      help: () => msg('Move its centre to the centre of'),
    },
    what: (group, to) => `Centre ${group} on ${to}`,
    edit: (group, to) => to.group && centreOn(group, to.group.centre),
  },
  {
    ...{
      relation: 'copy',
      word: () => msg('Copy'),
      key: 'g',
      help: () => msg('Take place, angle, field of view and slices of'),
    },
    what: (group, to) => `Copy ${to} to ${group}`,
    edit: (group, to) => to.group && copyGeometry(group, to.group),
  },
];

/** The group in a relation with something, and the words of the step; null where the two do not allow it. */
export function related(
  relation: Relation,
  group: PlannedGroup,
  to: PlanReference,
): { readonly what: string; readonly group: PlannedGroup } | null {
  const way = RELATIONS.find((candidate) => candidate.relation === relation);
  const edited = way?.edit(group, to);
  if (!way || !edited || !keepsKind(edited)) return null;
  return { what: way.what(groupTitle(group), to.label), group: edited };
}
