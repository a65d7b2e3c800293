import type { Gesture } from './paneInput';
import type { Point2 } from './sliceView';
import type { GroupEdit } from './types';

/** A press that moves less than this selects; it does not drag. CSS px. */
const DRAG_STARTS_PX = 3;

/** What pulling to a place of the screen makes of the thing in hand: words of the undo step, the thing, the readout. */
export type PlannedChange<P> = (
  at: Point2,
  event: PointerEvent,
) => { readonly what: string; readonly next: P; readonly text: string };

/** Where a drag tells what it does. */
export interface DragSink<P> {
  isSame(a: P, b: P): boolean;
  dragging(isDragging: boolean): void;
  readout(text: string | null): void;
  edit(phase: GroupEdit['phase'], what: string, planned: P): void;
  say(before: P, after: P): void;
}

/** A drag of a group or band: moves from the third pixel on, one commit at the end, taken back when given up. */
export function dragGesture<P>(from: Point2, start: P, change: PlannedChange<P>, sink: DragSink<P>): Gesture {
  let what = '';
  let isDragging = false;
  const drag = (is: boolean): void => sink.dragging((isDragging = is));
  drag(false);
  const close = (): boolean => {
    const dragged = isDragging;
    drag(false);
    sink.readout(null);
    return dragged;
  };
  return {
    move: (at, event) => {
      if (!isDragging) drag(Math.hypot(at[0] - from[0], at[1] - from[1]) >= DRAG_STARTS_PX);
      if (!isDragging) return;
      const edit = change(at, event);
      what = edit.what;
      sink.readout(edit.text);
      sink.edit('move', what, edit.next);
    },
    end: (at, event) => {
      if (!close()) return;
      const edit = change(at, event);
      if (sink.isSame(start, edit.next)) sink.edit('cancel', edit.what, start);
      else sink.edit('commit', edit.what, edit.next);
      sink.say(start, edit.next);
    },
    cancel: () => {
      if (close()) sink.edit('cancel', what, start);
    },
  };
}
