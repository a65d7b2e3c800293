import { length, rejectFrom, signedAngleAboutDeg, sub } from '../geometry';
import { tiltBand, translateBand, type SaturationBand } from '../planning';
import { nudge, turnDeg, type KeyPress } from './planKeys';
import { screenToWorld, type Point2, type SliceView } from './sliceView';

// A saturation band under the hand or the keys: it shifts and tilts; thickness is typed.

export type BandHandle = 'shift' | 'rotate';

export interface BandGrab {
  readonly handle: BandHandle;
  readonly band: SaturationBand;
  /** The view when the hand closed. */
  readonly view: SliceView;
  readonly from: Point2;
}

/** Words for the undo history. */
export const bandWords = (handle: BandHandle): string =>
  `${handle === 'shift' ? 'Shift' : 'Tilt'} saturation band`;

/** The band after pulling it from `grab.from` to `to` (screen px); always computed from the band as grabbed. */
export function dragBand({ handle, band, view, from }: BandGrab, to: Point2): SaturationBand {
  const { normal } = view.basis;
  const start = screenToWorld(view, from);
  const end = screenToWorld(view, to);
  if (handle === 'shift') return translateBand(band, sub(end, start));
  const arm = rejectFrom(sub(start, band.centre), normal);
  const newArm = rejectFrom(sub(end, band.centre), normal);
  if (length(arm) < 1e-6 || length(newArm) < 1e-6) return band;
  return tiltBand(band, normal, signedAngleAboutDeg(arm, newArm, normal));
}

/** The edit a key means for a band in hand, or null. */
export function bandKeyEdit(
  press: KeyPress,
  band: SaturationBand,
  view: SliceView,
): { readonly what: string; readonly next: SaturationBand } | null {
  const moved = nudge(press, view);
  if (moved) return { what: bandWords('shift'), next: translateBand(band, moved) };
  const deg = turnDeg(press);
  return deg === 0 ? null : { what: bandWords('rotate'), next: tiltBand(band, view.basis.normal, deg) };
}

export const sameBand = (a: SaturationBand, b: SaturationBand): boolean =>
  a.thickness === b.thickness &&
  [...a.centre, ...a.normal].every((value, n) => value === [...b.centre, ...b.normal][n]);
