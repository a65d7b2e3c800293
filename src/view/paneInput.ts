import type { Point2 } from './sliceView';

/** A press that goes on: one pointer from down to up. `cancel` undoes its effect. */
export interface Gesture {
  move(at: Point2, event: PointerEvent): void;
  end(at: Point2, event: PointerEvent): void;
  cancel(): void;
}

export interface PaneActions {
  readonly plainDrag: 'nothing' | 'scroll';
  press(event: PointerEvent, at: Point2): Gesture | null;
  scroll(slices: number): void;
  pan(dx: number, dy: number): void;
  zoom(at: Point2, factor: number): void;
  /** Starts a window/level drag; the returned function takes the whole displacement so far. */
  windowStart(): (dx: number, dy: number) => void;
  hover(at: Point2 | null): void;
  doubleClick(): void;
}

/** A wheel notch of a mouse arrives as about 100 px; track pads send many small ones that add up to a slice. */
const WHEEL = { notchPx: 80, slicePx: 40, zoomPerPx: 0.0025, linePx: 40 } as const;
/** Drag that scrolls: px a slice. */
const DRAG_SLICE_PX = 8;

/** Mouse, pen and touch on a pane: wheel, drags, pinch; see the list of habits in docs. */
export class PaneInput {
  readonly #element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #listening = new AbortController();
  readonly #pointers = new Map<number, Point2>();
  #gesture: Gesture | null = null;
  #gesturePointer = -1;
  #wheel = 0;

  constructor(element: HTMLElement, actions: PaneActions) {
    this.#element = element;
    this.#actions = actions;
    const { signal } = this.#listening;
    element.addEventListener('pointerdown', (e) => this.#down(e), { signal });
    element.addEventListener('pointermove', (e) => this.#move(e), { signal });
    element.addEventListener('pointerup', (e) => this.#up(e), { signal });
    element.addEventListener('pointercancel', (e) => this.#lost(e), { signal });
    element.addEventListener('lostpointercapture', (e) => this.#lost(e), { signal });
    element.addEventListener('pointerleave', () => actions.hover(null), { signal });
    element.addEventListener('wheel', (e) => this.#onWheel(e), { signal, passive: false });
    element.addEventListener('contextmenu', (e) => e.preventDefault(), { signal });
    element.addEventListener('dblclick', () => actions.doubleClick(), { signal });
  }

  cancel(): boolean {
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.cancel();
    return gesture !== null;
  }

  dispose(): void {
    this.cancel();
    this.#listening.abort();
    this.#pointers.clear();
  }

  #at(event: MouseEvent): Point2 {
    const box = this.#element.getBoundingClientRect();
    return [
      event.clientX - box.left - this.#element.clientLeft,
      event.clientY - box.top - this.#element.clientTop,
    ];
  }

  #down(event: PointerEvent): void {
    // Middle button: no automatic scrolling; the focus is set here because preventing the default prevents it too.
    event.preventDefault();
    this.#element.focus({ preventScroll: true });
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    this.#capture(event.pointerId);
    if (this.#pointers.size === 2) {
      this.cancel();
      this.#gesture = this.#pinch();
      this.#gesturePointer = -1;
      return;
    }
    if (this.#gesture) return;
    this.#gesture = this.#start(event, at);
    this.#gesturePointer = event.pointerId;
  }

  #start(event: PointerEvent, at: Point2): Gesture | null {
    if (event.button === 1 || (event.button === 0 && event.shiftKey)) {
      return dragSteps(at, (dx, dy) => this.#actions.pan(dx, dy));
    }
    if (event.button === 2 || (event.button === 0 && event.ctrlKey)) {
      const change = this.#actions.windowStart();
      return dragWhole(at, change);
    }
    if (event.button !== 0) return null;
    const own = this.#actions.press(event, at);
    if (own) return own;
    // A finger has no wheel.
    if (this.#actions.plainDrag === 'scroll' || event.pointerType === 'touch') {
      let done = 0;
      return dragWhole(at, (_, dy) => {
        const steps = Math.trunc(dy / DRAG_SLICE_PX);
        if (steps !== done) this.#actions.scroll(steps - done);
        done = steps;
      });
    }
    return null;
  }

  #move(event: PointerEvent): void {
    const at = this.#at(event);
    this.#actions.hover(at);
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, at);
    if (this.#gesturePointer === -1 || this.#gesturePointer === event.pointerId)
      this.#gesture?.move(at, event);
  }

  #up(event: PointerEvent): void {
    const known = this.#pointers.delete(event.pointerId);
    if (!known || (this.#gesturePointer !== -1 && this.#gesturePointer !== event.pointerId)) return;
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.end(this.#at(event), event);
  }

  #lost(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    this.cancel();
  }

  /** Two fingers: their middle pans, their distance zooms. */
  #pinch(): Gesture {
    const measure = (): { middle: Point2; size: number } => {
      const [a = [0, 0], b = a] = [...this.#pointers.values()];
      return {
        middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
        size: Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1),
      };
    };
    let last = measure();
    return {
      move: () => {
        if (this.#pointers.size < 2) return;
        const now = measure();
        this.#actions.pan(now.middle[0] - last.middle[0], now.middle[1] - last.middle[1]);
        this.#actions.zoom(now.middle, now.size / last.size);
        last = now;
      },
      end: () => undefined,
      cancel: () => undefined,
    };
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * WHEEL.linePx;
    if (event.ctrlKey) {
      this.#actions.zoom(this.#at(event), Math.exp(-delta * WHEEL.zoomPerPx));
      return;
    }
    if (Math.abs(delta) >= WHEEL.notchPx) {
      this.#wheel = 0;
      this.#actions.scroll(Math.sign(delta) * Math.max(1, Math.round(Math.abs(delta) / 120)));
      return;
    }
    this.#wheel += delta;
    const steps = Math.trunc(this.#wheel / WHEEL.slicePx);
    this.#wheel -= steps * WHEEL.slicePx;
    if (steps !== 0) this.#actions.scroll(steps);
  }

  #capture(pointerId: number): void {
    try {
      this.#element.setPointerCapture(pointerId);
    } catch {
      // The pointer is already gone (or made by a program): its moves still arrive while it is over the view.
    }
  }
}

const dragWhole = (from: Point2, apply: (dx: number, dy: number) => void): Gesture => ({
  move: (at) => apply(at[0] - from[0], at[1] - from[1]),
  end: () => undefined,
  cancel: () => apply(0, 0),
});

function dragSteps(from: Point2, apply: (dx: number, dy: number) => void): Gesture {
  let last = from;
  return {
    move: (at) => {
      apply(at[0] - last[0], at[1] - last[1]);
      last = at;
    },
    end: () => undefined,
    cancel: () => undefined,
  };
}
