import {
  angleDeg,
  cross,
  dot,
  length,
  normalize,
  scale,
  signedAngleAboutDeg,
  sliceNormal,
  sub,
  type SliceGroup,
  type Vec3,
} from '../../geometry';
import { withSetting, type Sequence } from '../../scanner';
import { setFov, setSliceCount, tiltGroup, translateGroup } from '../edits';
import type { AnatomicalFrame } from '../frame';
import type { PlannedGroup } from '../types';
import type { Correction, QualityEdit } from './types';

/** A group, its sequence and how it is to be run, after a correction. */
export interface Corrected {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  /** Names of groups that must not share its TR any more. */
  readonly apartFrom: readonly string[];
}

function applyEdit(to: Corrected, edit: QualityEdit): Corrected {
  switch (edit.kind) {
    case 'tilt':
      return { ...to, group: tiltGroup(to.group, edit.axis, edit.deg) };
    case 'shift':
      return { ...to, group: translateGroup(to.group, edit.deltaLps) };
    case 'fov':
      return { ...to, group: setFov(to.group, edit.readMm, edit.phaseMm) };
    case 'slices':
      return { ...to, group: setSliceCount(to.group, edit.count) };
    case 'level':
      return { ...to, group: { ...to.group, level: edit.level } };
    case 'setting':
      return { ...to, sequence: withSetting(to.sequence, edit.key, edit.value) };
    case 'split-run':
      return { ...to, apartFrom: [...to.apartFrom, ...edit.apartFrom] };
    case 'coach':
      return to;
  }
}

/** Applies a correction's edits in their order. */
export const applyCorrection = (group: PlannedGroup, sequence: Sequence, { edits }: Correction): Corrected =>
  edits.reduce(applyEdit, { group, sequence, apartFrom: [] });

/** The group's normal, turned to the side of `wanted`. */
export const normalTowards = (group: SliceGroup, wanted: Vec3): Vec3 => {
  const normal = sliceNormal(group);
  return dot(normal, wanted) < 0 ? scale(normal, -1) : normal;
};

/** The smallest rotation that makes the group parallel to a plane with this unit normal; undefined when it is. */
function tiltTo(group: SliceGroup, normal: Vec3): QualityEdit | undefined {
  const from = normalTowards(group, normal);
  const axis = cross(from, normal);
  if (length(axis) < 1e-6) return undefined;
  return { kind: 'tilt', axis: normalize(axis), deg: angleDeg(from, normal) };
}

const signed = (deg: number): string => `${deg < 0 ? '−' : '+'}${Math.abs(deg).toFixed(0)}°`;

/** Which views a rotation is seen in and by how much; each sign right-handed about the frame's axis. */
function tiltWords(from: Vec3, to: Vec3, { left, posterior, superior }: AnatomicalFrame): string[] {
  const views: [string, Vec3][] = [
    ['sagittal', left],
    ['coronal', posterior],
    ['axial', superior],
  ];
  return views.flatMap(([view, axis]) => {
    // A plane that faces the viewer shows no angle.
    if (Math.abs(dot(to, axis)) > 0.9) return [];
    const deg = signedAngleAboutDeg(from, to, axis);
    return Math.abs(deg) >= 0.5 ? [`${signed(deg)} in the ${view} view`] : [];
  });
}

/** A displacement in words along the frame's axes, e.g. `4 mm down and 2 mm forwards`. */
export function shiftWords(delta: Vec3, { left, posterior, superior }: AnatomicalFrame): string {
  const axes: [Vec3, string, string][] = [
    [superior, 'up', 'down'],
    [posterior, 'backwards', 'forwards'],
    [left, 'to the left', 'to the right'],
  ];
  return axes
    .flatMap(([axis, plus, minus]) => {
      const mm = dot(delta, axis);
      return Math.abs(mm) >= 0.5 ? [`${Math.abs(mm).toFixed(0)} mm ${mm > 0 ? plus : minus}`] : [];
    })
    .join(' and ');
}

/**
 * Turns the group parallel to `normal` about its own centre, then moves it along `normal` until its middle contains `point`.
 * Undefined where nothing would be seen to change.
 */
export function alignCorrection(
  group: PlannedGroup,
  normal: Vec3,
  point: Vec3,
  frame: AnatomicalFrame,
): Correction | undefined {
  const tilt = tiltTo(group, normal);
  const deltaLps = scale(normal, dot(sub(point, group.centre), normal));
  const tilts = tilt ? tiltWords(normalTowards(group, normal), normal, frame) : [];
  const shift = shiftWords(deltaLps, frame);
  if (tilts.length === 0 && shift === '') return undefined;
  const edits: QualityEdit[] = [];
  if (tilt && tilts.length > 0) edits.push(tilt);
  if (shift !== '') edits.push({ kind: 'shift', deltaLps });
  const turn = tilts.length > 0 ? `Tilt group ${group.name} by ${tilts.join(' and ')}` : '';
  const move = shift === '' ? [] : [turn ? `move it ${shift}` : `Move group ${group.name} ${shift}`];
  return { group: group.name, edits, words: `${[...(turn ? [turn] : []), ...move].join(', ')}.` };
}
