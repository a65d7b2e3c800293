import {
  addScaled,
  angleDeg,
  dot,
  LEFT,
  lerp,
  POSTERIOR,
  stackExtentMm,
  sub,
  SUPERIOR,
  type Vec3,
} from '../../geometry';
import { canalAtDisc, discFrame, type AnatomicalFrame } from '../frame';
import { spanOfInterest, spineFrame } from '../index';
import type { DiscLevel } from '../../volume';
import type { PlannedGroup } from '../types';
import { alignCorrection, normalTowards, shiftWords } from './corrections';
import { judge, type Checked } from './grade';
import { sameDisc, type Reference } from './reference';
import { QUALITY } from './settings';
import type { Correction, PlaceInput, QualityFinding } from './types';

/** The in-plane side of a stack that lies nearer to `wanted`, its unit vector turned that way, and its FOV, mm. */
export function sideAlong(group: PlannedGroup, wanted: Vec3): { direction: Vec3; fovMm: number } {
  const { rowDirection, columnDirection, fovReadMm, fovPhaseMm } = group;
  const isRow = Math.abs(dot(rowDirection, wanted)) > Math.abs(dot(columnDirection, wanted));
  const side = isRow ? rowDirection : columnDirection;
  const direction: Vec3 = dot(side, wanted) < 0 ? [-side[0], -side[1], -side[2]] : side;
  return { direction, fovMm: isRow ? fovReadMm : fovPhaseMm };
}

/** The axes that a shift is told along: those of the spine, or of the patient where the spine's are not known. */
const axesOf = (reference: Reference): AnatomicalFrame =>
  reference.partlySeen === 'unknown'
    ? { left: LEFT, posterior: POSTERIOR, superior: SUPERIOR }
    : spineFrame(reference);

/** T12 to S2 within the field of view, from head to feet. */
function spanFinding(group: PlannedGroup, reference: Reference): QualityFinding {
  const { remarkMm, repeatMm } = QUALITY.coverage;
  const { top, bottom } = spanOfInterest(reference);
  const { direction, fovMm } = sideAlong(group, SUPERIOR);
  const above = dot(sub(top, group.centre), direction) - fovMm / 2;
  const below = -dot(sub(bottom, group.centre), direction) - fovMm / 2;
  const value = Math.max(0, above, below);
  const ends = [...(above > remarkMm ? ['T12'] : []), ...(below > remarkMm ? ['S2'] : [])];
  return judge({
    ...{ fault: 'coverage', value, unit: 'mm', limits: { remark: remarkMm, repeat: repeatMm } },
    words: (grade) =>
      grade === 'ok'
        ? 'The images reach from T12 to S2.'
        : `The images end ${value.toFixed(0)} mm before the far end of ${ends.join(' and of ')}.`,
    correction: () => spanCorrection(group, above, below, reference),
  });
}

