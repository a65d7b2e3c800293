import {
  addScaled,
  angleDeg,
  dot,
  signedDistance,
  sliceNormal,
  stackExtentMm,
  sub,
  type Vec3,
} from '../../geometry';
import type { DiscLandmarks } from '../../patient';
import type { DiscLevel } from '../../volume';
import { isContiguousBlock } from '../contiguous';
import { axialTarget, discFrame } from '../frame';
import type { PlannedGroup } from '../types';
import { alignCorrection, normalTowards } from './corrections';
import { judge, type Checked } from './grade';
import type { Reference } from './reference';
import { QUALITY } from './settings';
import type { PlaceInput, QualityFinding } from './types';

const mm = (value: number): string => `${Math.abs(value).toFixed(1)} mm`;

/** The disc nearest to the middle of the group. */
function nearestDisc(group: PlannedGroup, { discs, canal }: Reference): DiscLandmarks | undefined {
  const away = (disc: DiscLandmarks): number => {
    const d = sub(axialTarget(disc, canal), group.centre);
    return dot(d, d);
  };
  return [...discs].sort((a, b) => away(a) - away(b))[0];
}

/** Whether the group lies on the disc that it is named after, and by how many levels it misses it. */
function levelFinding(group: PlannedGroup, named: DiscLandmarks, reference: Reference): QualityFinding {
  const nearest = nearestDisc(group, reference) ?? named;
  const target = axialTarget(nearest, reference.canal);
  const off = signedDistance({ point: group.centre, normal: sliceNormal(group) }, target);
  const order = reference.discs.map((d) => d.level);
  const apart = Math.abs(order.indexOf(nearest.level) - order.indexOf(named.level));
  const value = Math.abs(off) <= QUALITY.level.nearMm ? apart : 0;
  const frame = discFrame(named, reference.canal);
  return judge({
    ...{ fault: 'level', value, unit: 'levels', limits: { remark: 0, repeat: 0 } },
    words: (grade) =>
      grade === 'ok'
        ? `The stack lies at ${named.level}, as it is named.`
        : `The stack lies at ${nearest.level} and is named ${named.level}.`,
    correction: () => {
      const move = alignCorrection(group, named.normal, axialTarget(named, reference.canal), frame);
      return move && { ...move, words: `${move.words} Or name it ${nearest.level}.` };
    },
  });
}

function angulationFinding(group: PlannedGroup, disc: DiscLandmarks, reference: Reference): QualityFinding {
  const { remarkDeg, repeatDeg } = QUALITY.angulation.axial;
  const value = angleDeg(normalTowards(group, disc.normal), disc.normal);
  const source = reference.own.has(disc.level) ? 'in this series' : 'on the sagittal images';
  return judge({
    ...{ fault: 'angulation', value, unit: 'deg', limits: { remark: remarkDeg, repeat: repeatDeg } },
    words: () => `The slices lie ${value.toFixed(1)}° off the disc ${disc.level} as found ${source}.`,
    correction: () => alignTo(group, disc, reference),
  });
}

const alignTo = (group: PlannedGroup, disc: DiscLandmarks, { canal }: Reference) =>
  alignCorrection(group, disc.normal, axialTarget(disc, canal), discFrame(disc, canal));

function positionFinding(group: PlannedGroup, disc: DiscLandmarks, reference: Reference): QualityFinding {
  const { remarkMm, repeatMm, aboveAndBelowMm } = QUALITY.position;
  const normal = normalTowards(group, disc.normal);
  const off = dot(sub(axialTarget(disc, reference.canal), group.centre), normal);
  // A long stack shows the disc although it is not its middle.
  const slack = (stackExtentMm(group) - disc.height) / 2 - aboveAndBelowMm;
  const remark = Math.max(remarkMm, slack);
  return judge({
    ...{ fault: 'position', value: Math.abs(off), unit: 'mm' },
    limits: { remark, repeat: remark + repeatMm - remarkMm },
    words: (grade) =>
      grade === 'ok'
        ? `The stack is centred on the disc (${mm(off)} off).`
        : `The middle of the stack lies ${mm(off)} ${off > 0 ? 'below' : 'above'} the disc ${disc.level}.`,
    correction: () => alignTo(group, disc, reference),
  });
}

