import { angleDeg, cross, IsocenterError, type Vec3 } from '../../geometry';
import type { Frame } from './frame';

/** Slices of one orientation, size and pixel spacing within a series. */
export interface Stack {
  readonly frames: Frame[];
  readonly normal: Vec3;
}

/** Directions within this angle are parallel; rounding of the direction cosines stays far below. */
const PARALLEL_DEG = 0.1;
/** A lone slice tilted less than this against a stack was meant to belong to it; a localizer's planes cross at 90°. */
const MEANT_PARALLEL_DEG = 30;
const SPACING_TOLERANCE = 1e-3;

const parallel = (a: Frame, b: Frame): boolean =>
  angleDeg(a.rowDirection, b.rowDirection) < PARALLEL_DEG &&
  angleDeg(a.columnDirection, b.columnDirection) < PARALLEL_DEG;

const sameDims = (a: Frame, b: Frame): boolean => a.columns === b.columns && a.rows === b.rows;

const sameSpacing = (a: Frame, b: Frame): boolean =>
  [0, 1].every((i) => {
    const [one = 0, other = 0] = [a.pixelSpacing[i], b.pixelSpacing[i]];
    return Math.abs(one - other) <= SPACING_TOLERANCE * one;
  });

/** Splits the frames of one series into stacks. Throws when single slices do not fit the rest. */
export function groupStacks(frames: readonly Frame[]): Stack[] {
  const stacks: Stack[] = [];
  for (const frame of frames) {
    const home = stacks.find(({ frames: [first] }) => first && belongs(first, frame));
    if (home) home.frames.push(frame);
    else stacks.push({ frames: [frame], normal: cross(frame.rowDirection, frame.columnDirection) });
  }
  refuseStrays(stacks);
  return stacks;
}

const belongs = (first: Frame, frame: Frame): boolean =>
  first.stackId === frame.stackId &&
  sameDims(first, frame) &&
  sameSpacing(first, frame) &&
  parallel(first, frame);

/** A lone slice beside a real stack is a fault of the series, not a stack of its own. */
function refuseStrays(stacks: readonly Stack[]): void {
  const largest = stacks.reduce((a, b) => (b.frames.length > a.frames.length ? b : a));
  const [main] = largest.frames;
  if (!main || largest.frames.length < 2) return;
  for (const { frames, normal } of stacks) {
    const [stray] = frames;
    if (!stray || frames.length > 1 || stray.stackId !== main.stackId) continue;
    const tilt = angleDeg(normal, largest.normal);
    if (tilt > MEANT_PARALLEL_DEG) continue;
    if (tilt >= PARALLEL_DEG || !parallel(main, stray)) {
      const angle = Math.max(tilt, angleDeg(main.rowDirection, stray.rowDirection));
      throw new IsocenterError(
        'dicom-non-parallel',
        `The slice "${stray.file}" is turned by ${angle.toFixed(1)}° against the other slices of its series.`,
        'Remove the slice from the series, or export it again.',
      );
    }
    const what = sameDims(main, stray) ? 'pixel spacing' : 'matrix';
    throw new IsocenterError(
      what === 'matrix' ? 'dicom-inconsistent-dims' : 'dicom-inconsistent-spacing',
      `The slice "${stray.file}" has another ${what} than the other slices of its series ` +
        `(${stray.columns} × ${stray.rows} against ${main.columns} × ${main.rows}).`,
      'Remove the slice from the series, or export it again.',
    );
  }
}