/** A shift while the field holds the span, otherwise a larger field too. */
function spanCorrection(
  group: PlannedGroup,
  above: number,
  below: number,
  reference: Reference,
): Correction | undefined {
  const { direction } = sideAlong(group, SUPERIOR);
  const deltaLps = addScaled([0, 0, 0], direction, (above - below) / 2);
  const grow = Math.max(0, Math.ceil((above + below) / 10) * 10);
  const { fovReadMm, fovPhaseMm, name } = group;
  const shift = shiftWords(deltaLps, axesOf(reference));
  const fov = { kind: 'fov', readMm: fovReadMm + grow, phaseMm: fovPhaseMm + grow } as const;
  const words = [
    ...(shift === '' ? [] : [`Move group ${name} ${shift}`]),
    ...(grow > 0 ? [`enlarge its field of view by ${grow} mm`] : []),
  ].join(', ');
  if (words === '') return undefined;
  const edits = [{ kind: 'shift', deltaLps } as const, ...(grow > 0 ? [fov] : [])];
  return { group: name, edits, words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` };
}

/** Where the foramina of L1-L2 and below open at the sides: between disc and canal, as far out as the disc is wide. */
function foramenEnds({ discs, canal }: Reference): { level: DiscLevel; side: string; point: Vec3 }[] {
  return discs
    .filter((disc) => !disc.level.startsWith('T'))
    .flatMap((disc) => {
      const { left } = discFrame(disc, canal);
      const at = lerp(disc.centre, canalAtDisc(canal, disc) ?? disc.centre, QUALITY.foramina.towardsCanal);
      return (['left', 'right'] as const).map((side) => ({
        ...{ level: disc.level, side },
        point: addScaled(at, left, ((side === 'left' ? 1 : -1) * disc.width) / 2),
      }));
    });
}

/** Both ends of the foramina of L1-L2 and below between the outer faces of the stack. */
function foraminaFinding(group: PlannedGroup, reference: Reference): QualityFinding {
  const { slackMm, remarkPercent, repeatPercent } = QUALITY.foramina;
  const normal = normalTowards(group, axesOf(reference).left);
  const half = stackExtentMm(group) / 2;
  const ends = foramenEnds(reference).map((end) => ({
    ...end,
    at: dot(sub(end.point, group.centre), normal),
  }));
  const outside = ends.filter(({ at }) => Math.abs(at) > half + slackMm);
  const value = ends.length > 0 ? (100 * (ends.length - outside.length)) / ends.length : 100;
  const named = outside.map(({ level, side }) => `${level} ${side}`).join(', ');
  return judge({
    ...{ fault: 'foramina', value, unit: '%', limits: { remark: remarkPercent, repeat: repeatPercent } },
    words: (grade) =>
      grade === 'ok'
        ? 'The slices reach through both foramina at every level.'
        : `The slices do not reach through the foramina at ${named}.`,
    correction: () => foraminaCorrection(group, ends, normal, reference),
  });
}

function foraminaCorrection(
  group: PlannedGroup,
  ends: readonly { readonly at: number }[],
  normal: Vec3,
  reference: Reference,
): Correction {
  const at = ends.map((end) => end.at);
  const [low, high] = [Math.min(...at), Math.max(...at)];
  const deltaLps = addScaled([0, 0, 0], normal, (low + high) / 2);
  const spacing = group.sliceThickness + group.sliceGap;
  const count = Math.max(group.sliceCount, Math.ceil((high - low + group.sliceGap) / spacing - 1e-9));
  const shift = shiftWords(deltaLps, axesOf(reference));
  const words = [
    ...(shift === '' ? [] : [`move group ${group.name} ${shift}`]),
    ...(count > group.sliceCount ? [`take ${count} slices instead of ${group.sliceCount}`] : []),
  ].join(', ');
  return {
    group: group.name,
    edits: [
      { kind: 'shift', deltaLps },
      { kind: 'slices', count },
    ],
    words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
  };
}

/** The stack against the spine's own left (sagittal) or back (coronal). */
function angulationFinding(group: PlannedGroup, reference: Reference): QualityFinding {
  const isSagittal = group.kind === 'sagittal';
  const { remarkDeg, repeatDeg } = QUALITY.angulation[isSagittal ? 'sagittal' : 'coronal'];
  const frame = spineFrame(reference);
  const wanted = isSagittal ? frame.left : frame.posterior;
  const value = angleDeg(normalTowards(group, wanted), wanted);
  return judge({
    ...{ fault: 'angulation', value, unit: 'deg', limits: { remark: remarkDeg, repeat: repeatDeg } },
    words: () => `The stack is turned ${value.toFixed(1)}° against the spine.`,
    correction: () => alignCorrection(group, wanted, group.centre, frame),
  });
}

/** Whether the discs bear the same names as where the plan was made. */
function namesFinding({ spine, planned, group }: PlaceInput): QualityFinding | undefined {
  if (!spine || !planned) return undefined;
  const pairs = planned.discs.flatMap((disc) => {
    const own = sameDisc(spine.discs, disc, group);
    return own ? [{ own: own.level, planned: disc.level }] : [];
  });
  if (pairs.length === 0) return undefined;
  const differ = pairs.filter((pair) => pair.own !== pair.planned);
  const [first] = differ;
  return judge({
    ...{ fault: 'level', value: differ.length, unit: 'levels', limits: { remark: 0, repeat: Infinity } },
    words: () =>
      first
        ? `The ${group.kind} series counts ${first.own} where the plan has ${first.planned}: count again before axial slices are named.`
        : 'The levels are counted as on the plan.',
  });
}

/** What a stack that cuts the discs cannot tell. No turn is asked for on its word: moved first, it is judged again. */
const PARTLY_SEEN = {
  'by-plan': 'The turn of the spine: the slices cut the discs, so the plan’s is taken.',
  unknown: 'Angulation: the slices cut the discs, and no plan shows which way the spine is turned.',
} as const;

/** Angulation, span and foramina of a sagittal stack; angulation of a coronal one. */
export function checkWhole(input: PlaceInput, reference: Reference): Checked {
  const { group } = input;
  const { partlySeen } = reference;
  if (reference.discs.length === 0)
    return { findings: [], notChecked: ['Coverage and angulation: no disc was found.'] };
  const names = namesFinding(input);
  const findings = [
    ...(partlySeen === 'unknown' ? [] : [angulationFinding(group, reference)]),
    ...(group.kind === 'sagittal' ? [spanFinding(group, reference), foraminaFinding(group, reference)] : []),
    ...(names ? [names] : []),
  ];
  return { findings, notChecked: partlySeen === 'no' ? [] : [PARTLY_SEEN[partlySeen]] };
}