/** Share of a disc's body, its rims included, that lies between the outer faces of the stack, %. */
function discCoverage(group: PlannedGroup, disc: DiscLandmarks, canal: readonly Vec3[]): number {
  const { left, posterior, superior } = discFrame(disc, canal);
  const half = stackExtentMm(group) / 2;
  const normal = sliceNormal(group);
  let inside = 0;
  const steps = [-1, -0.5, 0, 0.5, 1];
  for (const u of steps)
    for (const v of steps)
      for (const w of steps) {
        const side = addScaled(disc.centre, left, (u * disc.width) / 2);
        const p = addScaled(
          addScaled(side, posterior, (v * disc.depth) / 2),
          superior,
          (w * disc.height) / 2,
        );
        if (Math.abs(dot(sub(p, group.centre), normal)) <= half) inside++;
      }
  return (100 * inside) / steps.length ** 3;
}

function coverageFinding(
  group: PlannedGroup,
  discs: readonly DiscLandmarks[],
  { canal }: Reference,
): QualityFinding {
  const { remarkPercent, repeatPercent } = QUALITY.discCoverage;
  const covered = discs.map((disc) => ({ level: disc.level, percent: discCoverage(group, disc, canal) }));
  const value = Math.min(...covered.map(({ percent }) => percent));
  const cut = covered.filter(({ percent }) => percent < remarkPercent).map(({ level }) => level);
  const missing = Math.ceil((stackExtentMm(group) * (100 - value)) / 100);
  const spacing = group.sliceThickness + group.sliceGap;
  const count = group.sliceCount + 2 * Math.max(1, Math.ceil(missing / 2 / spacing));
  return judge({
    ...{ fault: 'coverage', value, unit: '%', limits: { remark: remarkPercent, repeat: repeatPercent } },
    words: (grade) =>
      grade === 'ok'
        ? `The slices cover ${discs.map((d) => d.level).join(', ')}.`
        : `The slices do not cover all of ${cut.join(', ')} (${value.toFixed(0)} %).`,
    correction: () => ({
      group: group.name,
      edits: [{ kind: 'slices', count }],
      words: `Take ${count} slices in group ${group.name} instead of ${group.sliceCount}.`,
    }),
  });
}

/** Level, angulation, position and coverage of an axial stack. */
export function checkAxial({ group, request }: PlaceInput, reference: Reference): Checked {
  const find = (level: DiscLevel): DiscLandmarks | undefined =>
    reference.discs.find((d) => d.level === level);
  // A block is not angled to its disc, nor is the disc its middle.
  if (group.level === undefined || isContiguousBlock(group, reference)) {
    const wanted = request?.levels ?? (group.level ? [group.level] : QUALITY.reference.levels);
    const discs = wanted.flatMap((level) => find(level) ?? []);
    const lost = wanted.filter((level) => !find(level));
    return {
      findings: discs.length > 0 ? [coverageFinding(group, discs, reference)] : [],
      notChecked: lost.map((level) => `Whether ${level} is covered: the disc was not found.`),
    };
  }
  const disc = find(group.level);
  if (!disc) {
    const what = `Level, angulation and position of ${group.name}: the disc ${group.level} was not found.`;
    return { findings: [], notChecked: [what] };
  }
  const level = levelFinding(group, disc, reference);
  if (level.grade !== 'ok')
    return { findings: [level], notChecked: ['Angulation and position: the stack lies at another level.'] };
  return {
    findings: [
      level,
      angulationFinding(group, disc, reference),
      positionFinding(group, disc, reference),
      coverageFinding(group, [disc], reference),
    ],
    notChecked: [],
  };
}
