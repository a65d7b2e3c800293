import { addScaled, distance, dot, IsocenterError, scale, sub, type Vec3 } from '../../geometry';
import type { Frame } from './frame';
import type { Stack } from './stacks';

/** Images this close along the normal lie at one position, mm. Headers repeat positions to 1e-3 or better. */
const SAME_POSITION_MM = 0.01;
/** Slice distances may differ by this part of their median: rounding in the headers, not a gap. */
const SPACING_TOLERANCE = 0.05;
const MISSING_FROM = 1.5;
/** A group this part of the spacing away from its neighbour's grid was placed on its own. */
const OFF_GRID = 0.1;

/** Frames of one volume, one a position, ascending along the normal, with the step between them. */
export interface OrderedSlices {
  readonly frames: readonly Frame[];
  /** Mean displacement from slice to slice, mm; null for a single slice. */
  readonly step: Vec3 | null;
}

interface Position {
  /** Distance of the plane along the normal, mm. */
  readonly depth: number;
  readonly frames: Frame[];
}

function positionsOf({ frames, normal }: Stack): Position[] {
  const sorted = frames
    .map((frame) => ({ frame, depth: dot(frame.position, normal) }))
    .sort((a, b) => a.depth - b.depth);
  const positions: Position[] = [];
  for (const { frame, depth } of sorted) {
    const last = positions.at(-1);
    if (last && depth - last.depth < SAME_POSITION_MM) last.frames.push(frame);
    else positions.push({ depth, frames: [frame] });
  }
  for (const position of positions) position.frames.sort(byOrder);
  return positions;
}

function byOrder(a: Frame, b: Frame): number {
  for (let i = 0; i < Math.max(a.order.length, b.order.length); i++) {
    const difference = (a.order[i] ?? 0) - (b.order[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.file < b.file ? -1 : 1;
}

const uniform = (positions: readonly Position[]): boolean =>
  positions.every(({ frames }) => frames.length === positions[0]?.frames.length);

const describe = (frame: Frame): string => frame.seriesDescription || `series ${frame.seriesNumber}`;

/**
 * Splits parallel groups of one series (axial slices at several discs with the same tilt) where the step from one to
 * the next leaves the grid of the slices. A missing slice leaves a gap *on* the grid, and is not split here.
 */
export function splitGroups(stack: Stack): Stack[] {
  const positions = positionsOf(stack);
  const steps = positions.slice(1).map((position, i) => stepBetween(positions[i], position));
  const usual = median(steps.map((step) => dot(step, stack.normal)));
  const typical = steps.find((step) => Math.abs(dot(step, stack.normal) - usual) < SAME_POSITION_MM);
  if (!typical) return [stack];
  const groups: Position[][] = [positions.slice(0, 1)];
  steps.forEach((step, i) => {
    const times = dot(step, stack.normal) / usual;
    const offGrid = distance(step, scale(typical, Math.round(times))) > OFF_GRID * usual;
    const next = positions.slice(i + 1, i + 2);
    if (times > MISSING_FROM && offGrid) groups.push(next);
    else groups.at(-1)?.push(...next);
  });
  if (groups.some((group) => group.length < 2)) return [stack];
  return groups.map((group) => ({ ...stack, frames: group.flatMap(({ frames }) => frames) }));
}

function stepBetween(from: Position | undefined, to: Position): Vec3 {
  const [a] = from?.frames ?? [];
  const [b] = to.frames;
  return a && b ? sub(b.position, a.position) : [0, 0, 0];
}

/**
 * Splits a stack into volumes of one image a position: by kind (image type, echo time) where that divides evenly, then
 * in the order of acquisition. Throws `dicom-duplicate-slice`, `dicom-missing-slice`, `dicom-irregular-spacing`.
 */
export function splitVolumes(stack: Stack): OrderedSlices[] {
  const kinds = [...new Set(stack.frames.map((frame) => frame.kind))].map((kind) =>
    positionsOf({ ...stack, frames: stack.frames.filter((frame) => frame.kind === kind) }),
  );
  const whole = positionsOf(stack);
  const even = kinds.every((positions) => positions.length === whole.length && uniform(positions));
  return (even ? kinds : [whole]).flatMap((positions) => {
    if (!uniform(positions)) refuseUneven(positions);
    return (positions[0]?.frames ?? []).map((_, i) =>
      ordered(
        positions.flatMap(({ frames }) => frames.slice(i, i + 1)),
        stack.normal,
      ),
    );
  });
}

function refuseUneven(positions: readonly Position[]): never {
  for (const { frames, depth } of positions) {
    const twin = frames.find((frame, i) => frames.findIndex((f) => f.instanceUid === frame.instanceUid) < i);
    if (twin) {
      throw new IsocenterError(
        'dicom-duplicate-slice',
        `The slice "${twin.file}" is there twice (position ${depth.toFixed(1)} mm).`,
        'Remove the copy and try again.',
      );
    }
  }
  const counts = positions.map(({ frames }) => frames.length);
  const short = positions.find(({ frames }) => frames.length === Math.min(...counts));
  throw new IsocenterError(
    'dicom-missing-slice',
    `A series repeats its slices ${Math.max(...counts)} times but has only ${Math.min(...counts)} at position ` +
      `${(short?.depth ?? 0).toFixed(1)} mm.`,
    'Copy or export the whole series again.',
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Checks even spacing and that the slices stand in one line. */
function ordered(frames: readonly Frame[], normal: Vec3): OrderedSlices {
  const [first] = frames;
  const last = frames.at(-1);
  if (!first || !last || frames.length < 2) return { frames, step: null };
  const depths = frames.map(({ position }) => dot(position, normal));
  const gaps = depths.slice(1).map((depth, i) => depth - (depths[i] ?? 0));
  const usual = median(gaps);
  gaps.forEach((gap, i) => {
    if (Math.abs(gap - usual) <= SPACING_TOLERANCE * usual) return;
    const place = `between ${(depths[i] ?? 0).toFixed(1)} and ${(depths[i + 1] ?? 0).toFixed(1)} mm`;
    if (gap > MISSING_FROM * usual) {
      const missing = Math.max(1, Math.round(gap / usual) - 1);
      throw new IsocenterError(
        'dicom-missing-slice',
        `${missing === 1 ? 'A slice is' : `${missing} slices are`} missing in "${describe(first)}" ${place} ` +
          `(after slice ${i + 1}; the slices lie ${usual.toFixed(2)} mm apart).`,
        'Copy or export the whole series again.',
      );
    }
    throw new IsocenterError(
      'dicom-irregular-spacing',
      `The slices of "${describe(first)}" are not evenly spaced: ${gap.toFixed(2)} mm ${place}, ` +
        `${usual.toFixed(2)} mm elsewhere.`,
      'Export the series again, or choose another.',
    );
  });
  const step = scale(sub(last.position, first.position), 1 / (frames.length - 1));
  frames.forEach((frame, i) => {
    const expected = addScaled(first.position, step, i);
    if (distance(frame.position, expected) <= SPACING_TOLERANCE * usual) return;
    throw new IsocenterError(
      'dicom-slices-not-in-line',
      `The slice "${frame.file}" is shifted sideways against the other slices of its series.`,
      'Export the series again, or choose another.',
    );
  });
  return { frames, step };
}
