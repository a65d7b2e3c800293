import { addScaled, dot, sub, type Vec3 } from '../../geometry';
import type { DiscLandmarks } from '../../patient';
import { LABEL, type LabelVolume } from '../../volume';
import { canalAtDisc, discFrame } from '../frame';
import { spineFrame } from '../index';
import type { PlannedGroup } from '../types';
import { shiftWords } from './corrections';
import { judge, type Checked } from './grade';
import type { Reference } from './reference';
import { QUALITY } from './settings';
import type { Correction, PlaceInput } from './types';

const LUMBAR = /^L\d/;

/** What has to be seen around a disc within an axial image, or in front of and behind it in a sagittal one. */
function aroundDisc(disc: DiscLandmarks, canal: readonly Vec3[], isAxial: boolean): Vec3[] {
  const { besideDiscMm, inFrontMm, behindCanalMm } = QUALITY.clipping;
  const { left, posterior } = discFrame(disc, canal);
  const at = canalAtDisc(canal, disc) ?? addScaled(disc.centre, posterior, disc.depth / 2);
  const beside = disc.width / 2 + besideDiscMm;
  return [
    addScaled(disc.centre, posterior, -(disc.depth / 2 + inFrontMm)),
    addScaled(at, posterior, behindCanalMm),
    ...(isAxial ? [addScaled(disc.centre, left, beside), addScaled(disc.centre, left, -beside)] : []),
  ];
}

/** How far points reach along a side of the image from its middle, mm. */
const reach = (group: PlannedGroup, side: Vec3, points: readonly Vec3[]): readonly [number, number] => {
  const along = points.map((p) => dot(sub(p, group.centre), side));
  return [Math.min(...along), Math.max(...along)];
};

/** The sides of the image that cut off: both of an axial one; of the others the one that does not run along the spine. */
function sides(group: PlannedGroup, superior: Vec3): { side: Vec3; fovMm: number; isRow: boolean }[] {
  const { rowDirection, columnDirection, fovReadMm, fovPhaseMm, kind } = group;
  const both = [
    { side: rowDirection, fovMm: fovReadMm, isRow: true },
    { side: columnDirection, fovMm: fovPhaseMm, isRow: false },
  ];
  if (kind === 'axial') return both;
  const along = ({ side }: { side: Vec3 }): number => Math.abs(dot(side, superior));
  return both.sort((a, b) => along(a) - along(b)).slice(0, 1);
}

function correctionFor(
  group: PlannedGroup,
  points: readonly Vec3[],
  reference: Reference,
): Correction | undefined {
  const frame = spineFrame(reference);
  const { marginMm } = QUALITY.clipping;
  let deltaLps: Vec3 = [0, 0, 0];
  const fov = { read: group.fovReadMm, phase: group.fovPhaseMm };
  for (const { side, fovMm, isRow } of sides(group, frame.superior)) {
    const [low, high] = reach(group, side, points);
    const needed = Math.ceil((high - low + 2 * marginMm) / 10) * 10;
    if (needed > fovMm) fov[isRow ? 'read' : 'phase'] = needed;
    // Only as far as it takes: what is in sight stays where it is.
    const half = Math.max(needed, fovMm) / 2 - marginMm;
    deltaLps = addScaled(deltaLps, side, high > half ? high - half : low < -half ? low + half : 0);
  }
  const shift = shiftWords(deltaLps, frame);
  const grows = fov.read > group.fovReadMm || fov.phase > group.fovPhaseMm;
  if (!grows && shift === '') return undefined;
  const words = [
    ...(shift === '' ? [] : [`move group ${group.name} ${shift}`]),
    ...(grows
      ? [
          `set the field of view of group ${group.name} to ${fov.read.toFixed(0)} × ${fov.phase.toFixed(0)} mm`,
        ]
      : []),
  ].join(', ');
  return {
    group: group.name,
    edits: [
      ...(shift === '' ? [] : [{ kind: 'shift', deltaLps } as const]),
      ...(grows ? [{ kind: 'fov', readMm: fov.read, phaseMm: fov.phase } as const] : []),
    ],
    words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
  };
}

/** Pixels of disc or canal on the edges of the image that cut off. `labels` on the series' grid. */
function pixelsOnEdge({ group }: PlaceInput, labels: LabelVolume, superior: Vec3): number {
  const [columns, rows] = labels.dims;
  const cutting = sides(group, superior).map(({ isRow }) => isRow);
  let count = 0;
  labels.data.forEach((label, n) => {
    if (label !== LABEL.disc && label !== LABEL.canal) return;
    const column = n % columns;
    const row = Math.floor(n / columns) % rows;
    if (cutting.includes(true) && (column === 0 || column === columns - 1)) count++;
    else if (cutting.includes(false) && (row === 0 || row === rows - 1)) count++;
  });
  return count;
}

/** Anatomy cut off by the field of view within the images; what is cut along the spine is a matter of coverage. */
export function checkClipping(input: PlaceInput, labels: LabelVolume | null, reference: Reference): Checked {
  const { group } = input;
  const { remarkMm, repeatMm, edgePixels } = QUALITY.clipping;
  const isAxial = group.kind === 'axial';
  const discs = reference.discs.filter((disc) =>
    isAxial && group.level !== undefined ? disc.level === group.level : LUMBAR.test(disc.level),
  );
  if (discs.length === 0 || group.kind === 'coronal') return { findings: [], notChecked: [] };
  const points = discs.flatMap((disc) => aroundDisc(disc, reference.canal, isAxial));
  const { superior } = spineFrame(reference);
  const beyond = sides(group, superior).map(({ side, fovMm }) => {
    const [low, high] = reach(group, side, points);
    return Math.max(-low, high) - fovMm / 2;
  });
  const onEdge = labels ? pixelsOnEdge(input, labels, superior) : 0;
  // Disc or canal on the edge itself is cut, whatever the landmarks say.
  const value = Math.max(0, ...beyond, onEdge >= edgePixels ? repeatMm + 1 : 0);
  const finding = judge({
    ...{ fault: 'clipping', value, unit: 'mm', limits: { remark: remarkMm, repeat: repeatMm } },
    words: (grade) =>
      grade === 'ok'
        ? 'Discs, canal and joints lie within the field of view.'
        : `The field of view cuts off ${value.toFixed(0)} mm of what has to be seen around the discs.`,
    correction: () => correctionFor(group, points, reference),
  });
  return { findings: [finding], notChecked: [] };
}
