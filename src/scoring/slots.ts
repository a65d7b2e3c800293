import { dot, rejectFrom, sliceNormal } from '../geometry';
import type { GroupKind, PlannedGroup, Prescription } from '../planning';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import type { Rubric } from './rubric';
import { levelOf } from './targets';
import { USUAL } from './technique';

/** A place in the exam: what the rubric asks for, or an extra group. */
export interface Slot {
  readonly name: string;
  readonly kind: GroupKind;
  readonly level: DiscLevel | null;
  readonly group: PlannedGroup | null;
  readonly counts: boolean;
}

const levelIn = (group: PlannedGroup): DiscLevel | null =>
  group.kind === 'axial' ? levelOf(group, DISC_LEVELS) : null;

/** What the rubric asks for, then everything else that was planned. */
export function slotsOf(trainee: Prescription, { required }: Rubric): Slot[] {
  const taken = new Set<PlannedGroup>();
  const take = (kind: GroupKind, level: DiscLevel | null): Slot => {
    const group =
      trainee.groups.find((g) => !taken.has(g) && g.kind === kind && levelIn(g) === level) ?? null;
    if (group) taken.add(group);
    const name = group?.name ?? (kind === 'axial' ? (level ?? 'axial') : `${kind} stack`);
    return { name, kind, level, group, counts: true };
  };
  const slots = [
    ...(['sagittal', 'coronal'] as const).flatMap((kind) => (required[kind] ? [take(kind, null)] : [])),
    ...required.axialLevels.map((level) => take('axial', level)),
  ];
  const extra = trainee.groups.filter((g) => !taken.has(g));
  return [
    ...slots,
    ...extra.map((group): Slot => {
      const { name, kind } = group;
      return { name, kind, level: levelIn(group), group, counts: false };
    }),
  ];
}

/** The groups of another plan in these places, under the same names. */
export function samePlaces(slots: readonly Slot[], plan: Prescription): Prescription {
  const groups = slots.flatMap((slot) => {
    const fits = plan.groups.find((g) => g.kind === slot.kind && levelIn(g) === slot.level);
    return fits ? [{ ...fits, name: slot.name }] : [];
  });
  return { ...plan, groups };
}

/** What is unusual but is no error of place: mirrored or upside-down images, rotation within the plane. */
export function displayNotes(group: PlannedGroup): string[] {
  const { row, column } = USUAL[group.kind];
  const notes: string[] = [];
  if (dot(group.rowDirection, row) < 0)
    notes.push('The rows run the other way than usual: the image is mirrored.');
  if (dot(group.columnDirection, column) < 0)
    notes.push('The columns run the other way than usual: the image is upside down.');
  const upright = rejectFrom(row, sliceNormal(group));
  const turned =
    Math.abs(dot(group.rowDirection, upright)) / Math.sqrt(Math.max(1e-9, dot(upright, upright)));
  if (turned < Math.cos((15 * Math.PI) / 180))
    notes.push('The image is turned within its own plane by more than 15°.');
  return notes;
}
