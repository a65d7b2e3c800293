import type { Vec3 } from '../geometry';
import { groupTitle, translateGroup, tiltGroup, type PlannedGroup } from '../planning';
import { centreInView, screenStep } from './groupDrag';
import { withSlices } from './groupEdits';
import type { SliceView } from './sliceView';

/** What the keys do, for `aria-description` and the help. */
export const PLAN_KEYS =
  'Arrow keys move the slice group or saturation band in hand 1 mm, with Shift 0.2 mm. ' +
  'Square brackets tilt it 1 degree, with Shift or Alt 0.1. ' +
  'Plus and minus change the number of slices. Home centres the group in the view. ' +
  'Page up and page down scroll the image. Escape cancels a drag. Question mark lists mouse and keys.';

const STEP = { nudgeMm: 1, fineNudgeMm: 0.2, tiltDeg: 1, fineTiltDeg: 0.1 } as const;

/** One key on a focused plan view; only what matters of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const ARROWS: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Clockwise on the screen is positive: the view's normal points away from the reader. */
function tiltTurns({ key, code }: KeyPress): number {
  if (key === '[' || key === '{') return -1;
  if (key === ']' || key === '}') return 1;
  // Keyboards without bracket keys of their own: the two keys at the brackets' place.
  if (code === 'BracketLeft') return -1;
  return code === 'BracketRight' ? 1 : 0;
}

/** Displacement an arrow key means, mm; null for other keys. */
export function nudge(press: KeyPress, view: SliceView): Vec3 | null {
  const arrow = ARROWS[press.key];
  if (!arrow || press.altKey || press.ctrlKey || press.metaKey) return null;
  const mm = press.shiftKey ? STEP.fineNudgeMm : STEP.nudgeMm;
  return screenStep(view, arrow[0] * mm, arrow[1] * mm);
}

/** Turn about the view's normal a bracket key means, degrees; 0 for other keys. */
export function turnDeg(press: KeyPress): number {
  if (press.ctrlKey || press.metaKey) return 0;
  return tiltTurns(press) * (press.shiftKey || press.altKey ? STEP.fineTiltDeg : STEP.tiltDeg);
}

/** The edit a key means, or null when the key is not one of the plan view's. */
export function keyEdit(
  press: KeyPress,
  group: PlannedGroup,
  view: SliceView,
): { readonly what: string; readonly group: PlannedGroup } | null {
  if (press.ctrlKey || press.metaKey) return null;
  const { key } = press;
  const moved = nudge(press, view);
  if (moved) return { what: `Shift ${groupTitle(group)}`, group: translateGroup(group, moved) };
  if (key === '+' || key === '=' || key === '-' || key === '_') {
    const count = group.sliceCount + (key === '+' || key === '=' ? 1 : -1);
    return { what: `Slices of ${groupTitle(group)}`, group: withSlices(group, count) };
  }
  const deg = turnDeg(press);
  if (deg !== 0)
    return { what: `Tilt ${groupTitle(group)}`, group: tiltGroup(group, view.basis.normal, deg) };
  if (key === 'Home') return { what: `Centre ${groupTitle(group)}`, group: centreInView(group, view) };
  return null;
}
