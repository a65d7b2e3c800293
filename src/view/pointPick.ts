import { add, projectOnPlane, scale, type Vec3 } from '../geometry';
import { THEME } from './palette';
import { cursorShapes } from './planeShapes';
import { nudge, type KeyPress } from './planKeys';
import { screenToWorld, viewPlane, worldToScreen, type SliceView } from './sliceView';
import { px, type SvgShape } from './svg';

/** The keyboard's cross moves in these steps, mm: further than a group, which is near its place already. */
const CROSS_STEPS = 5;

/** Points being set in the plan views: those there are, and the keyboard's cross of one view. */
export class PointPick {
  /** Patient LPS, mm; null: nothing is being set. */
  points: readonly Vec3[] | null = null;
  #cross: Vec3 | null = null;

  /** What a key means while points are set: the cross moved, a point at the cross, or giving up. */
  key(press: KeyPress, view: SliceView): Vec3 | 'moved' | 'given-up' | null {
    if (press.key === 'Escape') return 'given-up';
    const cross = projectOnPlane(
      viewPlane(view),
      this.#cross ?? screenToWorld(view, [view.width / 2, view.height / 2]),
    );
    if (press.key === 'Enter') return cross;
    const step = nudge(press, view);
    if (!step) return null;
    this.#cross = add(cross, press.shiftKey ? step : scale(step, CROSS_STEPS));
    return 'moved';
  }

  shapes(view: SliceView): SvgShape[] {
    if (!this.points) {
      this.#cross = null;
      return [];
    }
    const marks = this.points.flatMap((point, n): SvgShape[] => {
      const [x, y] = worldToScreen(view, point);
      const ring = { class: 'iso-pick', fill: 'none', stroke: THEME.letters, 'stroke-width': 1.6 };
      const number = { class: 'iso-number', x: px(x + 8), y: px(y - 6), fill: THEME.letters };
      return [
        { tag: 'circle', attributes: { ...ring, cx: px(x), cy: px(y), r: 4 } },
        { tag: 'text', text: String(n + 1), attributes: number },
      ];
    });
    return [...marks, ...(this.#cross ? cursorShapes(this.#cross, view) : [])];
  }
}
